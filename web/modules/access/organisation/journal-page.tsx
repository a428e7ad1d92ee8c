import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { FilterChoice } from "../../../ui/agent/filters.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import type { AgentSpace } from "../agent/session.ts";
import {
  type JournalKind,
  type JournalSearch,
  journalFilter,
  journalKinds,
  readJournalSearch,
} from "./addresses.ts";
import { AuditTrail } from "./audit-trail.tsx";
import { journalFile, journalQuery } from "./organisation-queries.ts";
import { mayHere } from "./rights.ts";

/** Who did what in the organisation: filters in the address, by day, before and after, a file to keep. */
export function JournalPage({ space, search }: { space: AgentSpace; search: JournalSearch }) {
  useTitle("Journal");
  const { organisation, me } = space;
  const navigate = useNavigate();
  const filter = journalFilter(search);
  const query = useInfiniteQuery(journalQuery(organisation.id, filter));
  const first = query.data?.pages[0];
  const filtered = Object.keys(search).length > 0;
  const change = (part: JournalSearch) =>
    void navigate({
      to: "/espace/$organisation/journal",
      params: { organisation: organisation.slug },
      search: readJournalSearch({ ...search, ...part }),
      replace: true,
      resetScroll: false,
    });
  return (
    <div className="agent-page">
      <header className="agent-head agent-head--act">
        <div>
          <PageTitle>Journal</PageTitle>
          <p className="mention">Qui a fait quoi, du plus récent au plus ancien. Rien ne s’y modifie.</p>
        </div>
        {mayHere(space, "audit.export") && (
          <a href={journalFile(organisation.id, filter)} download>
            Exporter le journal
          </a>
        )}
      </header>
      <search className="audit-filters" aria-label="Filtrer le journal">
        <Kinds space={space} search={search} />
        <FilterChoice
          label="Toute l’équipe"
          value={search.personne}
          choices={(first?.people ?? []).map(({ userId, name }) => ({ value: userId, label: name }))}
          onChange={(personne) => change({ personne })}
        />
        <Day label="Du" value={search.du} onChange={(du) => change({ du })} />
        <Day label="au" value={search.au} onChange={(au) => change({ au })} />
        {filtered && (
          <button
            type="button"
            className="text-button small"
            onClick={() => change({ nature: undefined, personne: undefined, du: undefined, au: undefined })}
          >
            Effacer les filtres
          </button>
        )}
      </search>
      <AuditTrail
        query={query}
        me={me.id}
        about
        what="le journal"
        filtered={filtered}
        empty="Ce que chacun fait dans l’organisation s’affichera ici."
        end="Début du journal."
      />
    </div>
  );
}

function Kinds({ space, search }: { space: AgentSpace; search: JournalSearch }) {
  const link = (nature: JournalKind | undefined, label: string) => {
    const on = search.nature === nature;
    return (
      <Link
        key={label}
        to="/espace/$organisation/journal"
        params={{ organisation: space.organisation.slug }}
        search={readJournalSearch({ ...search, nature })}
        replace
        resetScroll={false}
        className={`chip ${on ? "chip--on" : ""}`}
        aria-current={on ? "true" : undefined}
        activeOptions={{ exact: true }}
      >
        {label}
      </Link>
    );
  };
  return (
    <>
      {link(undefined, "Tout")}
      {Object.entries(journalKinds).map(([nature, { label }]) => link(nature as JournalKind, label))}
    </>
  );
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}) {
  return (
    <label className="day-field">
      {label}
      <input
        type="date"
        value={value ?? ""}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
    </label>
  );
}
