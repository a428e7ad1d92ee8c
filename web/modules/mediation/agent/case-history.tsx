import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { FilterChoice } from "../../../ui/agent/filters.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import {
  type JournalKind,
  type JournalSearch,
  journalFilter,
  journalKinds,
  readJournalSearch,
} from "../../access/organisation/addresses.ts";
import { AuditTrail } from "../../access/organisation/audit-trail.tsx";
import { caseHistoryQuery } from "./case-queries.ts";

const here = "/espace/$organisation/mediation/dossiers/$caseId/historique";
/** Getting in and out is about accounts, not about a case. */
const shown = (["changements", "messages", "consultations"] as const).map(
  (nature) => [nature, journalKinds[nature].label] as const,
);

/** Everything that happened to the case, readings included, newest first (agent screens, §8). */
export function CaseHistory({
  found,
  space,
  search,
}: {
  found: CaseView;
  space: AgentSpace;
  search: JournalSearch;
}) {
  const navigate = useNavigate();
  const query = useInfiniteQuery(caseHistoryQuery(found.id, journalFilter(search)));
  const params = { organisation: space.organisation.slug, caseId: found.id };
  const people = query.data?.pages[0]?.people ?? [];
  const chip = (nature: JournalKind | undefined, label: string) => (
    <Link
      key={label}
      to={here}
      params={params}
      search={readJournalSearch({ ...search, nature })}
      replace
      resetScroll={false}
      className={`chip ${search.nature === nature ? "chip--on" : ""}`}
      aria-current={search.nature === nature ? "true" : undefined}
      activeOptions={{ exact: true }}
    >
      {label}
    </Link>
  );
  return (
    <>
      <search className="audit-filters" aria-label="Filtrer l’historique">
        {chip(undefined, "Tout")}
        {shown.map(([nature, label]) => chip(nature, label))}
        <FilterChoice
          label="Toute l’équipe"
          value={search.personne}
          choices={people.map(({ userId, name }) => ({ value: userId, label: name }))}
          onChange={(personne) =>
            void navigate({
              to: here,
              params,
              search: readJournalSearch({ ...search, personne }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      </search>
      <AuditTrail
        query={query}
        me={space.me.id}
        what="l’historique"
        filtered={Object.keys(search).length > 0}
        empty="Ce que chacun fait sur ce dossier s’affichera ici."
        end="Début du dossier."
      />
    </>
  );
}
