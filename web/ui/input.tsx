import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from "react";
import { classes } from "./classes.ts";

interface InputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "className" | "onChange"> {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  /** A likely slip, offered and never imposed. */
  suggestion?: ReactNode;
  /** Narrow fields tell how much is expected. */
  width?: "full" | "medium" | "code";
  onChange?: (value: string) => void;
  ref?: Ref<HTMLInputElement>;
}

export const Input = ({
  label,
  hint,
  error,
  suggestion,
  width = "full",
  onChange,
  id,
  ref,
  ...rest
}: InputProps) => {
  const ownId = useId();
  const field = id ?? ownId;
  return (
    <div className={classes("fr-input-group", `field--${width}`, error && "fr-input-group--error")}>
      <label className="fr-label" htmlFor={field}>
        {label}
        {hint ? <span className="fr-hint-text">{hint}</span> : null}
      </label>
      <input
        type="text"
        {...rest}
        ref={ref}
        id={field}
        className={classes("fr-input", error && "fr-input--error")}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${field}-messages`}
        onChange={(event) => onChange?.(event.currentTarget.value)}
      />
      <div className="fr-messages-group" id={`${field}-messages`} aria-live="polite">
        {error ? <p className="fr-message fr-message--error">{error}</p> : null}
        {suggestion}
      </div>
    </div>
  );
};
