import { Link } from "@tanstack/react-router";
import { type ReactNode, useId, useRef, useState } from "react";
import { type Breakdown, numberWords, percentWords } from "../../../../shared/mediation/figure-tables.ts";
import { type FigureCases, percent } from "../../../../shared/mediation/figures.ts";
import { BarChart } from "../../../ui/agent/bar-chart.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { savePicture } from "../../../ui/agent/save-picture.ts";
import { Button } from "../../../ui/button.tsx";
import type { Organisation } from "../../access/agent/session.ts";
import { type FigureSheet, saveCsv, saveXlsx } from "./statistics-files.ts";
import { listSearchOf, type StatisticsSearch } from "./statistics-search.ts";

/** What every block of the page shares: whose figures, over which days, and whether lists may be opened. */
export interface StatisticsOf {
  organisation: Organisation;
  search: StatisticsSearch;
  period: { from: string; to: string };
  /** Who reads figures alone opens no list. */
  opensLists: boolean;
  /** The compared period in words; null without one. */
  before: string | null;
}

/** A number that opens the list of its cases. */
export function CasesLink({
  of,
  cases,
  count,
  what,
}: {
  of: StatisticsOf;
  cases: (Omit<FigureCases, "from" | "to"> & { domain?: string }) | undefined;
  count: number;
  /** What is counted, for who hears the link alone. */
  what: string;
}) {
  const words = numberWords(count);
  if (!of.opensLists || !cases || count === 0) return words;
  return (
    <Link
      to="/espace/$organisation/mediation/dossiers"
      params={{ organisation: of.organisation.slug }}
      search={listSearchOf(of.search, cases, of.period)}
    >
      {words}
      <span className="fr-sr-only">&nbsp;: {what}, voir les dossiers</span>
    </Link>
  );
}

/** One chart with its title, its table on demand and its files. */
export function ChartBlock({
  title,
  id,
  note,
  chart,
  table,
  sheet,
  opened = false,
  wide = false,
}: {
  title: string;
  /** Part of the names of its files. */
  id: string;
  note?: ReactNode;
  /** Null: nothing to draw. */
  chart: ReactNode;
  table: ReactNode;
  sheet: FigureSheet;
  opened?: boolean;
  wide?: boolean;
}) {
  const [shown, setShown] = useState(opened);
  const [failed, setFailed] = useState(false);
  const block = useRef<HTMLElement>(null);
  const [heading, panel] = [useId(), useId()];
  const save = (work: () => void | Promise<void>) => async () => {
    setFailed(false);
    try {
      await work();
    } catch {
      setFailed(true);
    }
  };
  return (
    <section
      ref={block}
      className={`statistics-block ${wide ? "statistics-block--wide" : ""}`}
      aria-labelledby={heading}
    >
      <div className="statistics-block__head">
        <div>
          <h2 id={heading}>{title}</h2>
          {note && <p className="small mention">{note}</p>}
        </div>
        <div className="row row--wrap">
          {chart && (
            <Button
              size="sm"
              look="quiet"
              icon="fr-icon-table-line"
              aria-expanded={shown}
              aria-controls={panel}
              onClick={() => setShown(!shown)}
            >
              {shown ? "Masquer le tableau" : "Tableau"}
              <span className="fr-sr-only">, {title}</span>
            </Button>
          )}
          <Menu
            align="right"
            label={`Exporter, ${title}`}
            className="statistics-block__export"
            button={<span className="fr-icon-download-line fr-icon--sm">&nbsp;Exporter</span>}
          >
            <button type="button" onClick={save(() => saveXlsx(`statistiques-${id}`, [sheet]))}>
              Tableur (XLSX)
            </button>
            <button type="button" onClick={save(() => saveCsv(`statistiques-${id}`, sheet))}>
              Texte (CSV)
            </button>
            {chart && (
              <button
                type="button"
                onClick={save(async () => {
                  const svg = [...(block.current?.querySelectorAll<SVGSVGElement>("figure svg") ?? [])].find(
                    (one) => one.getBoundingClientRect().width > 0,
                  );
                  if (svg) await savePicture(`statistiques-${id}.png`, svg, title);
                })}
              >
                Image (PNG)
              </button>
            )}
          </Menu>
        </div>
      </div>
      {failed && <p role="alert">Le fichier n’a pas pu être fait. Réessayez.</p>}
      {chart}
      <div id={panel} hidden={!shown && Boolean(chart)}>
        {table}
      </div>
    </section>
  );
}

/** Ten bars at most: the smaller ones become one, hatched. The table keeps every line. */
const mostBars = 10;

const barsOf = ({ rows, total, head }: Breakdown) => {
  const tops = rows.filter(({ inside, count }) => !inside && count > 0);
  const shown = tops.length > mostBars ? tops.slice(0, mostBars - 1) : tops;
  const rest = tops.slice(shown.length);
  const others = rest.reduce((all, { count }) => all + count, 0);
  const words = (count: number) => `${numberWords(count)}\u2002${percentWords(percent(count, total))}`;
  return [
    ...shown.map(({ label, count }) => ({ label, bars: [{ value: count, words: words(count) }] })),
    ...(others > 0
      ? [
          {
            label: `${rest.length} autres (${head.toLowerCase()})`,
            bars: [{ value: others, words: words(others), hatched: true }],
          },
        ]
      : []),
  ];
};

/** « Le plus souvent : E-mail, 12 sur 40. » */
const conclusionOf = ({ rows, total }: Breakdown): string => {
  const first = rows.filter(({ inside }) => !inside).toSorted((a, b) => b.count - a.count)[0];
  return first && total > 0
    ? `Le plus souvent\u00a0: ${first.label}, ${numberWords(first.count)} sur ${numberWords(total)}.`
    : "Aucun dossier sur cette période.";
};

/** One breakdown: bars, then the table whose numbers open their lists. */
export function BreakdownBlock({
  of,
  breakdown,
  note,
}: {
  of: StatisticsOf;
  breakdown: Breakdown;
  note?: ReactNode;
}) {
  const { id, title, head, rows, total } = breakdown;
  const bars = barsOf(breakdown);
  const before = of.before !== null;
  return (
    <ChartBlock
      id={id}
      title={title}
      note={note}
      chart={
        bars.length > 0 ? <BarChart title={title} conclusion={conclusionOf(breakdown)} groups={bars} /> : null
      }
      sheet={{
        name: title,
        head: [head, "Dossiers", "Part (%)", ...(before ? [of.before ?? ""] : [])],
        rows: [
          ...rows.map((row) => [
            row.inside ? `– ${row.label}` : row.label,
            row.count,
            row.share,
            ...(before ? [row.previous] : []),
          ]),
          ["Total", total, total === 0 ? null : 100, ...(before ? [sumBefore(breakdown)] : [])],
        ],
      }}
      table={
        total === 0 && bars.length === 0 ? (
          <p className="mention">Aucun dossier sur cette période.</p>
        ) : (
          <FigureTable title={title} head={[head, "Dossiers", "Part", ...(before ? [of.before ?? ""] : [])]}>
            {rows.map((row) => (
              <tr
                key={`${row.label}${row.cases?.value ?? ""}`}
                className={row.inside ? "figure-table__inside" : undefined}
              >
                <th scope="row">{row.label}</th>
                <td>
                  <CasesLink of={of} cases={row.cases} count={row.count} what={row.label} />
                </td>
                <td>{percentWords(row.share)}</td>
                {before && <td>{row.previous === null ? "–" : numberWords(row.previous)}</td>}
              </tr>
            ))}
            <tr className="figure-table__total">
              <th scope="row">Total</th>
              <td>{numberWords(total)}</td>
              <td>{percentWords(total === 0 ? null : 100)}</td>
              {before && <td>{numberWords(sumBefore(breakdown))}</td>}
            </tr>
          </FigureTable>
        )
      }
    />
  );
}

const sumBefore = ({ rows }: Breakdown): number =>
  rows.reduce((all, { previous, inside }) => (inside ? all : all + (previous ?? 0)), 0);

/** A table of numbers that narrow screens scroll sideways. */
export function FigureTable({
  title,
  head,
  children,
}: {
  title: string;
  head: readonly string[];
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: narrow screens scroll it sideways, and the keyboard must reach it.
    <section className="figure-table" tabIndex={0} aria-label={`Tableau\u00a0: ${title}`}>
      <table>
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
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
