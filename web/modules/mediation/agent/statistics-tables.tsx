import { Link } from "@tanstack/react-router";
import {
  daysWords,
  monthWords,
  numberWords,
  percentWords,
  shortNumber,
} from "../../../../shared/mediation/figure-tables.ts";
import {
  type DurationKind,
  durationKinds,
  type Figures,
  type PeriodFigures,
  percent,
} from "../../../../shared/mediation/figures.ts";
import { surveyQuestions } from "../../../../shared/mediation/survey.ts";
import { BarChart } from "../../../ui/agent/bar-chart.tsx";
import { ColumnChart } from "../../../ui/agent/column-chart.tsx";
import { CasesLink, ChartBlock, FigureTable, type StatisticsOf } from "./statistics-block.tsx";
import { durationSheet, noDuration } from "./statistics-sheets.ts";

const shortMonth = (month: string) =>
  new Intl.DateTimeFormat("fr-FR", { month: "short", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

/** Months: two series side by side, and the table with the stock. */
export function MonthsBlock({ figures, of }: { figures: PeriodFigures; of: StatisticsOf }) {
  const { months, balance } = figures;
  const title = "Dossiers reçus et clos par mois";
  const busiest = months.toSorted((a, b) => b.received - a.received)[0];
  const conclusion = `${numberWords(balance.received)} dossiers reçus et ${numberWords(balance.closings)} clos${
    busiest && busiest.received > 0
      ? `\u00a0; le plus de saisines en ${monthWords(busiest.month)}, ${numberWords(busiest.received)}`
      : ""
  }.`;
  const series = ["Reçus", "Clos"] as const;
  const cell = (
    figure: "received.month" | "closings.month" | "reopenings.month",
    month: string,
    count: number,
  ) => <CasesLink of={of} cases={{ figure, value: month }} count={count} what={monthWords(month)} />;
  return (
    <ChartBlock
      id="mois"
      title={title}
      wide
      opened
      chart={
        <>
          <div className="statistics__wide-chart">
            <ColumnChart
              title={title}
              conclusion={conclusion}
              series={series}
              columns={months.map(({ month, received, closings }) => ({
                label: months.length > 12 ? `${shortMonth(month)} ${month.slice(2, 4)}` : shortMonth(month),
                values: [received, closings],
              }))}
            />
          </div>
          <div className="statistics__narrow-chart">
            <BarChart
              title={title}
              conclusion={conclusion}
              series={series}
              groups={months.map(({ month, received, closings }) => ({
                label: monthWords(month),
                bars: [
                  { value: received, words: numberWords(received) },
                  { value: closings, words: numberWords(closings), hatched: true },
                ],
              }))}
            />
          </div>
        </>
      }
      sheet={{
        name: title,
        head: ["Mois", "Reçus", "Clos", "Rouverts", "En cours, fin de mois"],
        rows: [
          ...months.map(({ month, received, closings, reopenings, open }) => [
            monthWords(month),
            received,
            closings,
            reopenings,
            open,
          ]),
          ["Total", balance.received, balance.closings, balance.reopenings, balance.open],
        ],
      }}
      table={
        <FigureTable title={title} head={["", ...months.map(({ month }) => monthWords(month)), "Total"]}>
          <tr>
            <th scope="row">Reçus</th>
            {months.map(({ month, received }) => (
              <td key={month}>{cell("received.month", month, received)}</td>
            ))}
            <td className="figure-table__sum">{numberWords(balance.received)}</td>
          </tr>
          <tr>
            <th scope="row">Clos</th>
            {months.map(({ month, closings }) => (
              <td key={month}>{cell("closings.month", month, closings)}</td>
            ))}
            <td className="figure-table__sum">{numberWords(balance.closings)}</td>
          </tr>
          <tr>
            <th scope="row">Rouverts</th>
            {months.map(({ month, reopenings }) => (
              <td key={month}>{cell("reopenings.month", month, reopenings)}</td>
            ))}
            <td className="figure-table__sum">{numberWords(balance.reopenings)}</td>
          </tr>
          <tr>
            <th scope="row">En cours, fin de mois</th>
            {months.map(({ month, open }) => (
              <td key={month}>{numberWords(open)}</td>
            ))}
            <td className="figure-table__sum">{numberWords(balance.open)}</td>
          </tr>
        </FigureTable>
      }
    />
  );
}

/** Delays: a table, since none of them adds up. */
export function DurationsBlock({ figures, of }: { figures: Figures; of: StatisticsOf }) {
  const { current, previous } = figures;
  const { of: all, threeMonths, sixMonths } = current.closedWithin;
  return (
    <ChartBlock
      id="delais"
      title="Délais"
      wide
      note={
        all > 0
          ? `Clos en trois mois (92\u00a0jours) au plus\u00a0: ${percentWords(percent(threeMonths, all))}\u00a0; en six mois (184\u00a0jours)\u00a0: ${percentWords(percent(sixMonths, all))}.`
          : undefined
      }
      chart={null}
      sheet={durationSheet(figures)}
      table={
        <FigureTable
          title="Délais"
          head={[
            "Délai",
            "Médiane",
            ...(of.before ? [`Médiane, ${of.before}`] : []),
            "Moyenne",
            "9e décile",
            "Dossiers",
            "Non comptés",
          ]}
        >
          {(Object.keys(durationKinds) as DurationKind[]).map((kind) => {
            const one = current.durations[kind] ?? noDuration;
            return (
              <tr key={kind}>
                <th scope="row">{durationKinds[kind]}</th>
                <td>{daysWords(one.median)}</td>
                {of.before && <td>{daysWords(previous?.durations[kind]?.median ?? null)}</td>}
                <td>{daysWords(one.mean)}</td>
                <td>{daysWords(one.p90)}</td>
                <td>{numberWords(one.count)}</td>
                <td>{numberWords(one.excluded)}</td>
              </tr>
            );
          })}
        </FigureTable>
      }
    />
  );
}

/** Open cases of each mediator, for managers. */
export function LoadBlock({ load, of }: { load: NonNullable<Figures["load"]>; of: StatisticsOf }) {
  const title = "Dossiers en cours par médiateur, aujourd’hui";
  const nameOf = (row: { userId: string | null; name: string }) => row.name || "À prendre";
  return (
    <ChartBlock
      id="charge"
      title={title}
      wide
      note="Visible des médiateurs principaux seulement."
      chart={null}
      sheet={{
        name: "Charge",
        head: ["Médiateur", "En cours", "En retard"],
        rows: load.map((row) => [nameOf(row), row.open, row.overdue]),
      }}
      table={
        <FigureTable title={title} head={["Médiateur", "En cours", "En retard"]}>
          {load.map((row) => (
            <tr key={row.userId ?? ""}>
              <th scope="row">{nameOf(row)}</th>
              <td>
                <Link
                  to="/espace/$organisation/mediation/dossiers"
                  params={{ organisation: of.organisation.slug }}
                  search={{ statut: "ouverts", responsable: row.userId ?? "personne" }}
                >
                  {numberWords(row.open)}
                  <span className="fr-sr-only">&nbsp;: {nameOf(row)}, voir les dossiers</span>
                </Link>
              </td>
              <td>{numberWords(row.overdue)}</td>
            </tr>
          ))}
        </FigureTable>
      }
    />
  );
}

/** What people answered, once five of them have. */
export function SurveyBlock({ survey }: { survey: PeriodFigures["survey"] }) {
  if (!survey) return null;
  const { answers, means, recommend } = survey;
  const title = "Satisfaction";
  const said = recommend.yes + recommend.no;
  return (
    <ChartBlock
      id="satisfaction"
      title={title}
      wide
      note={`${numberWords(answers)} réponses, par trimestre entier, sans les filtres. Recommanderaient la médiation\u00a0: ${percentWords(percent(recommend.yes, said))}.`}
      chart={null}
      sheet={{
        name: title,
        head: ["Question", "Moyenne sur 5"],
        rows: Object.entries(surveyQuestions).map(([code, { short }]) => [short, means[code] ?? null]),
      }}
      table={
        <FigureTable title={title} head={["Question", "Moyenne sur 5"]}>
          {Object.entries(surveyQuestions).map(([code, { short }]) => (
            <tr key={code}>
              <th scope="row">{short}</th>
              <td>{shortNumber(means[code] ?? null)}</td>
            </tr>
          ))}
        </FigureTable>
      }
    />
  );
}
