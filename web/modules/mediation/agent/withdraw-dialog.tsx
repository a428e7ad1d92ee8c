import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { dayOf } from "../../../ui/agent/relative-dates.ts";
import { Input } from "../../../ui/input.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { keepCase } from "./case-queries.ts";
import { withdrawCase } from "./representation-queries.ts";

/** The requester gave up by phone or letter: the day it was told, and why when they said so. */
export function WithdrawDialog({ found, onClose }: { found: CaseView; onClose: () => void }) {
  const id = useId();
  const client = useQueryClient();
  const { notify } = useNotices();
  const today = dayOf(new Date());
  const [on, setOn] = useState(today);
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<string>();
  return (
    <ConfirmDialog
      title={
        <>
          Noter le retrait du dossier <span className="nowrap">{found.number}</span>
        </>
      }
      confirm="Noter le retrait"
      busy="Un instant…"
      check={() => {
        const fault = /^\d{4}-\d{2}-\d{2}$/.test(on)
          ? on > today
            ? "Cette date est dans le futur."
            : undefined
          : "Choisissez le jour où le requérant l’a dit.";
        setWrong(fault);
        return fault === undefined;
      }}
      act={() => withdrawCase({ caseId: found.id, version: found.version, on, reason: reason.trim() })}
      onDone={(answer) => {
        keepCase(client, answer);
        notify("Le retrait est noté. La preuve datée part par e-mail si le requérant en a un.");
        onClose();
      }}
      onClose={onClose}
    >
      <p>Le dossier passe en « Finalisation » et une tâche rappelle de le clore.</p>
      <Input label="Retirée le" type="date" value={on} onChange={setOn} error={wrong} width="medium" />
      <TextArea
        id={`${id}-reason`}
        label="Pourquoi (facultatif)"
        rows={3}
        value={reason}
        onChange={setReason}
      />
    </ConfirmDialog>
  );
}
