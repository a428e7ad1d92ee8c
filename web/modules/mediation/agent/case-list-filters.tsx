import { useNavigate } from "@tanstack/react-router";
import { type CaseStatus, caseStatuses, openStatuses } from "../../../../shared/mediation/enums.ts";
import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import { FilterChoice, FilterField } from "../../../ui/agent/filters.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import {
  type CaseList,
  caseLists,
  type ListSearch,
  readListSearch,
  type SignalFilter,
  signalFilters,
} from "./addresses.ts";

/** Filters of a list: a field and a few choices, all kept in the address. */
export function CaseListFilters({
  list,
  search,
  space,
  cases,
}: {
  list: CaseList;
  search: ListSearch;
  space: AgentSpace;
  /** Rows on screen: they name the people a filter may be about. */
  cases: readonly CaseSummary[];
}) {
  const navigate = useNavigate();
  const change = (part: ListSearch) =>
    void navigate({
      to: caseLists[list].to,
      params: { organisation: space.organisation.slug },
      search: readListSearch({ ...search, ...part }),
      replace: true,
      resetScroll: false,
    });
  const statuses = (list === "closed" ? [] : openStatuses).map((status) => ({
    value: status,
    label: caseStatuses[status],
  }));
  const signals = Object.entries(signalFilters).map(([value, { label }]) => ({ value, label }));
  const active = Object.keys(search).length;
  return (
    <search className="filters" aria-label={`Filtrer : ${caseLists[list].title}`}>
      <FilterField
        label="Filtrer cette liste par nom, numéro ou e-mail"
        placeholder="Filtrer cette liste"
        value={search.q ?? ""}
        onChange={(q) => change({ q })}
      />
      {statuses.length > 0 && list !== "unassigned" && (
        <FilterChoice
          label="Statut"
          value={search.statut}
          choices={statuses}
          onChange={(statut) => change({ statut: statut as CaseStatus | undefined })}
        />
      )}
      {(list === "all" || list === "closed") && (
        <FilterChoice
          label="En charge"
          value={search.responsable}
          choices={assigneeChoices(cases, space.me.id, search.responsable)}
          onChange={(responsable) => change({ responsable })}
        />
      )}
      {list !== "closed" && list !== "unassigned" && (
        <FilterChoice
          label="À signaler"
          value={search.signal}
          choices={signals}
          onChange={(signal) => change({ signal: signal as SignalFilter | undefined })}
        />
      )}
      {active > 0 && (
        <button
          type="button"
          className="text-button small"
          onClick={() =>
            change({ q: undefined, statut: undefined, responsable: undefined, signal: undefined })
          }
        >
          Effacer les filtres
        </button>
      )}
    </search>
  );
}

/** Me, nobody, then the colleagues named in the rows on screen. */
function assigneeChoices(cases: readonly CaseSummary[], me: string, chosen: string | undefined) {
  const named = new Map(
    cases.flatMap(({ assignee }) => (assignee && assignee.id !== me ? [[assignee.id, assignee.name]] : [])),
  );
  if (chosen && chosen !== "moi" && chosen !== "personne" && !named.has(chosen))
    named.set(chosen, "Un collègue");
  const people = [...named].map(([value, label]) => ({ value: value ?? "", label: label ?? "" }));
  return [
    { value: "moi", label: "Moi" },
    { value: "personne", label: "Personne" },
    ...people.sort((a, b) => a.label.localeCompare(b.label, "fr")),
  ];
}
