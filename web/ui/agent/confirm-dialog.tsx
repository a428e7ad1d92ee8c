import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { Alert } from "../alert.tsx";
import { Button } from "../button.tsx";
import { Input } from "../input.tsx";
import { Modal } from "./modal.tsx";
import { refusalWords } from "./refusal-words.ts";
import "./forms.css";

/**
 * Asks before an act that is hard to undo: its consequences, a button that names the effect, a way out. A refusal is
 * said in the dialog, which stays. `typed` asks for a word to be copied first.
 */
export function ConfirmDialog<Answer>({
  title,
  children,
  confirm,
  busy,
  act,
  check,
  typed,
  onDone,
  onClose,
}: {
  title: ReactNode;
  children: ReactNode;
  /** « Retirer de l’organisation » */
  confirm: string;
  /** The same while it happens: « Retrait en cours… ». */
  busy: string;
  act: () => Promise<Answer>;
  /** Says first whether what was typed will do; its owner shows what is wrong at the fields. */
  check?: () => boolean;
  /** What must be typed before the act, letter for letter (case apart). */
  typed?: { label: ReactNode; expected: string; error: string };
  onDone: (answer: Answer) => void;
  onClose: () => void;
}) {
  const [word, setWord] = useState("");
  const [wrong, setWrong] = useState<string>();
  const alert = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const form = useId();
  const mutation = useMutation({
    mutationFn: act,
    onSuccess: onDone,
    onError: () => requestAnimationFrame(() => alert.current?.focus()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mutation.isPending) return;
    if (typed && word.trim().toLowerCase() !== typed.expected.toLowerCase()) {
      setWrong(typed.error);
      field.current?.focus();
      return;
    }
    setWrong(undefined);
    if (check?.() === false) return;
    mutation.mutate();
  };
  return (
    <Modal
      title={title}
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
      <form id={form} className="dialog-form" onSubmit={submit} noValidate>
        {mutation.isError && <Alert ref={alert} severity="error" title={refusalWords(mutation.error)} />}
        {children}
        {typed && (
          <Input
            ref={field}
            label={typed.label}
            value={word}
            onChange={setWord}
            error={wrong}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </form>
    </Modal>
  );
}
