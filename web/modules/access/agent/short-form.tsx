import type { FormEvent, ReactNode, RefObject } from "react";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";

interface ShortFormProps {
  /** What `useForm` gives. */
  of: {
    form: RefObject<HTMLFormElement | null>;
    alert: RefObject<HTMLDivElement | null>;
    refusal: string | undefined;
    busy: boolean;
    submit: (event: FormEvent) => void;
  };
  action: string;
  busyWords: string;
  children: ReactNode;
  /** Beside the main button. */
  beside?: ReactNode;
}

/** Its fields, one main button, and above them what went wrong with the whole. */
export const ShortForm = ({ of, action, busyWords, children, beside }: ShortFormProps) => (
  <form ref={of.form} className="short-form" onSubmit={of.submit} noValidate>
    {of.refusal && <Alert ref={of.alert} severity="error" title={of.refusal} />}
    {children}
    <div className="short-form__actions">
      <Button type="submit" busy={of.busy && busyWords}>
        {action}
      </Button>
      {beside}
    </div>
  </form>
);
