import { type ReactNode, type Ref, useEffect, useRef, useState } from "react";
import { type Counter, countText } from "./character-count.ts";
import { classes } from "./classes.ts";

interface TextAreaProps {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  error?: string | undefined;
  /** Lines shown when empty; the field grows with the text, up to 24 lines. */
  rows: 3 | 6 | 9;
  /** Characters; without them no counter is shown. */
  limit?: { min: number; max: number } | undefined;
  note?: ReactNode;
  ref?: Ref<HTMLTextAreaElement>;
}

/** What was last said aloud changes only when a threshold is crossed, not at each key. */
const useSpokenCount = (counter: Counter | null) => {
  const [spoken, setSpoken] = useState("");
  const zone = useRef(counter?.zone);
  useEffect(() => {
    if (counter && counter.zone !== zone.current) {
      zone.current = counter.zone;
      setSpoken(counter.zone === "within" ? "" : counter.text);
    }
  }, [counter]);
  return spoken;
};

export const TextArea = (props: TextAreaProps) => {
  const { id, label, hint, value, onChange, onBlur, error, rows, limit, note, ref } = props;
  const counter = limit ? countText(value, limit) : null;
  const spoken = useSpokenCount(counter);
  return (
    <div className={classes("fr-input-group", error && "fr-input-group--error")}>
      <label className="fr-label" htmlFor={id}>
        {label}
        {hint ? <span className="fr-hint-text">{hint}</span> : null}
      </label>
      <textarea
        ref={ref}
        id={id}
        className={classes("fr-input", `growing-text growing-text--${rows}`, error && "fr-input--error")}
        rows={rows}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={onBlur}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-count ${id}-messages`}
      />
      <p
        className={classes("mention fr-mt-1v", counter?.zone === "over" && "mention--error")}
        id={`${id}-count`}
      >
        {counter?.text ?? note}
      </p>
      <span className="fr-sr-only" aria-live="polite">
        {spoken}
      </span>
      <div className="fr-messages-group" id={`${id}-messages`} aria-live="polite">
        {error ? <p className="fr-message fr-message--error">{error}</p> : null}
      </div>
    </div>
  );
};
