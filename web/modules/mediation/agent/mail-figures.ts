import { mailClasses, quarantineCauses, recipientStates } from "../../../../shared/mail/schema.ts";
import { addMonths, type MailStatistics, sendingRates, sumOf } from "../../../../shared/mail/statistics.ts";
import type { BarGroup } from "../../../ui/agent/bar-chart.tsx";

/** Figures of mail as the page shows them: bars, their conclusion, and the table with the same numbers. */

export const lengths = [3, 6, 9] as const;
type PeriodLength = (typeof lengths)[number];

/** Months shown, and the last of them: `?mois=6&fin=2027-03`. */
export interface FiguresSearch {
  mois?: PeriodLength;
  fin?: string;
}
export const readFiguresSearch = (search: Record<string, unknown>): FiguresSearch => {
  const mois = lengths.find((length) => String(length) === String(search.mois));
  const fin =
    typeof search.fin === "string" && /^20\d{2}-(0[1-9]|1[0-2])$/.test(search.fin) ? search.fin : undefined;
  return { ...(mois ? { mois } : {}), ...(fin ? { fin } : {}) };
};

/** The period an address asks for; six months up to now without one, and never a month that has not begun. */
export const periodOf = ({ mois = 6, fin }: FiguresSearch, now: Date): { from: string; to: string } => {
  const current = now.toISOString().slice(0, 7);
  const to = fin && fin < current ? fin : current;
  return { from: addMonths(to, 1 - mois), to };
};

/** « mars 2027 » */
export const monthWords = (month: string): string =>
  new Intl.DateTimeFormat("fr-FR", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

const number = new Intl.NumberFormat("fr-FR");
const percent = new Intl.NumberFormat("fr-FR", { style: "percent", maximumFractionDigits: 2 });
/** A share; « – » when it is of nothing. */
export const share = (value: number | null): string => (value === null ? "–" : percent.format(value));
/** « 45 min », « 3,5 h », « 2,1 jours » */
export const hoursWords = (hours: number | undefined): string => {
  if (hours === undefined) return "–";
  if (hours < 1) return `${Math.round(hours * 60)}\u00a0min`;
  return hours < 48
    ? `${number.format(hours)}\u00a0h`
    : `${number.format(Math.round(hours / 2.4) / 10)}\u00a0jours`;
};

export interface Figure {
  id: string;
  title: string;
  conclusion: string;
  groups: readonly BarGroup[];
  series?: readonly [string, string];
  head: readonly string[];
  rows: ReadonlyArray<readonly (string | number)[]>;
}

const bar = (value: number, hatched = false) => ({ value, words: number.format(value), hatched });

/** Mails that came, and those of them that were held, by month. */
export const receivedFigure = ({ months, received }: MailStatistics): Figure => {
  const rows = months.map((month) => {
    const own = received.filter((row) => row.month === month);
    return { month, all: sumOf(own), held: sumOf(own, ({ outcome }) => outcome === "quarantine") };
  });
  const [all, held] = [sumOf(received), sumOf(received, ({ outcome }) => outcome === "quarantine")];
  return {
    id: "received",
    title: "Courriels reçus par mois",
    conclusion: `${number.format(all)} courriels reçus, dont ${number.format(held)} retenus.`,
    series: ["Reçus", "Dont retenus"],
    groups: rows.map((row) => ({ label: monthWords(row.month), bars: [bar(row.all), bar(row.held, true)] })),
    head: ["Mois", "Reçus", "Dont retenus"],
    rows: rows.map((row) => [monthWords(row.month), row.all, row.held]),
  };
};

/** What people and machines sent, by nature. */
export const classFigure = ({ received }: MailStatistics): Figure =>
  byCode("class", "Courriels reçus par nature", "Nature", received, "class", mailClasses);

export const causeFigure = ({ held }: MailStatistics): Figure =>
  byCode("cause", "Courriels retenus par cause", "Cause", held, "cause", quarantineCauses);

export const sentFigure = ({ sent }: MailStatistics): Figure =>
  byCode("sent", "Envois par état", "État", sent, "state", recipientStates);

/** Ten bars at most: the smaller ones become one, hatched. The table keeps every line. */
const mostBars = 10;

const byCode = <Field extends string>(
  id: string,
  title: string,
  head: string,
  counts: ReadonlyArray<Record<Field, string> & { count: number }>,
  field: Field,
  words: Readonly<Record<string, string | { label: string }>>,
): Figure => {
  const labelOf = (code: string) => {
    const word = words[code] ?? "Autre";
    return typeof word === "string" ? word : word.label;
  };
  const lines = [...Map.groupBy(counts, (row) => labelOf(row[field]))]
    .map(([label, rows]) => ({ label, count: sumOf(rows) }))
    .sort((a, b) => b.count - a.count);
  const [first] = lines;
  const shown = lines.length > mostBars ? lines.slice(0, mostBars - 1) : lines;
  const rest = sumOf(lines.slice(shown.length));
  return {
    id,
    title,
    conclusion: first
      ? `Le plus souvent\u00a0: ${first.label}, ${number.format(first.count)} sur ${number.format(sumOf(lines))}.`
      : "Aucun sur cette période.",
    groups: [
      ...shown.map(({ label, count }) => ({ label, bars: [bar(count)] })),
      ...(rest > 0 ? [{ label: "Les autres", bars: [bar(rest, true)] }] : []),
    ],
    head: [head, "Nombre"],
    rows: lines.map(({ label, count }) => [label, count]),
  };
};

/** Delays and rates, month by month: a table, since none of them adds up. */
export const delaysTable = ({ months, treated, answered, sent }: MailStatistics) => ({
  head: [
    "Mois",
    "Décider d’un courriel retenu (médiane)",
    "Première réponse (médiane)",
    "Adresses inexistantes",
    "Signalés indésirables",
  ],
  rows: months.map((month) => {
    const rates = sendingRates(sent.filter((row) => row.month === month));
    const hours = (list: MailStatistics["treated"]) => list.find((row) => row.month === month)?.hours;
    return [
      monthWords(month),
      hoursWords(hours(treated)),
      hoursWords(hours(answered)),
      share(rates.bounced),
      share(rates.complained),
    ];
  }),
});

/** Whether nothing came and nothing left in the period. */
export const isEmpty = ({ received, sent }: MailStatistics): boolean => received.length + sent.length === 0;
