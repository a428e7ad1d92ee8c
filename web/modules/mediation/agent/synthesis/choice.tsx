import type { ReactNode } from "react";

/** A list of codes, one of which may be « none ». */
export function Choice({
  id,
  label,
  options,
  value,
  error,
  onChange,
}: {
  id: string;
  label: ReactNode;
  options: ReadonlyArray<readonly [value: string, label: string]>;
  value: string;
  error?: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <div className={`fr-select-group ${error ? "fr-select-group--error" : ""}`}>
      <label className="fr-label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="fr-select"
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-messages`}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
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
}
