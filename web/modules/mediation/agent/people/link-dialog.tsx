import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type LinkKind, linkKinds } from "../../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { FormDialog } from "../../../../ui/agent/form-dialog.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { Input } from "../../../../ui/input.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { casesByNumberQuery, keepNeighbours, linkCases } from "./people-queries.ts";

const kinds = Object.entries(linkKinds).map(([value, label]) => ({ value: value as LinkKind, label }));

/** Finds a case by its number, a name or a word, and links it. */
export function LinkDialog({
  found,
  space,
  onClose,
}: {
  found: CaseView;
  space: AgentSpace;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [q, setQ] = useState("");
  const [kind, setKind] = useState<LinkKind>("RELATED");
  const [chosen, setChosen] = useState<string>();
  const [missing, setMissing] = useState(false);
  const query = useQuery(casesByNumberQuery(space.organisation.id, q.trim()));
  const proposed = (query.data?.cases ?? []).filter(({ id }) => id !== found.id);
  const link = useMutation({
    mutationFn: (otherId: string) => linkCases(found.id, { otherId, kind }),
    onSuccess: (beside) => {
      keepNeighbours(client, found.id, beside);
      notify("Les deux dossiers sont liés.");
      onClose();
    },
  });
  const submit = () => {
    const one = chosen ?? (proposed.length === 1 ? proposed[0]?.id : undefined);
    if (!one) return setMissing(true);
    link.mutate(one);
  };
  return (
    <FormDialog
      title="Lier un dossier"
      subtitle="Les deux dossiers restent distincts ; chacun montre l’autre."
      submit="Lier les deux dossiers"
      busy="Lien en cours…"
      sending={link}
      onSubmit={submit}
      onClose={onClose}
    >
      <Input
        label="Numéro, nom ou objet du dossier"
        hint="Par exemple 2026-00042."
        value={q}
        onChange={(value) => {
          setQ(value);
          setChosen(undefined);
          setMissing(false);
        }}
        error={missing ? "Choisissez un dossier dans la liste." : undefined}
        autoComplete="off"
      />
      {q.trim().length >= 2 && (
        <div aria-live="polite">
          {query.data && proposed.length === 0 ? (
            <p className="mention">Aucun dossier ne correspond.</p>
          ) : (
            proposed.length > 0 && (
              <RadioButtons
                name="link-case"
                legend="Dossiers trouvés"
                options={proposed.map((one) => ({
                  value: one.id,
                  label: `${one.number} · ${one.subject}`,
                  hint: one.requesterName,
                }))}
                value={chosen ?? (proposed.length === 1 ? proposed[0]?.id : undefined)}
                onChange={setChosen}
                inline={false}
              />
            )
          )}
        </div>
      )}
      <RadioButtons
        name="link-kind"
        legend="Lien"
        options={kinds}
        value={kind}
        onChange={setKind}
        inline={false}
      />
    </FormDialog>
  );
}
