import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Icon } from "../../../ui/agent/icon.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { caseLists } from "./addresses.ts";
import { viewsQuery } from "./finding-queries.ts";

/** « Vues enregistrées » in the left column; nothing when there are none. */
export function SavedViews({ space: { organisation } }: { space: AgentSpace }) {
  const views = useQuery(viewsQuery(organisation.id)).data?.views ?? [];
  if (views.length === 0) return null;
  return (
    <div>
      <h2>Vues enregistrées</h2>
      <ul>
        {views.map((view) => (
          <li key={view.id}>
            <Link
              to={caseLists[view.list].to}
              params={{ organisation: organisation.slug }}
              search={{ ...view.search, vue: view.id }}
              activeOptions={{ exact: true }}
              activeProps={{ "aria-current": "page" }}
              title={view.title}
            >
              <Icon name="fr-icon-bookmark-line" />
              <span className="grow ellipsis">{view.title}</span>
              {view.total > 0 && <span className="service-menu__count">{view.total}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
