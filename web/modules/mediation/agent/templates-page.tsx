import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sides } from "../../../../shared/mediation/enums.ts";
import type { TemplateList, TemplateView } from "../../../../shared/mediation/templates.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { templatesQuery } from "./settings-queries.ts";
import { TemplateDialog } from "./template-dialog.tsx";
import "./templates.css";

/** Whom a template is for: « Côté requérant », or everybody. */
const audience = (template: TemplateView) =>
  template.sides.length === 0 ? "Pour tous" : template.sides.map((side) => sides[side]).join(", ");

/** Words kept ready for messages, by category: those of the organisation, then one's own. */
export function TemplatesPage({ space }: { space: AgentSpace }) {
  useTitle("Modèles de messages");
  const query = useQuery(templatesQuery(space.organisation.id));
  const [writing, setWriting] = useState(false);
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Modèles de messages</PageTitle>
        <p className="mention">Des textes prêts à relire, que l’on choisit en écrivant un message.</p>
      </header>
      {query.isPending && <Skeleton says="Chargement des modèles…" />}
      {query.isError && !query.data && (
        <LoadFailed what="les modèles" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && <Templates list={query.data} space={space} onWrite={() => setWriting(true)} />}
      {writing && query.data && (
        <TemplateDialog space={space} list={query.data} onClose={() => setWriting(false)} />
      )}
    </div>
  );
}

function Templates({ list, space, onWrite }: { list: TemplateList; space: AgentSpace; onWrite: () => void }) {
  const [archivedToo, setArchivedToo] = useState(false);
  const [opened, setOpened] = useState<string>();
  const shown = list.templates.filter(({ archived }) => archivedToo || !archived);
  const categories = Map.groupBy(shown, ({ category }) => category);
  const template = list.templates.find(({ id }) => id === opened);
  return (
    <>
      <p className="row row--wrap templates__tools">
        <Button size="sm" icon="fr-icon-add-line" onClick={onWrite}>
          Écrire un modèle
        </Button>
      </p>
      {list.templates.some(({ archived }) => archived) && (
        <Checkbox
          id="templates-archived"
          label="Montrer les modèles retirés"
          checked={archivedToo}
          onChange={setArchivedToo}
        />
      )}
      {shown.length === 0 && (
        <div className="empty-state">
          <h2>Aucun modèle</h2>
          <p>Écrivez le premier, ou montrez ceux qui ont été retirés.</p>
        </div>
      )}
      {[...categories].map(([category, templates]) => (
        <section key={category} aria-label={category} className="templates__category">
          <h2>{category}</h2>
          <ul className="box templates">
            {templates.map((one) => (
              <li key={one.id}>
                <button type="button" className="templates__open" onClick={() => setOpened(one.id)}>
                  <span className="strong-words">{one.title}</span>
                  <span className="mention small second-line">{one.subject}</span>
                </button>
                <span className="templates__signs mention small">
                  {one.archived && <span className="tag tag--warning">Retiré</span>}
                  {!one.shared && <span className="tag tag--info">À vous</span>}
                  {audience(one)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {template && (
        <TemplateDialog
          key={template.id}
          space={space}
          list={list}
          template={template}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}
