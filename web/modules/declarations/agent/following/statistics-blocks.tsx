import { countWords, eurosWords } from "../../../../../shared/declarations/amount-words.ts";
import {
  freeShareOf,
  type OnTime,
  occupancyOf,
  type StatisticsRow,
} from "../../../../../shared/declarations/statistics.ts";
import { monthWords } from "../../../../../shared/mediation/figure-tables.ts";
import { BarChart } from "../../../../ui/agent/bar-chart.tsx";
import { ColumnChart } from "../../../../ui/agent/column-chart.tsx";
import { ChartBlock, FigureTable } from "../../../mediation/agent/statistics-block.tsx";
import type { FigureSheet } from "../../../mediation/agent/statistics-files.ts";

/** « 62,5 % » of a part per thousand; « inconnu » where nothing can be said. */
export const shareWords = (share: number | null): string =>
  share === null ? "inconnu" : `${String(share / 10).replace(".", ",")}\u00a0%`;

type Label = (row: StatisticsRow) => string;

const heads = ["Séances", "Payants", "Gratuits", "TTC", "HT", "Remplissage", "Part de gratuits"] as const;

/** One line per month, type or place, with all its figures. */
const Rows = (props: { title: string; first: string; rows: readonly StatisticsRow[]; label: Label }) => (
  <FigureTable title={props.title} head={[props.first, ...heads]}>
    {props.rows.map((row) => (
      <tr key={row.key ?? ""} className="following-row">
        <th scope="row">{props.label(row)}</th>
        <td>{countWords(row.performances)}</td>
        <td>{countWords(row.paid)}</td>
        <td>{countWords(row.free)}</td>
        <td>{eurosWords(row.gross)}</td>
        <td>{eurosWords(row.net)}</td>
        <td>{shareWords(occupancyOf(row))}</td>
        <td>{shareWords(freeShareOf(row))}</td>
      </tr>
    ))}
  </FigureTable>
);

/** The same as a file: euros and parts of a hundred as numbers. */
const sheetOf = (name: string, first: string, rows: readonly StatisticsRow[], label: Label): FigureSheet => {
  const part = (share: number | null) => (share === null ? null : share / 10);
  return {
    name,
    head: [
      first,
      ...heads.map((head) => (head === "Remplissage" || head.startsWith("Part") ? `${head} (%)` : head)),
    ],
    rows: rows.map((row) => [
      label(row),
      row.performances,
      row.paid,
      row.free,
      row.gross / 100,
      row.net / 100,
      part(occupancyOf(row)),
      part(freeShareOf(row)),
    ]),
  };
};

const monthOf: Label = ({ key }) => monthWords(key ?? "");
const shortMonth = (month: string) =>
  new Intl.DateTimeFormat("fr-FR", { month: "short", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

/** Entries of each month, paid and free side by side. */
export function MonthsBlock({ months }: { months: readonly StatisticsRow[] }) {
  const title = "Entrées par mois";
  const series = ["Payantes", "Gratuites"] as const;
  const fullest = months.toSorted((a, b) => b.paid + b.free - a.paid - a.free)[0];
  const conclusion = fullest
    ? `Le plus d’entrées en ${monthOf(fullest)}\u00a0: ${countWords(fullest.paid + fullest.free)}.`
    : "Aucune entrée.";
  return (
    <ChartBlock
      id="mois"
      title={title}
      wide
      opened
      sheet={sheetOf(title, "Mois", months, monthOf)}
      table={<Rows title={title} first="Mois" rows={months} label={monthOf} />}
      chart={
        <>
          <div className="statistics__wide-chart">
            <ColumnChart
              title={title}
              conclusion={conclusion}
              series={series}
              columns={months.map(({ key, paid, free }) => ({
                label: shortMonth(key ?? ""),
                values: [paid, free],
              }))}
            />
          </div>
          <div className="statistics__narrow-chart">
            <BarChart
              title={title}
              conclusion={conclusion}
              series={series}
              groups={months.map((row) => ({
                label: monthOf(row),
                bars: [
                  { value: row.paid, words: countWords(row.paid) },
                  { value: row.free, words: countWords(row.free), hatched: true },
                ],
              }))}
            />
          </div>
        </>
      }
    />
  );
}

const mostBars = 10;
/** What a phone shows in one line; the table says it whole. */
const longestLabel = 40;
const cut = (label: string) =>
  label.length > longestLabel ? `${label.slice(0, longestLabel - 1).trimEnd()}…` : label;

/** Revenue by what the rows are of, the most first. */
export function RevenueBlock(props: {
  title: string;
  id: string;
  first: string;
  rows: readonly StatisticsRow[];
  label: Label;
}) {
  const { title, id, first, rows, label } = props;
  const [most] = rows;
  return (
    <ChartBlock
      id={id}
      title={title}
      note={rows.length > mostBars ? `Les ${mostBars} premiers\u00a0; le tableau les donne tous.` : undefined}
      sheet={sheetOf(title, first, rows, label)}
      table={<Rows title={title} first={first} rows={rows} label={label} />}
      chart={
        <BarChart
          title={title}
          // Amounts are long, and a phone is narrow.
          longest={60}
          conclusion={
            most ? `Le plus\u00a0: ${label(most)}, ${eurosWords(most.gross)} TTC.` : "Aucune recette."
          }
          groups={rows.slice(0, mostBars).map((row) => ({
            label: cut(label(row)),
            bars: [{ value: row.gross, words: eurosWords(row.gross) }],
          }))}
        />
      }
    />
  );
}

/** Whether declarations of the season's shows kept their dates, by body. */
export function OnTimeBlock({ rows }: { rows: readonly OnTime[] }) {
  const title = "Déclarations à l’heure";
  const head = ["Organisme", "À l’heure", "En retard", "À faire"];
  return (
    <ChartBlock
      id="declarations"
      title={title}
      note="Spectacles terminés pendant la saison."
      wide
      chart={null}
      sheet={{
        name: title,
        head,
        rows: rows.map(({ body, onTime, late, waiting }) => [body, onTime, late, waiting]),
      }}
      table={
        <div className="following-bodies">
          <FigureTable title={title} head={head}>
            {rows.map(({ body, onTime, late, waiting }) => (
              <tr key={body}>
                <th scope="row">{body}</th>
                <td>{countWords(onTime)}</td>
                <td>{countWords(late)}</td>
                <td>{countWords(waiting)}</td>
              </tr>
            ))}
          </FigureTable>
        </div>
      }
    />
  );
}
