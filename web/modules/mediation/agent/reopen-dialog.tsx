import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import type { openStatuses } from "../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { caseQuery, keepCase } from "./case-queries.ts";
import { Choice } from "./synthesis/choice.tsx";
import { reopenCase } from "./synthesis/synthesis-queries.ts";
import "../../../ui/agent/forms.css";
import { useStatusWords } from "./status-words.tsx";

/** Opening a closed case again: why, where it goes on, who is told. Its closing stays in its history. */
export function ReopenDialog({ found, onDone }: { found: CaseView; onDone: () => void }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [reason, setReason] = useState("");
  const words = useStatusWords();
  const [status, setStatus] = useState<(typeof openStatuses)[number]>("ABOUT_TO_CLOSE");
  const [tell, setTell] = useState(false);
  const [fault, setFault] = useState<string>();
  const alert = useRef<HTMLDivElement>(null);
  const id = useId();
  const reopening = useMutation({
    mutationFn: () => reopenCase(found.id, { version: found.version, reason: reason.trim(), status, tell }),
    onSuccess: (answer) => {
      keepCase(client, answer);
      notify(`Dossier ${answer.number} rouvert.`);
      onDone();
    },
    onError: () => {
      void client.invalidateQueries(caseQuery(found.id));
      requestAnimationFrame(() => alert.current?.focus());
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reopening.isPending) return;
    if (reason.trim().length < 5) {
      setFault("Dites pourquoi, en 5 caractères au moins.");
      document.getElementById(`${id}-reason`)?.focus();
      return;
    }
    setFault(undefined);
    reopening.mutate();
  };
  return (
    <Modal
      title={
        <>
          Rouvrir le dossier <span className="nowrap">{found.number}</span>
        </>
      }
      subtitle={found.subject}
      onClose={onDone}
      footer={
        <>
          <Button type="submit" form={`${id}-form`} busy={reopening.isPending && "Réouverture…"}>
            {tell ? "Rouvrir et prévenir" : "Rouvrir le dossier"}
          </Button>
          <Button look="secondary" onClick={onDone}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} className="dialog-form" noValidate onSubmit={submit}>
        {reopening.isError && <Alert ref={alert} severity="error" title={refusalWords(reopening.error)} />}
        <TextArea
          id={`${id}-reason`}
          label="Motif"
          hint="Il reste à l’historique. La clôture précédente aussi."
          rows={3}
          value={reason}
          error={fault}
          onChange={setReason}
        />
        <Choice
          id={`${id}-status`}
          label="Statut"
          options={words.offered(status).map((code) => [code, words.label(code)] as const)}
          value={status}
          onChange={(code) => setStatus(code as typeof status)}
        />
        <Checkbox
          id={`${id}-tell`}
          label="Prévenir le requérant"
          hint="Un message dit que son dossier est rouvert."
          checked={tell}
          onChange={setTell}
        />
      </form>
    </Modal>
  );
}
