import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import type { CaseFilter, CaseTotal } from "../../../../../shared/mediation/case-lists.ts";
import { type ExportKind, exportFormats, exportKinds } from "../../../../../shared/mediation/exports.ts";
import { Modal } from "../../../../ui/agent/modal.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { mayInMediation } from "../rights.ts";
import { useFileAsked } from "./file-asked.tsx";
import { askExport } from "./file-queries.ts";
import "../../../../ui/agent/forms.css";

/** Asks for the cases of a list as a file, with the very filter on screen. */
export function ExportDialog({
  space,
  filter,
  total,
  onClose,
}: {
  space: AgentSpace;
  filter: CaseFilter;
  total: CaseTotal | undefined;
  onClose: () => void;
}) {
  const named = mayInMediation(space, "export.named");
  const [kind, setKind] = useState<ExportKind>(named ? "named" : "anonymous");
  const [format, setFormat] = useState<keyof typeof exportFormats>("xlsx");
  const asked = useFileAsked(space, onClose);
  const form = useId();
  const asking = useMutation({
    mutationFn: () => askExport(space.organisation.id, { kind, format, filter }),
    onSuccess: asked,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!asking.isPending) asking.mutate();
  };
  return (
    <Modal
      title="Exporter ces dossiers"
      {...(total ? { subtitle: countWords(total) } : {})}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={form} busy={asking.isPending && "Un instant…"}>
            Préparer le fichier
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={form} className="dialog-form" onSubmit={submit} noValidate>
        {asking.isError && <Alert severity="error" title={refusalWords(asking.error)} />}
        <RadioButtons
          legend="Contenu"
          name={`${form}-kind`}
          inline={false}
          value={kind}
          onChange={setKind}
          options={[
            ...(named
              ? [
                  {
                    value: "named" as const,
                    label: exportKinds.named,
                    hint: "Avec les noms et les coordonnées. Cet export est inscrit au journal.",
                  },
                ]
              : []),
            {
              value: "anonymous" as const,
              label: exportKinds.anonymous,
              hint: "Sans nom, coordonnées ni texte. Les valeurs partagées par moins de 5 dossiers sont remplacées par «\u00a0<5\u00a0».",
            },
          ]}
        />
        <RadioButtons
          legend="Format"
          name={`${form}-format`}
          value={format}
          onChange={setFormat}
          options={[
            { value: "xlsx" as const, label: exportFormats.xlsx },
            { value: "csv" as const, label: exportFormats.csv },
          ]}
        />
      </form>
    </Modal>
  );
}

const countWords = ({ total, more, cut }: CaseTotal): string =>
  more
    ? `Plus de ${total.toLocaleString("fr-FR")} dossiers`
    : cut
      ? `Les ${total.toLocaleString("fr-FR")} dossiers les plus récents qui ont ces mots, avec les filtres affichés`
      : total === 1
        ? "1 dossier, avec les filtres affichés"
        : `${total.toLocaleString("fr-FR")} dossiers, avec les filtres affichés`;
