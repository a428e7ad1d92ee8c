import { monthsBetween } from "../../../../shared/mail/statistics.ts";
import { monthWords } from "../../../../shared/mediation/figure-tables.ts";
import { type FigureCases, writeFigure } from "../../../../shared/mediation/figures.ts";
import { type ListSearch, listFilter, readListSearch } from "./addresses.ts";

/** The period and the filters of the page of figures, as its address carries them. */

/** Filters it shares with the lists, under the same names, so that a figure's list keeps them. */
const sharedKeys = [
  "mode",
  "type",
  "origine",
  "domaine",
  "recevabilite",
  "competence",
  "tiers",
  "departement",
] as const;
type SharedKey = (typeof sharedKeys)[number];
export interface StatisticsSearch extends Partial<Record<SharedKey, string>> {
  /** `2027`, `2027-T1`, `2027-03` or `2027-01-05_2027-02-10`. */
  periode?: string;
  /** Compared with the year before unless said. */
  comparee?: "avant" | "aucune";
}

export const readStatisticsSearch = (search: Record<string, unknown>): StatisticsSearch => {
  const list = readListSearch(search);
  const filters = Object.fromEntries(sharedKeys.flatMap((key) => (list[key] ? [[key, list[key]]] : [])));
  const period = typeof search.periode === "number" ? String(search.periode) : search.periode;
  const compared = search.comparee === "avant" || search.comparee === "aucune" ? search.comparee : undefined;
  return {
    ...filters,
    ...(typeof period === "string" && readPeriod(period) ? { periode: period } : {}),
    ...(compared ? { comparee: compared } : {}),
  };
};

const lastDay = (year: number, month: number) =>
  new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
const two = (value: number) => String(value).padStart(2, "0");

/** The days of a written period; undefined for what is none. */
export const readPeriod = (written: string): { from: string; to: string } | undefined => {
  const [, year, quarter, month] = /^(20\d\d)(?:-T([1-4])|-(0[1-9]|1[0-2]))?$/.exec(written) ?? [];
  if (year) {
    const first = quarter ? Number(quarter) * 3 - 2 : Number(month ?? 1);
    const last = quarter ? first + 2 : Number(month ?? 12);
    return { from: `${year}-${two(first)}-01`, to: lastDay(Number(year), last) };
  }
  const [, from, to] = /^(20\d\d-\d\d-\d\d)_(20\d\d-\d\d-\d\d)$/.exec(written) ?? [];
  const exists = (day: string | undefined): day is string =>
    day !== undefined && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  return exists(from) && exists(to) && from <= to ? { from, to } : undefined;
};

/** The period asked for; this year unless said. */
export const periodOf = (
  { periode }: StatisticsSearch,
  today: string,
): { written: string; from: string; to: string } => {
  const written = periode ?? today.slice(0, 4);
  const days = readPeriod(written) ?? {
    from: `${today.slice(0, 4)}-01-01`,
    to: `${today.slice(0, 4)}-12-31`,
  };
  return { written, ...days };
};

/** Periods offered without typing days: this year and the four before, the last quarters and months. */
export const offeredPeriods = (today: string): { value: string; label: string }[] => {
  const year = Number(today.slice(0, 4));
  const quarter = Math.ceil(Number(today.slice(5, 7)) / 3);
  const years = Array.from({ length: 5 }, (_, back) => ({
    value: String(year - back),
    label: `Année\u00a0${year - back}`,
  }));
  const quarters = Array.from({ length: 4 }, (_, back) => {
    const number = quarter - back;
    const [of, which] = number > 0 ? [year, number] : [year - 1, number + 4];
    return { value: `${of}-T${which}`, label: `${which === 1 ? "1er" : `${which}e`}\u00a0trimestre ${of}` };
  });
  const start = `${year - 1}-${today.slice(5, 7)}`;
  const months = monthsBetween(start, today.slice(0, 7))
    .slice(-6)
    .reverse()
    .map((month) => ({ value: month, label: monthWords(month) }));
  return [...years, ...quarters, ...months];
};

/** The question to the API. */
export const askedFigures = (
  search: StatisticsSearch,
  period: { from: string; to: string },
): Record<string, string> => {
  const { periode: _period, comparee, ...filters } = search;
  const { view: _view, ...asked } = listFilter("all", filters satisfies ListSearch);
  const compare = comparee === "aucune" ? undefined : comparee === "avant" ? "before" : "year";
  return definedText({ ...asked, from: period.from, to: period.to, compare });
};
const definedText = (values: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
  );

/** The address of the list behind a figure: the same filters, and the figure. */
export const listSearchOf = (
  { periode: _period, comparee: _compared, ...filters }: StatisticsSearch,
  { domain, ...cases }: Omit<FigureCases, "from" | "to"> & { domain?: string },
  { from, to }: { from: string; to: string },
): ListSearch => ({
  ...filters,
  ...(domain ? { domaine: domain } : {}),
  chiffre: writeFigure({ ...cases, from, to }),
});
