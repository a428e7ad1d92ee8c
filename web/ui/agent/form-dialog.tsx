import { type ReactNode, useEffect, useId, useRef } from "react";
import { Alert } from "../alert.tsx";
import { Button } from "../button.tsx";
import { Modal } from "./modal.tsx";
import { refusalWords } from "./refusal-words.ts";
import "./forms.css";

/**
 * A dialog that is one form: a button that names the effect, a way out. A refusal is said above the fields and takes
 * the focus; the dialog stays. While it is being sent, sending again does nothing.
 */
export function FormDialog({
  title,
  subtitle,
  submit,
  busy,
  sending,
  refusal,
  onSubmit,
  onClose,
  children,
}: {
  title: ReactNode;
  subtitle?: ReactNode;
  /** « Ajouter au dossier » */
  submit: string;
  /** The same while it happens: « Ajout en cours… ». */
  busy: string;
  sending: { isPending: boolean; error: unknown };
  /** What follows the words of a refusal. */
  refusal?: ReactNode;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const form = useId();
  const alert = useRef<HTMLDivElement>(null);
  const { isPending, error } = sending;
  useEffect(() => {
    if (error) alert.current?.focus();
  }, [error]);
  return (
    <Modal
      title={title}
      subtitle={subtitle}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={form} busy={isPending && busy}>
            {submit}
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // The dialog may stand inside another form.
          event.stopPropagation();
          if (!isPending) onSubmit();
        }}
      >
        {error !== null && (
          <Alert ref={alert} severity="error" title={refusalWords(error)}>
            {refusal}
          </Alert>
        )}
        {children}
      </form>
    </Modal>
  );
}
