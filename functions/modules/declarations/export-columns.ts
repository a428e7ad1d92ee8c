import { rateWords } from "../../../shared/declarations/amount-words.ts";
import { declarationNumber } from "../../../shared/declarations/declaring.ts";
import {
  asideReasons,
  asideStates,
  audiences,
  type Body,
  bodies,
} from "../../../shared/declarations/enums.ts";
import { averagePerEntry, averagePerPaid, estimatedTax } from "../../../shared/declarations/key-figures.ts";
import { type TransmissionState, transmissionStates } from "../../../shared/declarations/transmission.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Cell, ListColumn } from "../../platform/list-file.ts";
import type { ExportedPerformance, exportedAsides, exportedTransmissions } from "./read-exported.ts";

/** A column of an exported list and its cell in one row. */
export interface ExportColumn<Row> extends ListColumn {
  cell: (row: Row, timeZone: string) => Cell;
}

const money = <Row>(label: string, cents: (row: Row) => number | null): ExportColumn<Row> => ({
  label,
  holds: "money",
  cell: (row) => {
    const found = cents(row);
    return found === null ? null : { cents: found };
  },
});
/** As a clock there shows it. */
const localTime = (instant: Date | string | null, timeZone: string): Cell =>
  instant === null
    ? null
    : {
        time: new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" })
          .format(new Date(instant))
          .replace(" ", "T"),
      };
const yes = (value: boolean) => (value ? "Oui" : "Non");
const words = <K extends string>(labels: Readonly<Record<K, string>>, code: K): string => labels[code];

const where = <Row extends ExportedPerformance>(): ExportColumn<Row>[] => [
  { label: "Spectacle", cell: ({ show }) => show.name },
  { label: "Billetterie", cell: ({ source }) => source },
  { label: "Début", holds: "time", cell: ({ figures, timeZone }) => localTime(figures.startAt, timeZone) },
];
/** Distinct rates of the lines that say one, smallest first; a performance without lines has its own. */
const ratesOf = ({ figures }: ExportedPerformance): string => {
  const lines = figures.lines.filter(({ kind, rate, gross }) => kind === "sale" && (rate > 0 || gross > 0));
  const rates = figures.rate === null ? lines.map(({ rate }) => rate) : [figures.rate];
  return [...new Set(rates)]
    .toSorted((a, b) => a - b)
    .map(rateWords)
    .join("\u00a0; ");
};

/** Séances (declarations.md §9). */
export const performanceColumns: readonly ExportColumn<ExportedPerformance>[] = [
  ...where(),
  {
    label: "Fin",
    holds: "time",
    cell: ({ figures, timeZone }) => localTime(figures.endAt, timeZone),
  },
  { label: "Lieu", cell: ({ place }) => place?.name ?? null },
  { label: "Code postal", cell: ({ place }) => place?.postalCode ?? null },
  { label: "Ville", cell: ({ place }) => place?.city ?? null },
  { label: "Jauge", cell: ({ performance, show }) => performance.capacity ?? show.capacity },
  { label: "Public", cell: ({ performance, show }) => audiences[performance.audience ?? show.audience] },
  { label: "Entrées payantes", cell: ({ figures }) => figures.paid },
  { label: "Entrées gratuites", cell: ({ figures }) => figures.free },
  money("Recette TTC", ({ figures }) => figures.gross),
  money("Recette HT", ({ figures }) => figures.net),
  money("TVA", ({ figures }) => figures.gross - figures.net),
  { label: "Taux de TVA", cell: ratesOf },
  { label: "Chiffres corrigés", cell: (row) => yes(row.corrected) },
  ...(Object.keys(bodies) as Body[]).map(
    (body): ExportColumn<ExportedPerformance> => ({
      label: body,
      cell: (row) => {
        const told = row.bodies.find((one) => one.body === body);
        return told ? words(transmissionStates, told.state as TransmissionState) : null;
      },
    }),
  ),
];

/** One line of a performance, with its share of the net. */
export type ExportedLine = ExportedPerformance & {
  line: ExportedPerformance["figures"]["lines"][number];
  net: number;
};
const channels = {
  internal: "Billetterie",
  external: "Revendeur",
  manual: "Saisie",
  file: "Fichier",
} as const;
export const linesOf = (row: ExportedPerformance): ExportedLine[] =>
  row.figures.lines.map((line, at) => ({ ...row, line, net: row.figures.lineNets[at] ?? 0 }));
/** Lignes de tarif. */
export const lineColumns: readonly ExportColumn<ExportedLine>[] = [
  ...where<ExportedLine>(),
  { label: "Tarif", cell: ({ line }) => line.categoryName },
  money("Prix TTC", ({ line }) => line.unitPrice),
  { label: "Taux de TVA", cell: ({ line }) => rateWords(line.rate) },
  { label: "Payants", cell: ({ line }) => line.paid },
  { label: "Gratuits", cell: ({ line }) => line.free },
  money("Recette TTC", ({ line }) => line.gross),
  money("Recette HT", ({ net }) => net),
  { label: "Vente par", cell: ({ line }) => channels[line.channel] },
  {
    label: "Comptée",
    cell: ({ line }) => (line.kind === "sale" ? "Oui" : "Non, remboursement à décider"),
  },
];

type Transmitted = Awaited<ReturnType<typeof exportedTransmissions>>[number];
/** Envois aux organismes. */
export const transmissionColumns: readonly ExportColumn<Transmitted>[] = [
  { label: "Déclaration", cell: ({ year, seq }) => declarationNumber(year, seq) },
  { label: "Version", cell: ({ version }) => version },
  { label: "Spectacle", cell: ({ show }) => show },
  { label: "Organisme", cell: ({ body }) => body },
  { label: "État", cell: ({ state }) => transmissionStates[state] },
  { label: "Demandé le", holds: "time", cell: ({ askedAt }, zone) => localTime(askedAt, zone) },
  { label: "Envoyé le", holds: "time", cell: ({ sentAt }, zone) => localTime(sentAt, zone) },
  { label: "Déposé le", cell: ({ depositedOn }) => (depositedOn ? { day: depositedOn } : null) },
  { label: "Référence", cell: ({ reference }) => reference },
  { label: "Auteur", cell: ({ author }) => author ?? "Ancien membre" },
];

type Aside = Awaited<ReturnType<typeof exportedAsides>>[number];
/** Données mises de côté. */
export const asideColumns: readonly ExportColumn<Aside>[] = [
  { label: "Billetterie", cell: ({ source }) => source },
  { label: "Spectacle", cell: ({ show }) => show },
  { label: "Raison", cell: ({ record }) => asideReasons[record.reason] },
  { label: "Identifiant à la billetterie", cell: ({ record }) => record.externalId },
  { label: "Nombre", cell: ({ record }) => record.count },
  money("Montant TTC", ({ record }) => record.amount),
  { label: "État", cell: ({ record }) => asideStates[record.state] },
  { label: "Depuis le", cell: ({ record }, zone) => ({ day: dayIn(zone, record.createdAt) }) },
  {
    label: "Décidé le",
    cell: ({ record }, zone) => (record.resolvedAt ? { day: dayIn(zone, record.resolvedAt) } : null),
  },
  { label: "Par", cell: ({ record, by }) => (record.resolvedBy ? (by ?? "Ancien membre") : null) },
];

/** Figures of one show over its exported performances (declarations.md §6.3). */
export interface KeyFigures {
  show: string;
  from: string;
  to: string;
  performances: number;
  paid: number;
  free: number;
  gross: number;
  net: number;
  rates: string[];
}
/** Adds performances of one show up; they come by start. */
export const keyFiguresOf = (rows: readonly ExportedPerformance[]): KeyFigures | undefined => {
  const [first] = rows;
  const last = rows.at(-1);
  if (!first || !last) return undefined;
  const sum = (of: (row: ExportedPerformance) => number) => rows.reduce((all, row) => all + of(row), 0);
  return {
    show: first.show.name,
    from: dayIn(first.timeZone, new Date(first.figures.startAt)),
    to: dayIn(last.timeZone, new Date(last.figures.startAt)),
    performances: rows.length,
    paid: sum(({ figures }) => figures.paid),
    free: sum(({ figures }) => figures.free),
    gross: sum(({ figures }) => figures.gross),
    net: sum(({ figures }) => figures.net),
    rates: [...new Set(rows.map(ratesOf).filter(Boolean))],
  };
};
/** Chiffres clés. */
export const keyFigureColumns: readonly ExportColumn<KeyFigures>[] = [
  { label: "Spectacle", cell: ({ show }) => show },
  { label: "Du", cell: ({ from }) => ({ day: from }) },
  { label: "Au", cell: ({ to }) => ({ day: to }) },
  { label: "Séances", cell: ({ performances }) => performances },
  money("Billetterie HT", ({ net }) => net),
  money("Billetterie TTC", ({ gross }) => gross),
  { label: "Taux de TVA", cell: ({ rates }) => rates.join("\u00a0; ") },
  money("TVA", ({ gross, net }) => gross - net),
  { label: "Entrées payantes", cell: ({ paid }) => paid },
  { label: "Entrées gratuites", cell: ({ free }) => free },
  { label: "Entrées", cell: ({ paid, free }) => paid + free },
  money("Prix moyen par entrée", ({ gross, paid, free }) => averagePerEntry(gross, paid, free)),
  money("Prix moyen par entrée payante", ({ gross, paid }) => averagePerPaid(gross, paid)),
  money("Taxe 3,5 % (estimation)", ({ net }) => estimatedTax(net)),
];
