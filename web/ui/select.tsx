import type { ReactNode } from "react";
import { classes } from "./classes.ts";

interface SelectProps {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  /** Values with their words. */
  options: ReadonlyArray<readonly [value: string, label: string]>;
  /** Shown until something is chosen. */
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  error?: string | undefined;
  autoComplete?: string;
}

export const Select = (props: SelectProps) => {
  const { id, label, hint, options, placeholder, value, onChange, onBlur, error, autoComplete } = props;
  return (
    <div className={classes("fr-select-group", error && "fr-select-group--error")}>
      <label className="fr-label" htmlFor={id}>
        {label}
        {hint ? <span className="fr-hint-text">{hint}</span> : null}
      </label>
      <select
        id={id}
        className={classes("fr-select", error && "fr-select--error")}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={onBlur}
        autoComplete={autoComplete}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-messages`}
      >
        <option value="" disabled>
          {placeholder}
        </option>
        {options.map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
      <div className="fr-messages-group" id={`${id}-messages`} aria-live="polite">
        {error ? <p className="fr-message fr-message--error">{error}</p> : null}
      </div>
    </div>
  );
};
