import { useId, useState } from "react";
import { priorities } from "../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { RadioButtons } from "../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { actOnCase } from "./hand-queries.ts";
import { useCaseAfter } from "./use-case-after.ts";

/** Normal or urgent; urgent says why. */
export function PriorityDialog({
  found,
  space,
  onClose,
}: {
  found: CaseView;
  space: AgentSpace;
  onClose: () => void;
}) {
  const id = useId();
  const after = useCaseAfter(space, found);
  const [priority, setPriority] = useState(found.priority);
  const [reason, setReason] = useState(found.hands.priorityReason ?? "");
  const [wrong, setWrong] = useState<string>();
  const why = priority === "HIGH" ? { reason: reason.trim() } : {};
  return (
    <ConfirmDialog
      title={
        <>
          Priorité du dossier <span className="nowrap">{found.number}</span>
        </>
      }
      confirm="Enregistrer la priorité"
      busy="Enregistrement…"
      check={() => {
        const enough = priority === "NORMAL" || reason.trim().length >= 3;
        setWrong(enough ? undefined : "Dites pourquoi ce dossier est urgent.");
        return enough;
      }}
      act={() => actOnCase(found.id, "priority", { version: found.version, priority, ...why })}
      onDone={(answer) => {
        after(answer, `Priorité : ${priorities[priority].toLowerCase()}.`);
        onClose();
      }}
      onClose={onClose}
    >
      <RadioButtons
        legend="Priorité"
        name={`${id}-priority`}
        options={[
          { value: "NORMAL", label: priorities.NORMAL },
          { value: "HIGH", label: priorities.HIGH, hint: "Signalée dans les listes et en tête du dossier." },
        ]}
        value={priority}
        onChange={setPriority}
        inline={false}
      />
      {priority === "HIGH" && (
        <TextArea
          id={`${id}-reason`}
          label="Pourquoi"
          rows={3}
          value={reason}
          onChange={setReason}
          error={wrong}
        />
      )}
    </ConfirmDialog>
  );
}
