import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { ErasureReach } from "../../../../shared/mediation/privacy.ts";
import { FormDialog } from "../../../ui/agent/form-dialog.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { erasureReachQuery, prepareErasure } from "./privacy-queries.ts";
import "../../../ui/agent/forms.css";

const because = {
  this: "ce dossier",
  confirmed: "même personne, confirmée",
  email: "même adresse e-mail",
  phone: "même téléphone",
} as const;
const obstacles = { open: "encore ouvert", legal_hold: "retenu légalement" } as const;

/** Prepares the erasure of a case, or of everything known of its requester; a manager confirms it afterwards. */
export function EraseDialog({
  caseId,
  number,
  onClose,
}: {
  caseId: string;
  number: string;
  onClose: () => void;
}) {
  const { notify } = useNotices();
  const reach = useQuery(erasureReachQuery(caseId));
  const [scope, setScope] = useState<"case" | "person">("case");
  const [reason, setReason] = useState("");
  const [tooShort, setTooShort] = useState(false);
  const form = useId();
  const preparing = useMutation({
    mutationFn: () => prepareErasure(caseId, { scope, reason }),
    onSuccess: () => {
      notify("Effacement préparé. Un médiateur principal doit encore le confirmer.");
      onClose();
    },
  });
  const reached = (reach.data?.cases ?? []).filter((one) => one.because === "this" || scope === "person");
  const submit = () => {
    setTooShort(reason.trim().length < 10);
    if (reason.trim().length >= 10) preparing.mutate();
  };
  return (
    <FormDialog
      title="Effacer les données"
      subtitle={`Dossier ${number}`}
      submit="Préparer l’effacement"
      busy="Un instant…"
      sending={preparing}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>
        Rien n’est effacé maintenant. Un médiateur principal confirme l’effacement&nbsp;; il est ensuite
        définitif. Les dossiers comptés dans les statistiques y restent, sans rien de personne.
      </p>
      <RadioButtons
        legend={"Que faut-il effacer\u00a0?"}
        name={`${form}-scope`}
        value={scope}
        onChange={setScope}
        options={[
          { value: "case", label: "Ce dossier" },
          { value: "person", label: "Tout ce que la médiation sait de cette personne" },
        ]}
      />
      {reach.isPending && <Skeleton says="Recherche des dossiers concernés…" />}
      {reach.isError && (
        <LoadFailed what="les dossiers concernés" error={reach.error} retry={() => void reach.refetch()} />
      )}
      {reach.data && <Reached cases={reached} />}
      <TextArea
        id={`${form}-reason`}
        label="Raison"
        hint="Par exemple la date de la demande de la personne. 10 caractères au moins."
        value={reason}
        onChange={setReason}
        error={tooShort ? "Dites pourquoi, en 10 caractères au moins." : undefined}
        rows={3}
      />
    </FormDialog>
  );
}

function Reached({ cases }: { cases: ErasureReach["cases"] }) {
  return (
    <div>
      <p id="reached-cases">
        {cases.length === 1 ? "1 dossier concerné" : `${cases.length} dossiers concernés`}
      </p>
      <ul aria-labelledby="reached-cases">
        {cases.map(({ id, number, subject, because: why, obstacle }) => (
          <li key={id}>
            <strong>{number}</strong>, {subject} <span className="mention">({because[why]})</span>
            {obstacle && <strong>&nbsp;: {obstacles[obstacle]}, à régler d’abord</strong>}
          </li>
        ))}
      </ul>
    </div>
  );
}
