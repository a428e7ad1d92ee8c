import { type InfiniteData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { bodies as bodyNames, providers } from "../../../../shared/declarations/enums.ts";
import type { ShowCounts, ShowList, ShowSummary, ShowTab } from "../../../../shared/declarations/shows.ts";
import { FilterChoice, FilterField } from "../../../ui/agent/filters.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import { ViewName, Views } from "../../../ui/agent/views.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { useRowWalk } from "../../../ui/agent/walk-rows.ts";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { type ShowsSearch, searchHash, showsFilter } from "./addresses.ts";
import { useDeclare } from "./declare-button.tsx";
import { ListNews } from "./list-news.tsx";
import { useCalmShows } from "./show-news.ts";
import { showCountsQuery, showFiltersQuery, showListQuery } from "./show-queries.ts";
import { ShowRow } from "./show-row.tsx";
import { nextVerb } from "./show-words.ts";
import { useExportNow } from "./use-export-now.tsx";
import { useHideShow } from "./use-hide-show.tsx";
import "../../../ui/agent/list-table.css";
import "./declarations.css";
import "./shows.css";

const tabs: Readonly<Record<ShowTab, string>> = {
  to_declare: "À déclarer",
  alert: "En alerte",
  upcoming: "À venir",
  declared: "Déclarés",
  all: "Tous",
  hidden: "Masqués",
};
const tabOrder = Object.keys(tabs) as ShowTab[];

const showsOf = ({ pages }: InfiniteData<ShowList>) => pages.flatMap((page) => page.shows);

/** Spectacles: tabs, filters and words in the address; D declares and M hides the row that has the focus. */
export function ShowsPage({ space, search }: { space: AgentSpace; search: ShowsSearch }) {
  useTitle("Spectacles");
  const { organisation } = space;
  const tab = search.vue ?? "to_declare";
  const filter = showsFilter(search);
  const query = useInfiniteQuery(showListQuery(organisation.id, tab, filter));
  const counts = useQuery(showCountsQuery(organisation.id, filter)).data;
  const first = query.data?.pages[0];
  const list = useRef<HTMLTableElement>(null);
  useRowWalk(list);
  const hide = useHideShow();
  const calm = useCalmShows(query, showsOf, list, hide.submittedAt);
  const shows = calm.shown && showsOf(calm.shown);
  const declare = useDeclare(space);
  const focused = (): ShowSummary | undefined => {
    const id = document.activeElement?.closest("[data-show]")?.getAttribute("data-show");
    return shows?.find((show) => show.id === id);
  };
  useShortcuts({
    d: () => {
      const show = focused();
      const next = show?.allowed.includes("declaration.draft") ? nextVerb(show.bodies) : undefined;
      if (show && next) declare.mutate({ showId: show.id, declarationId: next.declarationId });
    },
    m: () => {
      const show = focused();
      if (show?.allowed.includes("show.edit")) hide.mutate(show);
    },
  });
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Spectacles</PageTitle>
        <p className="mention grow">{counts && headWords(counts, isNarrowed(search))}</p>
        <div className="row show-head-acts">
          {shows && shows.length > 0 && <ExportShows space={space} search={search} />}
          {first?.mayCreate && <AddShow space={space} />}
        </div>
      </header>
      <Views label="Spectacles">
        {tabOrder.map((each) => (
          <li key={each}>
            <Link
              to="/espace/$organisation/declarations/spectacles"
              params={{ organisation: organisation.slug }}
              search={{ ...search, vue: each === "to_declare" ? undefined : each }}
              aria-current={each === tab ? "page" : undefined}
            >
              <ViewName count={counts?.[each]}>{tabs[each]}</ViewName>
            </Link>
          </li>
        ))}
      </Views>
      <ShowsFilters space={space} search={search} />
      {query.isPending && <Skeleton says="Chargement des spectacles…" rows={8} />}
      {query.isError && !shows && (
        <LoadFailed what="les spectacles" error={query.error} retry={() => void query.refetch()} />
      )}
      <ListNews news={calm.news} onTake={calm.take} />
      {shows && shows.length === 0 && <NoShow space={space} search={search} tab={tab} />}
      {shows && shows.length > 0 && (
        <>
          <table ref={list} className="list-table show-table">
            <caption className="fr-sr-only">{tabs[tab]}</caption>
            <thead>
              <tr>
                <th scope="col">Spectacle</th>
                <th scope="col" className="show-table__dates">
                  Dates
                </th>
                <th scope="col" className="show-table__bodies">
                  Organismes
                </th>
                <th scope="col" className="show-table__signals">
                  À signaler
                </th>
                <th scope="col" className="show-table__due">
                  Échéance
                </th>
                <th scope="col" className="show-table__menu">
                  <span className="fr-sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shows.map((show) => (
                <ShowRow
                  key={show.id}
                  show={show}
                  space={space}
                  today={first?.today ?? ""}
                  onHide={() => hide.mutate(show)}
                />
              ))}
            </tbody>
          </table>
          <footer className="list-foot">
            <p>
              {shows.length === 1 ? "1\u00a0spectacle" : `${shows.length}\u00a0spectacles`}
              {counts && ` sur ${counts[tab]}`} · mis à jour{" "}
              <Moment at={new Date(query.dataUpdatedAt).toISOString()} />
            </p>
            {query.hasNextPage && (
              <Button
                look="secondary"
                size="sm"
                busy={query.isFetchingNextPage && "Chargement…"}
                onClick={() => void query.fetchNextPage()}
              >
                Afficher 25 de plus
              </Button>
            )}
            {query.isFetchNextPageError && (
              <p className="tone-error">La suite n’a pas pu être chargée. Réessayez.</p>
            )}
            <p className="key-hints" aria-hidden="true">
              <kbd>J</kbd> <kbd>K</kbd> parcourir <kbd>↵</kbd> ouvrir <kbd>D</kbd> déclarer <kbd>M</kbd>{" "}
              masquer
            </p>
          </footer>
        </>
      )}
    </div>
  );
}

/** Some words or a filter are asked for, besides the tab. */
const isNarrowed = ({ vue, ...others }: ShowsSearch) =>
  Object.values(others).some((value) => value !== undefined);

/** Of few shows nothing is said of all. */
const headWords = ({ to_declare }: ShowCounts, narrowed: boolean) =>
  to_declare > 0
    ? `${to_declare} à déclarer, le plus pressé d’abord`
    : narrowed
      ? undefined
      : "Tout est déclaré";

function ShowsFilters({ space: { organisation }, search }: { space: AgentSpace; search: ShowsSearch }) {
  const navigate = useNavigate();
  const { hash } = useLocation();
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (hash === searchHash) fields.current?.querySelector("input")?.focus();
  }, [hash]);
  const offered = useQuery(showFiltersQuery(organisation.id)).data;
  const change = (part: ShowsSearch) =>
    void navigate({
      to: "/espace/$organisation/declarations/spectacles",
      params: { organisation: organisation.slug },
      search: { ...search, ...part },
      replace: true,
    });
  return (
    <div className="filters" ref={fields}>
      <FilterField
        label="Chercher un spectacle"
        placeholder="Spectacle, producteur, lieu"
        value={search.q ?? ""}
        onChange={(q) => change({ q })}
      />
      <FilterChoice
        label="Organisme"
        value={search.organisme}
        choices={Object.entries(bodyNames).map(([value, label]) => ({ value, label }))}
        onChange={(value) => change({ organisme: value as ShowsSearch["organisme"] })}
      />
      <FilterChoice
        label="Billetterie"
        value={search.billetterie}
        choices={(offered?.sources ?? []).map(({ id, provider, label }) => ({
          value: id,
          label:
            provider === "MANUAL" || provider === "FILE"
              ? providers[provider]
              : `${providers[provider]}, ${label}`,
        }))}
        onChange={(billetterie) => change({ billetterie })}
      />
      <FilterChoice
        label="Lieu"
        value={search.lieu}
        choices={(offered?.places ?? []).map(({ id, name, city }) => ({
          value: id,
          label: `${name}, ${city}`,
        }))}
        onChange={(lieu) => change({ lieu })}
      />
      <FilterChoice
        label="Saison"
        value={search.saison}
        choices={(offered?.seasons ?? []).map((year) => ({
          value: String(year),
          label: `Saison ${year}-${year + 1}`,
        }))}
        onChange={(saison) => change({ saison })}
      />
    </div>
  );
}

/** « Exporter »: the performances of these shows as a file, by ticketing source and season as the list is filtered. */
function ExportShows({ space, search: { billetterie, saison } }: { space: AgentSpace; search: ShowsSearch }) {
  const asking = useExportNow(space);
  const wanted = {
    ...(billetterie ? { sourceId: billetterie } : {}),
    ...(saison ? { from: `${saison}-09-01`, to: `${Number(saison) + 1}-08-31` } : {}),
  };
  return (
    <Menu
      align="right"
      className="head-menu"
      button={
        <span className="fr-btn fr-btn--sm fr-btn--tertiary fr-btn--icon-left fr-icon-download-line">
          Exporter
        </span>
      }
    >
      <ul>
        <li>
          <button type="button" onClick={() => asking.mutate({ format: "xlsx", ...wanted })}>
            Séances et recettes, tableur (XLSX)
          </button>
        </li>
        <li>
          <button type="button" onClick={() => asking.mutate({ format: "csv", ...wanted })}>
            Séances et recettes, texte (CSV)
          </button>
        </li>
        <li>
          <Link
            to="/espace/$organisation/declarations/fichiers"
            params={{ organisation: space.organisation.slug }}
          >
            Une autre liste…
          </Link>
        </li>
      </ul>
    </Menu>
  );
}

/** « Ajouter un spectacle »: typed, imported, or read from an account. */
function AddShow({ space: { organisation } }: { space: AgentSpace }) {
  const params = { organisation: organisation.slug };
  return (
    <Menu
      align="right"
      className="head-menu"
      button={
        <span className="fr-btn fr-btn--sm fr-btn--icon-left fr-icon-add-line">Ajouter un spectacle</span>
      }
    >
      <ul>
        <li>
          <Link to="/espace/$organisation/declarations/spectacles/nouveau" params={params}>
            <Icon name="fr-icon-edit-line" /> Saisir à la main
          </Link>
        </li>
        <li>
          <Link to="/espace/$organisation/declarations/importer" params={params}>
            <Icon name="fr-icon-upload-line" /> Importer un fichier
          </Link>
        </li>
        <li>
          <Link to="/espace/$organisation/declarations/connexions/nouvelle" params={params}>
            <Icon name="fr-icon-links-line" /> Connecter une billetterie
          </Link>
        </li>
      </ul>
    </Menu>
  );
}

const nothing: Readonly<Record<ShowTab, string>> = {
  to_declare: "Aucun spectacle terminé à déclarer.",
  alert: "Rien à signaler.",
  upcoming: "Aucun spectacle à venir.",
  declared: "Aucun spectacle déclaré pour l’instant.",
  all: "Aucun spectacle pour l’instant.",
  hidden: "Aucun spectacle masqué.",
};

function NoShow({
  space: { organisation },
  search,
  tab,
}: {
  space: AgentSpace;
  search: ShowsSearch;
  tab: ShowTab;
}) {
  const { vue, q } = search;
  if (!isNarrowed(search)) return <p className="empty-line">{nothing[tab]}</p>;
  return (
    <p className="empty-line" role="status">
      {q === undefined
        ? "Aucun spectacle ne correspond à ces filtres."
        : `Aucun spectacle ne correspond à «\u00a0${q}\u00a0».`}{" "}
      <Link
        to="/espace/$organisation/declarations/spectacles"
        params={{ organisation: organisation.slug }}
        search={vue ? { vue } : {}}
      >
        {q === undefined ? "Effacer les filtres" : "Effacer la recherche"}
      </Link>
    </p>
  );
}
