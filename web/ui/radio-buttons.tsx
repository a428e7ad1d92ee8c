import { type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

interface RadioButtonsProps<Value extends string> {
  legend: ReactNode;
  hint?: ReactNode;
  /** Shared by the group; the first option's id is `<name>-<value>`. */
  name: string;
  options: ReadonlyArray<{ value: Value; label: ReactNode; hint?: ReactNode }>;
  value: Value | undefined;
  onChange: (value: Value) => void;
  error?: string | undefined;
  inline?: boolean;
}

export const RadioButtons = <Value extends string>(props: RadioButtonsProps<Value>) => {
  const { legend, hint, name, options, value, onChange, error, inline = true } = props;
  const id = useId();
  return (
    <fieldset
      className={classes("fr-fieldset", error && "fr-fieldset--error")}
      id={name}
      tabIndex={-1}
      aria-labelledby={`${id}-legend ${id}-messages`}
    >
      <legend className="fr-fieldset__legend fr-fieldset__legend--regular" id={`${id}-legend`}>
        {legend}
        {hint ? <span className="fr-hint-text">{hint}</span> : null}
      </legend>
      {options.map((option) => (
        <div
          key={option.value}
          className={classes("fr-fieldset__element", inline && "fr-fieldset__element--inline")}
        >
          <div className="fr-radio-group">
            <input
              type="radio"
              id={`${name}-${option.value}`}
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
            />
            <label className="fr-label" htmlFor={`${name}-${option.value}`}>
              {option.label}
              {option.hint ? <span className="fr-hint-text">{option.hint}</span> : null}
            </label>
          </div>
        </div>
      ))}
      <div className="fr-messages-group" id={`${id}-messages`} aria-live="polite">
        {error ? <p className="fr-message fr-message--error">{error}</p> : null}
      </div>
    </fieldset>
  );
};
