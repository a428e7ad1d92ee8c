import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { CaseCounts } from "../../../../shared/mediation/case-lists.ts";
import type { ListSearch } from "../../../../shared/mediation/list-address.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { ViewName, Views } from "../../../ui/agent/views.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { type CaseList, caseLists } from "./addresses.ts";
import { viewsQuery } from "./finding-queries.ts";

/** The system's own views of a list, each with the figure that counts it. */
const systemViews: Partial<
  Record<CaseList, { label: string; search: ListSearch; count: keyof CaseCounts }[]>
> = {
  mine: [
    { label: "Tous mes dossiers", search: {}, count: "mine" },
    { label: "À traiter", search: { statut: "TO_PROCESS" }, count: "mineToProcess" },
    { label: "Réponse reçue", search: { signal: "reponse-recue" }, count: "unread" },
    { label: "En retard", search: { signal: "en-retard" }, count: "overdue" },
  ],
};

/** Views of one list as tabs: the system's, then the saved ones with a bookmark. Absent when there is only one. */
export function ListViews({
  list,
  search,
  space,
  counts,
}: {
  list: CaseList;
  search: ListSearch;
  space: AgentSpace;
  counts: CaseCounts | undefined;
}) {
  const saved = useQuery(viewsQuery(space.organisation.id)).data?.views ?? [];
  const ofList = saved.filter((view) => view.list === list);
  const system =
    systemViews[list] ?? (ofList.length > 0 ? [{ label: "Tous", search: {}, count: undefined }] : []);
  if (system.length + ofList.length < 2) return null;
  const { tri: _order, ...filters } = search;
  const isShown = (wanted: ListSearch) => JSON.stringify(filters) === JSON.stringify(wanted);
  const to = caseLists[list].to;
  const params = { organisation: space.organisation.slug };
  return (
    <Views label={`Vues : ${caseLists[list].title}`}>
      {system.map((view) => (
        <li key={view.label}>
          <Link
            to={to}
            params={params}
            search={view.search}
            activeOptions={{ exact: true }}
            aria-current={isShown(view.search) ? "page" : undefined}
          >
            <ViewName count={view.count && (counts?.[view.count] as number | undefined)}>
              {view.label}
            </ViewName>
          </Link>
        </li>
      ))}
      {ofList.map((view) => (
        <li key={view.id}>
          <Link
            to={to}
            params={params}
            search={{ ...view.search, vue: view.id }}
            activeOptions={{ exact: true }}
            aria-current={search.vue === view.id ? "page" : undefined}
          >
            <Icon name="fr-icon-bookmark-line" size="xs" />
            <ViewName count={view.total}>{view.title}</ViewName>
          </Link>
        </li>
      ))}
    </Views>
  );
}
