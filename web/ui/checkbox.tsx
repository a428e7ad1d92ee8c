import type { ReactNode } from "react";

interface CheckboxProps {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export const Checkbox = ({ id, label, hint, checked, onChange }: CheckboxProps) => (
  <div className="fr-checkbox-group">
    <input
      type="checkbox"
      id={id}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
    <label className="fr-label" htmlFor={id}>
      <span>{label}</span>
      {hint ? <span className="fr-hint-text">{hint}</span> : null}
    </label>
  </div>
);
