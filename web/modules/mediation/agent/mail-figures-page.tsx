import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { addMonths, type MailStatistics, sendingRates, sumOf } from "../../../../shared/mail/statistics.ts";
import { call } from "../../../app/api.ts";
import { BarChart } from "../../../ui/agent/bar-chart.tsx";
import { csvOf, saveFile } from "../../../ui/agent/csv.ts";
import { FilterChoice } from "../../../ui/agent/filters.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import {
  causeFigure,
  classFigure,
  delaysTable,
  type Figure,
  type FiguresSearch,
  isEmpty,
  lengths,
  monthWords,
  periodOf,
  receivedFigure,
  sentFigure,
  share,
} from "./mail-figures.ts";
import "../../../ui/agent/list-table.css";
import "./mail-figures.css";

const figuresQuery = (organisation: string, { from, to }: { from: string; to: string }) =>
  queryOptions({
    queryKey: ["mail-statistics", organisation, from, to],
    queryFn: ({ signal }) =>
      call<MailStatistics>(
        "GET",
        `/api/mediation/mail-statistics?${new URLSearchParams({ organisation, from, to })}`,
        undefined,
        { signal },
      ),
  });

/** An organisation's mail in numbers: what came, what was held and why, what left and how it arrived. */
export function MailFiguresPage({ space, search }: { space: AgentSpace; search: FiguresSearch }) {
  useTitle("Courriels en chiffres");
  const now = useNow();
  const period = periodOf(search, new Date(now));
  const query = useQuery(figuresQuery(space.organisation.id, period));
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Courriels en chiffres</PageTitle>
        <p className="mention">
          Période&nbsp;: {monthWords(period.from)} à {monthWords(period.to)}. Des nombres seulement, sans
          dossier ni personne.
        </p>
      </header>
      <PeriodChoice space={space} search={search} period={period} />
      {query.isPending && <Skeleton says="Chargement des chiffres…" />}
      {query.isError && !query.data && (
        <LoadFailed what="les chiffres" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data &&
        (isEmpty(query.data) ? (
          <div className="empty-state">
            <h2>Aucun courriel sur cette période</h2>
            <p>Choisissez une autre période.</p>
          </div>
        ) : (
          <Figures figures={query.data} period={`${period.from}_${period.to}`} />
        ))}
    </div>
  );
}

function PeriodChoice({
  space,
  search,
  period,
}: {
  space: AgentSpace;
  search: FiguresSearch;
  period: { from: string; to: string };
}) {
  const navigate = useNavigate();
  const length = search.mois ?? 6;
  const go = (next: FiguresSearch) =>
    void navigate({
      to: "/espace/$organisation/mediation/courriels-en-chiffres",
      params: { organisation: space.organisation.slug },
      search: next,
      replace: true,
      resetScroll: false,
    });
  const isLast = periodOf({ mois: length }, new Date()).to === period.to;
  return (
    <div className="row row--wrap mail-figures__tools">
      <FilterChoice
        label="6 mois"
        value={search.mois === undefined ? undefined : String(search.mois)}
        choices={lengths.map((each) => ({ value: String(each), label: `${each}\u00a0mois` }))}
        onChange={(value) => {
          const mois = lengths.find((each) => String(each) === value);
          go({ ...(mois ? { mois } : {}), ...(search.fin ? { fin: search.fin } : {}) });
        }}
      />
      <Button size="sm" look="tertiary" onClick={() => go({ ...search, fin: addMonths(period.from, -1) })}>
        Période précédente
      </Button>
      {!isLast && (
        <Button
          size="sm"
          look="tertiary"
          onClick={() => go({ ...search, fin: addMonths(period.to, length) })}
        >
          Période suivante
        </Button>
      )}
    </div>
  );
}

function Figures({ figures, period }: { figures: MailStatistics; period: string }) {
  const rates = sendingRates(figures.sent);
  const held = sumOf(figures.received, ({ outcome }) => outcome === "quarantine");
  const tiles = [
    ["Courriels reçus", String(sumOf(figures.received))],
    ["Retenus", String(held)],
    ["Envois partis", String(rates.left)],
    ["Adresses inexistantes", share(rates.bounced)],
    ["Signalés indésirables", share(rates.complained)],
  ] as const;
  const delays = delaysTable(figures);
  return (
    <>
      <dl className="mail-tiles">
        {tiles.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="mail-figures">
        {[receivedFigure, causeFigure, sentFigure, classFigure].map((figureOf) => {
          const figure = figureOf(figures);
          return <FigureBlock key={figure.id} figure={figure} period={period} />;
        })}
      </div>
      <section aria-labelledby="delays">
        <BlockHead id="delays" title="Délais et rejets par mois" table={delays} period={period} />
        <Table title="Délais et rejets par mois" {...delays} />
        <p className="small mention">
          Une médiane partage les délais en deux moitiés égales. Un tiret dit qu’il n’y a rien à compter.
        </p>
      </section>
    </>
  );
}

function FigureBlock({ figure, period }: { figure: Figure; period: string }) {
  const { id, title, conclusion, groups, series } = figure;
  return (
    <section aria-labelledby={id}>
      <BlockHead id={id} title={title} table={figure} period={period} />
      <p>{conclusion}</p>
      {groups.length > 0 && (
        <>
          <BarChart title={title} conclusion={conclusion} groups={groups} {...(series && { series })} />
          <details className="mail-figures__table">
            <summary>Tableau</summary>
            <Table title={title} head={figure.head} rows={figure.rows} />
          </details>
        </>
      )}
    </section>
  );
}

type TableContent = Pick<Figure, "head" | "rows">;

function BlockHead({
  id,
  title,
  table,
  period,
}: {
  id: string;
  title: string;
  table: TableContent;
  period: string;
}) {
  return (
    <div className="mail-figures__head">
      <h2 id={id}>{title}</h2>
      <Button
        size="sm"
        look="tertiary"
        onClick={() =>
          saveFile(`courriels-${id}-${period}.csv`, csvOf([table.head, ...table.rows]), "text/csv")
        }
      >
        Exporter&nbsp;(CSV)
        <span className="fr-sr-only">, {title}</span>
      </Button>
    </div>
  );
}

function Table({ title, head, rows }: TableContent & { title: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: narrow screens scroll it sideways, and the keyboard must reach it.
    <section className="mail-figures__scroll" tabIndex={0} aria-label={`Tableau\u00a0: ${title}`}>
      <table className="mail-figures__cells">
        <caption className="fr-sr-only">{title}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr key={String(name)}>
              <th scope="row">{name}</th>
              {cells.map((value, index) => (
                <td key={head[index + 1]}>
                  {typeof value === "number" ? value.toLocaleString("fr-FR") : value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
