import { useId } from "react";
import { Icon } from "../../../../ui/agent/icon.tsx";
import type { Colleague } from "./mentions.ts";

/** Colleagues to call by name in a note: those who may read the case; the others are said to be unable to. */
export function MentionChoice({
  people,
  chosen,
  onChange,
}: {
  people: readonly Colleague[];
  /** By their boxes, or by an `@` in the text. */
  chosen: readonly string[];
  onChange: (person: Colleague, cited: boolean) => void;
}) {
  const id = useId();
  const readers = people.filter(({ reads }) => reads);
  const without = people.filter(({ reads }) => !reads).map(({ name }) => name);
  if (people.length === 0) return null;
  const names = readers.filter((one) => chosen.includes(one.id)).map(({ name }) => name);
  return (
    <details className="fold mentions">
      <summary className="small">
        <Icon name="fr-icon-at-line" size="xs" />{" "}
        {names.length > 0 ? `Cite ${names.join(", ")}` : "Citer un collègue"}
      </summary>
      {readers.map((one) => (
        <div key={one.id} className="fr-checkbox-group fr-checkbox-group--sm">
          <input
            type="checkbox"
            id={`${id}-${one.id}`}
            checked={chosen.includes(one.id)}
            onChange={(event) => onChange(one, event.currentTarget.checked)}
          />
          <label className="fr-label" htmlFor={`${id}-${one.id}`}>
            {one.name}
          </label>
        </div>
      ))}
      {without.length > 0 && (
        <p className="small mention">
          {without.join(", ")}&nbsp;: ne peut pas lire ce dossier. Ajoutez d’abord cette personne comme
          abonnée, dans «&nbsp;Autres actions&nbsp;».
        </p>
      )}
    </details>
  );
}
