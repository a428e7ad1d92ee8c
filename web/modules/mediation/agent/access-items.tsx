import type { ReactNode } from "react";
import type { AccessCase } from "../../../../shared/mediation/access-request.ts";
import { sides } from "../../../../shared/mediation/enums.ts";
import { fileVisibilities } from "../../../../shared/mediation/file-visibility.ts";
import { dayOf, shortDay } from "../../../ui/agent/relative-dates.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";
import "./privacy.css";

const because = {
  this: "ce dossier",
  confirmed: "même personne, confirmée",
  email: "même adresse e-mail",
  phone: "même téléphone",
} as const;

interface Ticking {
  ticked: ReadonlySet<string>;
  toggle: (id: string, on: boolean) => void;
}

/** One case of the person, with what it holds: each can be given or kept back. */
export function CaseToGive({ one, ticked, toggle }: Ticking & { one: AccessCase }) {
  const given = ticked.has(one.id);
  return (
    <fieldset className="access-case">
      <legend className="fr-sr-only">Dossier {one.number}</legend>
      <Checkbox
        id={`access-${one.id}`}
        label={
          <strong>
            {one.number}, {one.subject}
          </strong>
        }
        hint={`${one.requester} (${because[one.because]}). Coordonnées, demande et suites du dossier.`}
        checked={given}
        onChange={(on) => toggle(one.id, on)}
      />
      {given && (
        <>
          <Items title="Autres personnes" items={one.people.map(personItem)} {...{ ticked, toggle }} />
          <Items title="Échanges" items={one.entries.map(entryItem)} {...{ ticked, toggle }} />
          <Items title="Documents" items={one.documents.map(documentItem)} {...{ ticked, toggle }} />
        </>
      )}
    </fieldset>
  );
}

interface Item {
  id: string;
  label: string;
  hint: ReactNode;
  given: boolean;
}

const personItem = ({ id, name, given }: AccessCase["people"][number]): Item => ({
  id,
  label: name,
  hint: "Représentant",
  given,
});

const entryItem = ({
  id,
  at,
  kind,
  direction,
  side,
  title: subject,
  excerpt,
  given,
}: AccessCase["entries"][number]): Item => {
  const what = kind === "note" ? "Note interne" : direction === "OUT" ? "Envoyé" : "Reçu";
  const whose = kind !== "note" && side ? `, ${sides[side].toLowerCase()}` : "";
  return {
    id,
    label: `${what}${whose}, ${shortDay(dayOf(new Date(at)))}`,
    hint: [subject, excerpt].filter(Boolean).join("\u00a0: ") || "Sans texte",
    given,
  };
};

const documentItem = ({ id, name, visibility, given }: AccessCase["documents"][number]): Item => ({
  id,
  label: name,
  hint: fileVisibilities[visibility],
  given,
});

/** What is proposed, then, folded, what is not: an item stays where it is when it is ticked. */
function Items({ title: heading, items, ticked, toggle }: Ticking & { title: string; items: Item[] }) {
  const list = (some: Item[]) =>
    some.map(({ id, label, hint }) => (
      <Checkbox
        key={id}
        id={`access-${id}`}
        label={label}
        hint={hint}
        checked={ticked.has(id)}
        onChange={(on) => toggle(id, on)}
      />
    ));
  const [proposed, others] = [items.filter(({ given }) => given), items.filter(({ given }) => !given)];
  if (items.length === 0) return null;
  return (
    <div className="access-items">
      <h3>{heading}</h3>
      {list(proposed)}
      {others.length > 0 && (
        <details className="fold">
          <summary>
            {others.length === 1 ? "1 n’est pas proposé" : `${others.length} ne sont pas proposés`}
          </summary>
          <div className="access-items">{list(others)}</div>
        </details>
      )}
    </div>
  );
}
