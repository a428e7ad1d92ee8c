import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { Input } from "../input.tsx";
import { FormDialog } from "./form-dialog.tsx";

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
  const field = useRef<HTMLInputElement>(null);
  const mutation = useMutation({
    mutationFn: act,
    onSuccess: onDone,
  });
  const submit = () => {
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
    <FormDialog
      title={title}
      submit={confirm}
      busy={busy}
      sending={mutation}
      onSubmit={submit}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
