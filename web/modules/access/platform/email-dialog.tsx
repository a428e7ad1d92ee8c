import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { AskByEmail } from "../../../../shared/access/schema.ts";
import { ProblemError } from "../../../app/api.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import "../../../ui/agent/forms.css";

/** Asks for one address, then acts on it: an invitation, a blocked address to lift. */
export function EmailDialog<Answer>({
  title,
  children,
  label,
  confirm,
  busy,
  act,
  onDone,
  onClose,
}: {
  title: ReactNode;
  children?: ReactNode;
  label: string;
  confirm: string;
  busy: string;
  act: (email: string) => Promise<Answer>;
  onDone: (answer: Answer, email: string) => void;
  onClose: () => void;
}) {
  const [email, setEmail] = useState("");
  const [fault, setFault] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const form = useId();
  const sending = useMutation({
    mutationFn: act,
    onSuccess: onDone,
    onError: (error) => {
      const about = error instanceof ProblemError ? error.problem.fields?.[0]?.message : undefined;
      setFault(about);
      requestAnimationFrame(() => (about ? field.current : alert.current)?.focus());
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sending.isPending) return;
    const input = AskByEmail.safeParse({ email });
    setFault(input.error?.issues[0]?.message);
    if (input.success) sending.mutate(input.data.email);
    else field.current?.focus();
  };
  return (
    <Modal
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={form} busy={sending.isPending && busy}>
            {confirm}
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={form} className="dialog-form" onSubmit={submit} noValidate>
        {sending.isError && !fault && (
          <Alert ref={alert} severity="error" title={refusalWords(sending.error)} />
        )}
        {children}
        <Input
          ref={field}
          label={label}
          type="email"
          autoComplete="off"
          spellCheck={false}
          value={email}
          error={fault}
          onChange={setEmail}
        />
      </form>
    </Modal>
  );
}
