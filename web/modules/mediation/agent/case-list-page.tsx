import {
  type InfiniteData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { bulkMost } from "../../../../shared/mediation/bulk.ts";
import {
  type CasePage,
  type CaseSummary,
  type CaseTotal,
  mostFound,
} from "../../../../shared/mediation/case-lists.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { type CaseList, caseFilter, caseLists, type ListSearch, listFilter } from "./addresses.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { BulkSelection } from "./bulk-selection.tsx";
import { CaseLink } from "./case-link.tsx";
import { CaseListEmpty } from "./case-list-empty.tsx";
import { CaseListFilters } from "./case-list-filters.tsx";
import { caseListQuery, countsQuery, firstCases, freshPageQuery } from "./case-queries.ts";
import type { RowAction } from "./case-row.tsx";
import { CaseRows } from "./case-rows.tsx";
import { ColumnChoice, useListLook } from "./column-choice.tsx";
import { ExportDialog } from "./files/export-dialog.tsx";
import { restoreCase, totalQuery } from "./finding-queries.ts";
import { newsBetween } from "./list-news.ts";
import { rememberList } from "./list-place.ts";
import { ListViews } from "./list-views.tsx";
import { mayInMediation } from "./rights.ts";
import { useTake } from "./use-take.ts";
import "../../../ui/agent/list-table.css";
import "./case-list.css";

/** One of the lists, with its filters and its order in the address. */
export function CaseListPage({
  space,
  list,
  search,
}: {
  space: AgentSpace;
  list: CaseList;
  search: ListSearch;
}) {
  useTitle(caseLists[list].title);
  const client = useQueryClient();
  const { organisation } = space;
  const filter = listFilter(list, search);
  const look = useListLook(list);
  const query = useInfiniteQuery(caseListQuery(organisation.id, filter, look.size));
  const fresh = useQuery(freshPageQuery(organisation.id, filter, look.size));
  const total = useQuery(totalQuery(organisation.id, caseFilter(list, search))).data;
  const counts = useQuery(countsQuery(organisation.id)).data;
  const [gone, setGone] = useState<{ id: string; words: ReactNode }>();
  const [exporting, setExporting] = useState(false);
  const { notify } = useNotices();
  const take = useTake({
    onTaken: (taken) => {
      setGone(undefined);
      leaveRow(taken.id);
      client.setQueryData(
        caseListQuery(organisation.id, filter, look.size).queryKey,
        (before) => before && withoutCase(before, taken.id),
      );
      notify(
        <>
          {taken.number} est à vous.{" "}
          <CaseLink organisation={organisation} id={taken.id}>
            Ouvrir
          </CaseLink>
        </>,
      );
    },
    onRefused: ({ words, lost }, found) =>
      setGone({ id: found.id, words: lost ? <LostRace words={words} found={found} space={space} /> : words }),
  });
  const restore = useMutation({
    mutationFn: (found: CaseSummary) => restoreCase(found.id, found.version),
    onSuccess: (_done, found) => {
      leaveRow(found.id);
      void client.invalidateQueries({ queryKey: ["mediation"] });
      notify(
        <>
          {found.number} est sorti de la corbeille.{" "}
          <CaseLink organisation={organisation} id={found.id}>
            Ouvrir
          </CaseLink>
        </>,
      );
    },
    onError: (error, { id }) => setGone({ id, words: refusalWords(error) }),
  });
  const actions: Partial<Record<CaseList, RowAction>> = {
    unassigned: {
      words: "Prendre",
      label: ({ number, subject }) => `Prendre le dossier ${number}, ${subject}`,
      offered: ({ allowed }) => allowed.includes("case.take"),
      busy: take.isPending ? take.variables?.id : undefined,
      run: take.mutate,
    },
    deleted: {
      words: "Restaurer",
      label: ({ number, subject }) => `Restaurer le dossier ${number}, ${subject}`,
      offered: ({ allowed }) => allowed.includes("case.restore"),
      busy: restore.isPending ? restore.variables?.id : undefined,
      run: restore.mutate,
    },
  };
  const cases = useMemo(() => query.data?.pages.flatMap((page) => page.cases), [query.data]);
  useEffect(() => {
    if (cases) rememberList(organisation.id, list, search, cases, total?.total);
  }, [organisation.id, list, search, cases, total]);
  const news = newsBetween(query.data?.pages[0]?.cases, fresh.data?.cases);
  const refresh = () => void client.invalidateQueries({ queryKey: ["mediation", "cases", organisation.id] });
  const selects = list !== "deleted" && mayInMediation(space, "case.bulk");
  return (
    <BulkSelection of={JSON.stringify(filter)} offered={selects}>
      <div className="agent-page">
        <header className="agent-head">
          <PageTitle>{caseLists[list].title}</PageTitle>
          <p className="mention grow">{headWords(list, search, counts)}</p>
          {list !== "deleted" && (
            <Button size="sm" look="tertiary" onClick={() => setExporting(true)}>
              Exporter…
            </Button>
          )}
          <ColumnChoice list={list} look={look} />
        </header>
        {exporting && (
          <ExportDialog
            space={space}
            filter={caseFilter(list, search)}
            total={total}
            onClose={() => setExporting(false)}
          />
        )}
        <ListViews list={list} search={search} space={space} counts={counts} />
        <CaseListFilters list={list} search={search} space={space} />
        <BulkBar
          space={space}
          total={total}
          everyCase={() => firstCases(organisation.id, filter, bulkMost)}
        />
        {gone && (
          <div className="list-message" role="status">
            <Icon name="fr-icon-info-fill" tone="info" />
            <span className="grow">{gone.words}</span>
            <button type="button" className="text-button" onClick={() => setGone(undefined)}>
              Fermer
            </button>
          </div>
        )}
        <div role="status" className="list-news">
          {news > 0 && (
            <Button size="sm" look="secondary" onClick={refresh}>
              {news === 1 ? "1\u00a0nouveauté. Actualiser" : `${news}\u00a0nouveautés. Actualiser`}
            </Button>
          )}
        </div>
        {query.isPending && <Skeleton says="Chargement des dossiers…" rows={8} />}
        {query.isError && !cases && (
          <LoadFailed what="les dossiers" error={query.error} retry={() => void query.refetch()} />
        )}
        {cases && cases.length === 0 && (
          <CaseListEmpty list={list} search={search} organisation={organisation} />
        )}
        {cases && cases.length > 0 && (
          <>
            <CaseRows
              list={list}
              search={search}
              cases={cases}
              columns={look.columns}
              space={space}
              action={actions[list]}
            />
            <footer className="list-foot">
              <p>
                {shownWords(cases.length, total)} · mis à jour{" "}
                <Moment at={new Date(query.dataUpdatedAt).toISOString()} />
              </p>
              {total?.cut && <p>{cutWords}</p>}
              {query.hasNextPage && (
                <Button
                  look="secondary"
                  size="sm"
                  busy={query.isFetchingNextPage && "Chargement…"}
                  onClick={() => void query.fetchNextPage()}
                >
                  Afficher {look.size} de plus
                </Button>
              )}
              {query.isFetchNextPageError && (
                <p className="tone-error">La suite n’a pas pu être chargée. Réessayez.</p>
              )}
              <p className="key-hints" aria-hidden="true">
                <kbd>J</kbd> <kbd>K</kbd> parcourir <kbd>↵</kbd> ouvrir
                {selects && (
                  <>
                    {" "}
                    <kbd>X</kbd> sélectionner
                  </>
                )}
                {list === "unassigned" && (
                  <>
                    {" "}
                    <kbd>P</kbd> prendre
                  </>
                )}
              </p>
            </footer>
          </>
        )}
      </div>
    </BulkSelection>
  );
}

/** « 12 dossiers sur 41 »: how many are on screen, and how many there are. */
function shownWords(shown: number, total: CaseTotal | undefined): string {
  const count = shown === 1 ? "1\u00a0dossier" : `${shown}\u00a0dossiers`;
  if (!total || (!total.more && total.total <= shown)) return count;
  return total.more
    ? `${count} sur plus de ${total.total.toLocaleString("fr-FR")}`
    : `${count} sur ${total.total.toLocaleString("fr-FR")}`;
}

/** A search goes through so many answers: the list says where it stops. */
const cutWords = `Ces mots se trouvent dans plus de ${mostFound.toLocaleString("fr-FR")} dossiers ou messages\u00a0: la liste s’arrête aux plus récents. Ajoutez un mot pour trouver les autres.`;

/** The row goes: the focus moves to the next one, else to the one before, else to the title. */
function leaveRow(id: string) {
  const row = document.querySelector(`[data-case="${id}"]`);
  const beside = row?.nextElementSibling ?? row?.previousElementSibling;
  const target =
    beside?.querySelector<HTMLElement>("[data-row]") ?? document.querySelector<HTMLElement>("main h1");
  target?.focus();
}

const withoutCase = <Pages extends InfiniteData<CasePage, unknown>>(list: Pages, id: string): Pages => ({
  ...list,
  pages: list.pages.map((page) => ({ ...page, cases: page.cases.filter((found) => found.id !== id) })),
});

function LostRace({
  words,
  found,
  space,
}: {
  words: string;
  found: Pick<CaseSummary, "id" | "number">;
  space: AgentSpace;
}) {
  return (
    <>
      <strong>{words}</strong> Le dossier {found.number} est sorti de la liste.{" "}
      <Link
        to="/espace/$organisation/mediation/dossiers/$caseId"
        params={{ organisation: space.organisation.slug, caseId: found.id }}
      >
        Ouvrir le dossier
      </Link>
    </>
  );
}

type Counts = { mine: number; unassigned: number } | undefined;

const heads = {
  all: "Tous ceux que vous pouvez lire",
  watched: "Ceux que vous suivez sans en avoir la charge",
  closed: "Dossiers dont la médiation est terminée",
  deleted: "Gardés 30\u00a0jours, puis effacés pour de bon",
} as const;

/** The line under the title: how many, only where the figure is known for the whole list. */
function headWords(list: CaseList, search: ListSearch, counts: Counts): string {
  const filtered = Object.keys(search).length > 0;
  if (list === "unassigned") {
    const some =
      counts && !filtered
        ? counts.unassigned === 1
          ? "1\u00a0dossier"
          : `${counts.unassigned}\u00a0dossiers`
        : "Dossiers";
    return `${some} sans médiateur, le plus ancien d’abord. L’accusé de réception est déjà parti.`;
  }
  if (list === "mine") {
    if (!counts || filtered) return "Dossiers ouverts dont vous avez la charge";
    return counts.mine === 1 ? "1\u00a0dossier ouvert" : `${counts.mine}\u00a0dossiers ouverts`;
  }
  return heads[list];
}
