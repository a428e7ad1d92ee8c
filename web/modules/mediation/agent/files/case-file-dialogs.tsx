import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { type SynthesisAudience, synthesisAudiences } from "../../../../../shared/mediation/case-file.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { FormDialog } from "../../../../ui/agent/form-dialog.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { useFileAsked } from "./file-asked.tsx";
import { askCaseFile, askSynthesis } from "./file-queries.ts";
import "../../../../ui/agent/forms.css";

interface Given {
  found: CaseView;
  space: AgentSpace;
  onClose: () => void;
}

/** Asks for the summary of a case as a PDF, for the office or for the administration. */
export function SynthesisDialog({ found, space, onClose }: Given) {
  const [audience, setAudience] = useState<SynthesisAudience>("internal");
  const id = useId();
  return (
    <FileDialog
      title="Synthèse en PDF"
      found={found}
      space={space}
      onClose={onClose}
      ask={() => askSynthesis(found.id, { audience })}
    >
      <RadioButtons
        legend="Pour qui ?"
        name={`${id}-audience`}
        inline={false}
        value={audience}
        onChange={setAudience}
        options={[
          {
            value: "internal" as const,
            label: synthesisAudiences.internal,
            hint: "Avec tous les échanges et toutes les pièces. À ne pas transmettre.",
          },
          {
            value: "administration" as const,
            label: synthesisAudiences.administration,
            hint: "Sans notes, ni échanges avec le requérant, ni pièces internes ou réservées.",
          },
        ]}
      />
    </FileDialog>
  );
}

/** Asks for everything of a case in one archive, and why. */
export function CaseFileDialog({ found, space, onClose }: Given) {
  const [reason, setReason] = useState("");
  const [tooShort, setTooShort] = useState(false);
  const id = useId();
  return (
    <FileDialog
      title="Dossier complet"
      found={found}
      space={space}
      onClose={onClose}
      ask={() => askCaseFile(found.id, { reason })}
      ready={() => {
        setTooShort(reason.trim().length < 10);
        return reason.trim().length >= 10;
      }}
    >
      <p>
        Une archive avec la synthèse, chaque message, chaque pièce, l’historique et la liste de ce qu’elle
        contient. Elle n’est pas faite pour être transmise telle quelle à l’autre partie.
      </p>
      <TextArea
        id={`${id}-reason`}
        label="À quoi servira-t-elle ?"
        hint="Inscrit à l’historique du dossier. 10 caractères au moins."
        value={reason}
        onChange={setReason}
        error={tooShort ? "Dites à quoi elle servira, en 10 caractères au moins." : undefined}
        rows={3}
      />
    </FileDialog>
  );
}

function FileDialog({
  title,
  found,
  space,
  onClose,
  ask,
  ready = () => true,
  children,
}: Given & {
  title: string;
  ask: () => Promise<unknown>;
  ready?: () => boolean;
  children: ReactNode;
}) {
  const asked = useFileAsked(space, onClose);
  const asking = useMutation({ mutationFn: ask, onSuccess: asked });
  return (
    <FormDialog
      title={title}
      subtitle={`Dossier ${found.number}`}
      submit="Préparer le fichier"
      busy="Un instant…"
      sending={asking}
      onSubmit={() => {
        if (ready()) asking.mutate();
      }}
      onClose={onClose}
    >
      {children}
    </FormDialog>
  );
}
