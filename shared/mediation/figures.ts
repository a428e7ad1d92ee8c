import * as z from "zod/mini";
import { monthsBetween } from "../mail/statistics.ts";
import { Department } from "./department.ts";
import { Admissibility, Channel, Originator, RequesterType } from "./enums.ts";
import { addDays } from "./rules.ts";

/**
 * Figures of a mediation over a period, both days included, in the organisation's calendar (mediation.md §5.7 to 5.10).
 * They are counted from dated events each time they are read, so a later reopening never changes the past.
 */

/** A figure that is one number of cases. `closings` counts events: a case closed twice counts twice. */
const totals = ["received", "closed", "closings", "reopenings", "opening", "open"] as const;
/** What received cases are counted by. */
const receivedBy = [
  "month",
  "channel",
  "originator",
  "requesterType",
  "kind",
  "title",
  "represented",
  "department",
  "domain",
  "competent",
  "thirdParty",
  "admissibility",
  "inadmissibilityReason",
  "anonymous",
] as const;
/** What closed cases are counted by, each once, by its last closing in the period. */
const closedBy = ["outcome", "faceToFace", "met", "agreement", "court", "recommendation"] as const;
export const durationKinds = {
  registration: "De la réception à l’enregistrement",
  firstResponse: "De la réception à la première réponse",
  take: "De la réception à la prise en charge",
  processing: "De la réception à la clôture",
  waiting: "En attente d’une réponse",
  net: "De la réception à la clôture, sans les attentes",
} as const;
export type DurationKind = keyof typeof durationKinds;

/** « 0-30 » days and so on: age of the cases open at the end of the period. */
export const stockAges = {
  "0-30": "0 à 30 jours",
  "31-90": "31 à 90 jours",
  "91-180": "91 à 180 jours",
  "181-": "Plus de 180 jours",
} as const;

export const FigureName = z.enum([
  ...totals,
  ...receivedBy.map((by) => `received.${by}` as const),
  ...closedBy.map((by) => `closed.${by}` as const),
  "closings.month",
  "reopenings.month",
  "open.age",
]);
export type FigureName = z.infer<typeof FigureName>;

const Id = z.uuid("Identifiant illisible.");
const Day = z.iso.date("Cette date n’existe pas. Écrivez-la comme 2027-03-05.");

const none = z.literal("none");
/** Which cases are counted, as lists filter them (case-lists.ts); without any, all. */
export const FigureFilters = {
  channel: z.optional(Channel),
  originator: z.optional(z.union([Originator, none])),
  requesterType: z.optional(z.union([RequesterType, none])),
  admissibility: z.optional(Admissibility),
  competent: z.optional(z.enum(["yes", "no", "undecided"])),
  /** A domain, or a third party, with those below it. */
  domain: z.optional(z.union([Id, none])),
  thirdParty: z.optional(z.union([Id, none])),
  /** `none`: unknown, or abroad. */
  department: z.optional(z.union([Department, none])),
};
const Filters = z.object(FigureFilters);
export type FigureFilters = z.infer<typeof Filters>;

/** Days in the longest period: four years. */
const mostDays = 1462;
const inOrder = z.refine<{ from: string; to: string }>(
  ({ from, to }) => from <= to && daysBetween(from, to) < mostDays,
  "Choisissez une période de quatre ans au plus, dans l’ordre.",
);

export const AskFigures = z
  .strictObject({
    organisation: Id,
    from: Day,
    to: Day,
    /** Also the period just before, of the same length, or the same days of the year before. */
    compare: z.optional(z.enum(["before", "year"])),
    ...FigureFilters,
  })
  .check(inOrder);
export type AskFigures = z.infer<typeof AskFigures>;

/** The cases behind one figure: what a list shows that was opened from it. */
export interface FigureCases {
  figure: FigureName;
  /** Of a breakdown: what the cases have; null = nothing said. */
  value: string | null;
  from: string;
  to: string;
}
const writtenFigure = /^([a-zA-Z.]+):([\w-]{0,40}):(\d{4}-\d{2}-\d{2}):(\d{4}-\d{2}-\d{2})$/;
/** `received.channel:WEB:2027-01-01:2027-12-31`, as addresses carry it. */
export const writeFigure = ({ figure, value, from, to }: FigureCases): string =>
  [figure, value ?? "", from, to].join(":");
/** Reads it back; undefined when it is none. */
export const readFigure = (written: string): FigureCases | undefined => {
  const [, name, value, from = "", to = ""] = writtenFigure.exec(written) ?? [];
  const figure = FigureName.safeParse(name);
  const isPeriod = [from, to].every((day) => Day.safeParse(day).success) && from <= to;
  return figure.success && isPeriod ? { figure: figure.data, value: value || null, from, to } : undefined;
};
export const FigureOfList = z
  .string()
  .check(z.refine((written) => readFigure(written) !== undefined, "Ce chiffre n’existe pas."));

const Duration = z.object({
  /** Cases it is computed on, and those it is not: the date is missing or comes before. */
  count: z.number(),
  excluded: z.number(),
  /** In days; null on no case. */
  median: z.nullable(z.number()),
  mean: z.nullable(z.number()),
  p90: z.nullable(z.number()),
});
export type Duration = z.infer<typeof Duration>;
const Count = z.object({ value: z.nullable(z.string()), count: z.number() });
export type Count = z.infer<typeof Count>;

export const PeriodFigures = z.object({
  from: z.string(),
  to: z.string(),
  /** The day the stock is counted at: `to`, or today when that is to come. */
  at: z.string(),
  balance: z.object({
    opening: z.number(),
    received: z.number(),
    closings: z.number(),
    reopenings: z.number(),
    /** Cases open at the end, counted directly; it must be what the four others give. */
    open: z.number(),
  }),
  /** Cases closed in the period, each once. */
  closed: z.number(),
  months: z.array(
    z.object({
      month: z.string(),
      received: z.number(),
      closings: z.number(),
      reopenings: z.number(),
      open: z.number(),
    }),
  ),
  counts: z.record(z.string(), z.array(Count)),
  durations: z.record(z.string(), Duration),
  /** Of the cases closed in the period: within 92 days of their reception, and within 184. */
  closedWithin: z.object({ of: z.number(), threeMonths: z.number(), sixMonths: z.number() }),
  /** Answers to the survey in the quarters of the period; null under five of them. */
  survey: z.nullable(
    z.object({
      answers: z.number(),
      means: z.record(z.string(), z.nullable(z.number())),
      recommend: z.object({ yes: z.number(), no: z.number() }),
    }),
  ),
});
export type PeriodFigures = z.infer<typeof PeriodFigures>;

/** Names of the domains and third parties that figures count by. */
export const FigureItems = z.record(
  z.string(),
  z.object({ label: z.string(), parent: z.nullable(z.string()) }),
);
export type FigureItems = z.infer<typeof FigureItems>;

export const Figures = z.object({
  current: PeriodFigures,
  previous: z.nullable(PeriodFigures),
  items: FigureItems,
  /** Domains and third parties one may filter by. */
  choices: z.array(
    z.object({
      id: z.string(),
      list: z.enum(["domain", "third_party"]),
      label: z.string(),
      parentId: z.nullable(z.string()),
    }),
  ),
  /** Open cases by who has them in charge, for managers alone. */
  load: z.nullable(
    z.array(
      z.object({ userId: z.nullable(z.string()), name: z.string(), open: z.number(), overdue: z.number() }),
    ),
  ),
  countedAt: z.string(),
});
export type Figures = z.infer<typeof Figures>;

/** One sum, as the database gives it. */
export interface FigureRow {
  figure: string;
  value: string | null;
  cases: number;
}

/** Sums of a period become its figures. */
export const periodFigures = (
  rows: readonly FigureRow[],
  period: { from: string; to: string; at: string },
): Omit<PeriodFigures, "survey"> => {
  const byFigure = Map.groupBy(rows, ({ figure }) => figure);
  const total = (figure: string) => byFigure.get(figure)?.[0]?.cases ?? 0;
  const countsOf = (figure: string): Count[] =>
    (byFigure.get(figure) ?? [])
      .map(({ value, cases }) => ({ value, count: cases }))
      .sort((a, b) => b.count - a.count || (a.value ?? "~").localeCompare(b.value ?? "~"));
  const histogram = (kind: DurationKind) => countsOf(`days.${kind}`);
  const opening = total("opening");
  const byMonth = (figure: string, month: string) =>
    byFigure.get(figure)?.find(({ value }) => value === month)?.cases ?? 0;
  let open = opening;
  const months = monthsBetween(period.from.slice(0, 7), period.at.slice(0, 7)).map((month) => {
    const [received, closings, reopenings] = [
      byMonth("received.month", month),
      byMonth("closings.month", month),
      byMonth("reopenings.month", month),
    ];
    open += received - closings + reopenings;
    return { month, received, closings, reopenings, open };
  });
  const processing = histogram("processing");
  const within = (days: number) =>
    sum(processing.filter(({ value }) => value !== null && Number(value) <= days));
  return {
    ...period,
    balance: {
      opening,
      received: total("received"),
      closings: total("closings"),
      reopenings: total("reopenings"),
      open: total("open"),
    },
    closed: total("closed"),
    months,
    counts: Object.fromEntries(
      [...receivedBy.map((by) => `received.${by}`), ...closedBy.map((by) => `closed.${by}`), "open.age"].map(
        (figure) => [figure, countsOf(figure)],
      ),
    ),
    durations: Object.fromEntries(
      (Object.keys(durationKinds) as DurationKind[]).map((kind) => [kind, durationOf(histogram(kind))]),
    ),
    closedWithin: { of: total("closed"), threeMonths: within(92), sixMonths: within(184) },
  };
};

const sum = (counts: readonly Count[]): number => counts.reduce((all, { count }) => all + count, 0);

/**
 * Median, mean and 90th percentile (nearest rank) of durations given as days and how many cases took as long; a null
 * number of days is a case left out. 3, 5, 10 and 40 days: 7.5, 14.5 and 40.
 */
export const durationOf = (counts: readonly Count[]): Duration => {
  const known = counts
    .flatMap(({ value, count }) => (value === null ? [] : [{ days: Number(value), count }]))
    .sort((a, b) => a.days - b.days);
  const count = known.reduce((all, one) => all + one.count, 0);
  const excluded = sum(counts) - count;
  if (count === 0) return { count, excluded, median: null, mean: null, p90: null };
  /** The value of rank 1 to `count`. */
  const atRank = (rank: number): number => {
    let left = rank;
    for (const one of known) {
      left -= one.count;
      if (left <= 0) return one.days;
    }
    return 0;
  };
  return {
    count,
    excluded,
    median: (atRank(Math.ceil(count / 2)) + atRank(Math.floor(count / 2) + 1)) / 2,
    mean: known.reduce((all, one) => all + one.days * one.count, 0) / count,
    p90: atRank(Math.ceil((count * 9) / 10)),
  };
};

/** Days from one calendar day to another; the same day is 0. */
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** A share in percent with one decimal, half up; null of nothing. */
export const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.floor((part * 2000 + whole) / (2 * whole)) / 10;

/** What the balance says the stock must be, and by how much the direct count differs: 0, or something is wrong. */
export const balanceGap = ({ opening, received, closings, reopenings, open }: PeriodFigures["balance"]) => {
  const expected = opening + received - closings + reopenings;
  return { expected, gap: Math.abs(open - expected) };
};

/** How many cases of a breakdown have one of these values. */
const countOf = (figures: PeriodFigures, figure: FigureName, ...values: string[]): number =>
  sum((figures.counts[figure] ?? []).filter(({ value }) => value !== null && values.includes(value)));

/** A rate, with what it is of. */
export interface Rate {
  part: number;
  whole: number;
  percent: number | null;
}
const rate = (part: number, whole: number): Rate => ({ part, whole, percent: percent(part, whole) });

/** Cases where the requester got all or part of it, of those decided for one side or the other (mediation.md §5.9). */
export const resolutionRate = (figures: PeriodFigures): Rate => {
  const part = countOf(figures, "closed.outcome", "FAVORABLE_TO_CITIZEN", "PARTIAL");
  return rate(part, part + countOf(figures, "closed.outcome", "FAVORABLE_TO_ADMINISTRATION"));
};
/** Cases where the parties agreed, of those where it is said. */
export const agreementRate = (figures: PeriodFigures): Rate => {
  const part = countOf(figures, "closed.agreement", "YES");
  return rate(part, part + countOf(figures, "closed.agreement", "NO"));
};
/** Closings without a mediation that came to something (settled.md §8); « Autre » stands apart. */
export const withoutMediation = [
  "INADMISSIBLE",
  "ADMINISTRATION_REFUSAL",
  "CITIZEN_WAIVER",
  "CITIZEN_INACTIVITY",
] as const;

/** The period to compare with: as many days just before (whole months when it is made of them), or a year earlier. */
export const comparedPeriod = (
  { from, to }: { from: string; to: string },
  how: "before" | "year",
): { from: string; to: string } => {
  const lastOfMonth = addDays(to, 1).endsWith("-01");
  const months = monthsBetween(from.slice(0, 7), to.slice(0, 7)).length;
  const back = how === "year" ? 12 : months;
  if (how === "year" || (from.endsWith("-01") && lastOfMonth)) {
    const start = shiftMonths(from, -back);
    return {
      from: start,
      to: lastOfMonth ? addDays(shiftMonths(addDays(to, 1), -back), -1) : shiftMonths(to, -back),
    };
  }
  const length = daysBetween(from, to) + 1;
  return { from: addDays(from, -length), to: addDays(from, -1) };
};

/** The same day some months away, or the last of that month. */
const shiftMonths = (day: string, months: number): string => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
};
