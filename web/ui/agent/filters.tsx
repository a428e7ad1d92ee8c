import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";
import "./filters.css";

const pause = 300;

/** A field that filters a list as one types, after a short pause; the address may change it back. */
export function FilterField({
  label,
  placeholder,
  value,
  onChange,
}: {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    // The address changed from elsewhere (back, "Effacer les filtres"): the field follows.
    if (value !== sent.current) {
      sent.current = value;
      setTyped(value);
    }
  }, [value]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wanted;
      latest.current(wanted === "" ? undefined : wanted);
    }, pause);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label className="filter-field">
      <Icon name="fr-icon-search-line" tone="mention" />
      <span className="fr-sr-only">{label}</span>
      <input
        type="search"
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  );
}

/** One choice among a few, as a pill; nothing chosen shows the label. */
export function FilterChoice({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: string | undefined;
  choices: readonly { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}) {
  const id = useId();
  return (
    <span className={`filter-choice ${value === undefined ? "" : "filter-choice--on"}`}>
      <label htmlFor={id} className="fr-sr-only">
        {label}
      </label>
      <select
        id={id}
        value={value ?? ""}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      >
        <option value="">{label}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      {value === undefined ? (
        <Icon name="fr-icon-arrow-down-s-line" size="xs" />
      ) : (
        <ClearFilter label={label} onClear={() => onChange(undefined)} />
      )}
    </span>
  );
}

const ClearFilter = ({ label, onClear }: { label: string; onClear: () => void }) => (
  <button type="button" className="filter-clear" onClick={onClear} aria-label={`Retirer le filtre ${label}`}>
    <Icon name="fr-icon-close-line" size="xs" />
  </button>
);

/** A filter of fields of its own, in a panel under a pill that says what was chosen. */
export function FilterPanel({
  label,
  value,
  onClear,
  children,
}: {
  label: string;
  value: string | undefined;
  onClear: () => void;
  children: ReactNode;
}) {
  return (
    <span className={`filter-choice ${value === undefined ? "" : "filter-choice--on"}`}>
      <Menu
        className="filter-panel"
        button={
          <>
            {value ?? label}
            {value === undefined && <Icon name="fr-icon-arrow-down-s-line" size="xs" />}
          </>
        }
      >
        <div className="filter-panel__fields">{children}</div>
      </Menu>
      {value !== undefined && <ClearFilter label={label} onClear={onClear} />}
    </span>
  );
}
