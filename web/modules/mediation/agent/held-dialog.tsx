import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { Modal } from "../../../ui/agent/modal.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import "../../../ui/agent/forms.css";

/** The frame of every decision about a held mail that asks something first. A refusal is said in it, and it stays. */
export function HeldDialog<Answer>({
  title,
  subtitle,
  confirm,
  busy,
  fault,
  act,
  onDone,
  onClose,
  children,
}: {
  title: string;
  subtitle: ReactNode;
  /** The effect: « Ajouter au dossier ». */
  confirm: string;
  busy: string;
  /** What is still missing, in one sentence. */
  fault?: string | undefined;
  act: () => Promise<Answer>;
  onDone: (answer: Answer) => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const form = useId();
  const alert = useRef<HTMLDivElement>(null);
  const [missing, setMissing] = useState<string>();
  const tell = () => requestAnimationFrame(() => alert.current?.focus());
  const mutation = useMutation({ mutationFn: act, onSuccess: onDone, onError: tell });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mutation.isPending) return;
    setMissing(fault);
    if (fault) tell();
    else mutation.mutate();
  };
  const wrong = missing ?? (mutation.isError ? refusalWords(mutation.error) : undefined);
  return (
    <Modal
      title={title}
      subtitle={subtitle}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={form} busy={mutation.isPending && busy}>
            {confirm}
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={form} className="dialog-form" noValidate onSubmit={submit}>
        {wrong && <Alert ref={alert} severity="error" title={wrong} />}
        {children}
      </form>
    </Modal>
  );
}
