import { type ReactNode, type Ref, useId, useState } from "react";
import { classes } from "./classes.ts";
import "./password-input.css";

interface PasswordInputProps {
  label: ReactNode;
  hint?: ReactNode;
  name?: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  /** Tells a password manager whether to fill or to offer a new one; off for a code that is no password. */
  autoComplete: "current-password" | "new-password" | "off";
  /** Completes « Afficher » for those who hear it, where it is no password. */
  what?: string;
  /** Advice while typing, said politely; it never blocks. */
  advice?: ReactNode;
  /** Under the field: « Mot de passe oublié ? ». */
  children?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}

/** The design system's password field: shown on request, pasting allowed. */
export const PasswordInput = (props: PasswordInputProps) => {
  const {
    label,
    hint,
    name = "password",
    value,
    onChange,
    error,
    autoComplete,
    what = "le mot de passe",
    advice,
    children,
    ref,
  } = props;
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div className={classes("fr-password", error && "fr-input-group--error")}>
      <label className="fr-label" htmlFor={id}>
        {label}
        {hint ? <span className="fr-hint-text">{hint}</span> : null}
      </label>
      <div className="fr-input-wrap">
        <input
          ref={ref}
          id={id}
          className={classes("fr-password__input fr-input", error && "fr-input--error")}
          type={shown ? "text" : "password"}
          name={name}
          autoComplete={autoComplete}
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          value={value}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-messages`}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
      <div className="fr-messages-group" id={`${id}-messages`} aria-live="polite">
        {error ? <p className="fr-message fr-message--error">{error}</p> : advice}
      </div>
      <div className="fr-password__checkbox fr-checkbox-group fr-checkbox-group--sm">
        <input
          id={`${id}-show`}
          type="checkbox"
          checked={shown}
          onChange={(event) => setShown(event.currentTarget.checked)}
        />
        <label className="fr-password__checkbox fr-label" htmlFor={`${id}-show`}>
          Afficher<span className="fr-sr-only"> {what}</span>
        </label>
      </div>
      {children}
    </div>
  );
};
