import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { type Side, sides } from "../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { templateVariables } from "../../../../shared/mediation/template-variables.ts";
import type { FilledTemplate } from "../../../../shared/mediation/templates.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { templatesQuery } from "./compose-queries.ts";

/** « {{deadline.date}} » as an agent reads it: « {{Échéance du dossier}} ». */
export const namedVariables = (text: string): string =>
  text.replaceAll(/\{\{([a-z_.]{1,60})\}\}/g, (whole, name: string) =>
    Object.hasOwn(templateVariables, name)
      ? `{{${templateVariables[name as keyof typeof templateVariables].label}}}`
      : whole,
  );

/** How many variables nobody filled yet. */
export const countToFill = (text: string): number => [...text.matchAll(/\{\{[^{}\n]{1,60}\}\}/g)].length;

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

interface Group {
  title: string;
  templates: FilledTemplate[];
  /** Not for whom the message goes to: shown, so that nobody looks for it, and not to be chosen. */
  closed: boolean;
}

/** Templates in the order of use: for this side by category, one's own, then those for other sides. */
export function groupTemplates(
  templates: readonly FilledTemplate[],
  side: Side | undefined,
  typed: string,
): Group[] {
  const wanted = plain(typed.trim());
  const found = templates.filter(({ title, body }) => plain(`${title} ${body}`).includes(wanted));
  const fits = ({ sides: only }: FilledTemplate) =>
    only.length === 0 || side === undefined || only.includes(side);
  const groups = new Map<string, Group>();
  for (const template of found) {
    const closed = !fits(template);
    const title = closed
      ? `${template.sides.map((one) => sides[one]).join(", ")}, pas pour ce destinataire`
      : template.shared
        ? template.category
        : "Personnels";
    const group = groups.get(title) ?? { title, templates: [], closed };
    group.templates.push(template);
    groups.set(title, group);
  }
  const rank = ({ closed, title }: Group) => (closed ? 2 : title === "Personnels" ? 1 : 0);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

/** Chooses words kept ready; they are filled for this case already. */
export function TemplatesDialog({
  found,
  side,
  onChoose,
  onClose,
}: {
  found: CaseView;
  side: Side | undefined;
  onChoose: (template: FilledTemplate) => void;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  const id = useId();
  const query = useQuery(templatesQuery(found.organisationId, found.id));
  const groups = groupTemplates(query.data?.templates ?? [], side, typed);
  return (
    <Modal title="Modèles" onClose={onClose}>
      <label className="fr-label" htmlFor={id}>
        Chercher un modèle
      </label>
      <input
        id={id}
        type="search"
        className="fr-input"
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {query.isPending && <Skeleton says="Chargement des modèles…" rows={4} />}
      {query.isError && (
        <LoadFailed what="les modèles" error={query.error} retry={() => void query.refetch()} />
      )}
      <p className="fr-sr-only" role="status">
        {query.data && `${groups.reduce((sum, { templates }) => sum + templates.length, 0)} modèles`}
      </p>
      {query.data && groups.length === 0 && <p className="empty-line">Aucun modèle ne correspond.</p>}
      {groups.map(({ title, templates, closed }) => (
        <section key={title} aria-label={title}>
          <h3 className="choice-list__title small mention">{title}</h3>
          <ul className="choice-list">
            {templates.map((template) => (
              <li key={template.id}>
                {closed ? (
                  <p>
                    <span>
                      {template.title}
                      <span className="small mention">Changez d’abord le destinataire</span>
                    </span>
                  </p>
                ) : (
                  <button type="button" onClick={() => onChoose(template)}>
                    <span>
                      {template.title}
                      <span className="small mention ellipsis">
                        {template.body.slice(0, 90).replaceAll(/\s+/g, " ")}…
                      </span>
                    </span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Modal>
  );
}
