import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { ReprocessMail } from "../../../../shared/mail/operations.ts";
import { ProblemError } from "../../../app/api.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { reprocessMail } from "./platform-queries.ts";
import "../../../ui/agent/forms.css";

const unknown = "Aucun courriel reçu ne porte cet identifiant.";

/** Asks for one received mail to be read again, by the technical id that logs carry. */
export function ReprocessDialog({ onClose }: { onClose: () => void }) {
  const { notify } = useNotices();
  const [id, setId] = useState("");
  const [fault, setFault] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const form = useId();
  const asking = useMutation({
    mutationFn: reprocessMail,
    onSuccess: () => {
      notify("Ce courriel sera relu dans la minute. Personne n’est prévenu une seconde fois.");
      onClose();
    },
    onError: (error) => {
      const about = error instanceof ProblemError && error.problem.status === 404 ? unknown : undefined;
      setFault(about);
      requestAnimationFrame(() => (about ? field.current : alert.current)?.focus());
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (asking.isPending) return;
    const input = ReprocessMail.safeParse({ id: id.trim().toLowerCase() });
    setFault(input.error?.issues[0]?.message);
    if (input.success) asking.mutate(input.data);
    else field.current?.focus();
  };
  return (
    <Modal
      title="Retraiter un courriel"
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={form} busy={asking.isPending && "Un instant…"}>
            Retraiter
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={form} className="dialog-form" onSubmit={submit} noValidate>
        {asking.isError && !fault && (
          <Alert ref={alert} severity="error" title={refusalWords(asking.error)} />
        )}
        <p>
          L’original est relu, et le même échange montre ce qui en est compris aujourd’hui. Rien n’est
          dédoublé.
        </p>
        <Input
          ref={field}
          label="Identifiant technique"
          hint="Dans les journaux des fonctions, sous le nom inboundMailId."
          autoComplete="off"
          spellCheck={false}
          value={id}
          error={fault}
          onChange={setId}
        />
      </form>
    </Modal>
  );
}
