import { departmentWords } from "./department.ts";
import {
  admissibilities,
  agreements,
  channels,
  inadmissibilityReasons,
  originators,
  outcomes,
  recommendationFollowups,
  requesterTypes,
} from "./enums.ts";
import { type FigureCases, type FigureName, type Figures, percent, stockAges } from "./figures.ts";

/** Breakdowns of figures with their words, as the page, its files and the annual report show them. */

interface BreakdownRow {
  label: string;
  count: number;
  /** In the compared period; null without one. */
  previous: number | null;
  /** Percent of the whole. */
  share: number | null;
  /** The cases it counts; absent when rows are put together. */
  cases?: Pick<FigureCases, "figure" | "value"> & { domain?: string };
  /** Below the row before it. */
  inside?: true;
}
export interface Breakdown {
  id: string;
  title: string;
  /** What is counted by: the head of the first column. */
  head: string;
  rows: readonly BreakdownRow[];
  total: number;
  /** Of which cases. */
  population: "received" | "closed" | "open";
}

const yesNo = { true: "Oui", false: "Non" } as const;
const unsaid = "Non précisé";

/** « Homme », « Femme »: what the list of titles counts people as (mediation.md §3). */
const genders = {
  FEMALE: "Femme",
  MALE: "Homme",
  NON_BINARY: "Non-binaire",
  UNSAID: "Personne physique, non précisé",
  LEGAL: "Personne morale",
} as const;
const competences = { true: "Compétent", false: "Non compétent" } as const;
const reasons = {
  ...inadmissibilityReasons,
  ADMISSIBLE: admissibilities.ADMISSIBLE,
  PENDING: admissibilities.PENDING,
};

interface Plan {
  id: string;
  figure: FigureName;
  title: string;
  head: string;
  words: Readonly<Record<string, string>>;
  /** What a case has that says nothing. */
  without?: string;
  /** Rows in the order of the words, not the largest first. */
  ordered?: true;
  /** Rows of its own are left out: they stand in another table. */
  leaveOut?: readonly string[];
}
const plans = {
  channel: {
    id: "mode",
    figure: "received.channel",
    title: "Saisines par mode",
    head: "Mode de saisine",
    words: channels,
  },
  originator: {
    id: "origine",
    figure: "received.originator",
    title: "Saisines par origine",
    head: "Origine",
    words: originators,
    without: "Non précisée",
  },
  requesterType: {
    id: "type",
    figure: "received.requesterType",
    title: "Saisines par type de requérant",
    head: "Type de requérant",
    words: requesterTypes,
  },
  gender: {
    id: "genre",
    figure: "received.title",
    title: "Requérants par genre",
    head: "Requérant",
    words: genders,
  },
  represented: {
    id: "representation",
    figure: "received.represented",
    title: "Requérants représentés",
    head: "Avec un représentant",
    words: yesNo,
    ordered: true,
  },
  competent: {
    id: "competence",
    figure: "received.competent",
    title: "Compétence du médiateur",
    head: "Compétence",
    words: competences,
    without: "À examiner",
    ordered: true,
  },
  admissibility: {
    id: "recevabilite",
    figure: "received.admissibility",
    title: "Recevabilité",
    head: "Recevabilité",
    words: admissibilities,
    ordered: true,
  },
  inadmissibility: {
    id: "irrecevabilite",
    figure: "received.inadmissibilityReason",
    title: "Motifs d’irrecevabilité",
    head: "Motif",
    words: reasons,
    leaveOut: ["ADMISSIBLE", "PENDING"],
  },
  outcome: {
    id: "cloture",
    figure: "closed.outcome",
    title: "Dossiers clos par type de clôture",
    head: "Type de clôture",
    words: outcomes,
  },
  faceToFace: {
    id: "presentiel",
    figure: "closed.faceToFace",
    title: "Échanges en présentiel",
    head: "En présentiel",
    words: yesNo,
    ordered: true,
  },
  met: {
    id: "rencontre",
    figure: "closed.met",
    title: "Rencontre des parties",
    head: "Rencontre",
    words: yesNo,
    ordered: true,
  },
  agreement: {
    id: "accord",
    figure: "closed.agreement",
    title: "Accord des parties",
    head: "Accord",
    words: agreements,
    without: "Non renseigné",
    ordered: true,
  },
  court: {
    id: "tribunal",
    figure: "closed.court",
    title: "Suite devant le tribunal administratif",
    head: "Suite",
    words: agreements,
    without: "Non renseigné",
    ordered: true,
  },
  recommendation: {
    id: "recommandation",
    figure: "closed.recommendation",
    title: "Recommandations",
    head: "Suite donnée",
    words: recommendationFollowups,
    without: "Sans recommandation",
    ordered: true,
  },
  age: {
    id: "anciennete",
    figure: "open.age",
    title: "Ancienneté des dossiers en cours",
    head: "Ancienneté",
    words: stockAges,
    ordered: true,
  },
} as const satisfies Record<string, Plan>;
export type PlannedBreakdown = keyof typeof plans;

/** What a value of a figure is called: « E-mail » of `received.channel`. Undefined for what has a name of its own. */
export const valueWords = (figure: FigureName, value: string | null): string | undefined => {
  const plan: Plan | undefined = Object.values(plans).find((one) => one.figure === figure);
  if (!plan) return undefined;
  return value === null ? (plan.without ?? unsaid) : plan.words[value];
};

/** Figures with those they are compared with, and the names they count by. */
export type PeriodPair = Pick<Figures, "current" | "previous" | "items">;

/** One breakdown by a list of codes; `whole` keeps the rows that stand in another table too. */
export const breakdown = (
  figures: PeriodPair,
  name: PlannedBreakdown,
  rowsOf: "own" | "whole" = "own",
): Breakdown => {
  const plan: Plan = plans[name];
  const { current, previous } = figures;
  const counts = current.counts[plan.figure] ?? [];
  const before = previous?.counts[plan.figure] ?? [];
  const kept = (value: string | null) =>
    value === null || rowsOf === "whole" || !plan.leaveOut?.includes(value);
  const values = plan.ordered
    ? [...Object.keys(plan.words), ...(counts.some(({ value }) => value === null) ? [null] : [])]
    : [...new Set([...counts, ...before].map(({ value }) => value))];
  const rows = values.filter(kept).map((value) => ({
    label: value === null ? (plan.without ?? unsaid) : (plan.words[value] ?? "Autre"),
    count: counts.find((one) => one.value === value)?.count ?? 0,
    previous: previous ? (before.find((one) => one.value === value)?.count ?? 0) : null,
    cases: { figure: plan.figure, value },
  }));
  return finished(
    { ...plan, population: populationOf(plan.figure) },
    plan.ordered ? rows : largestFirst(rows),
  );
};

const populationOf = (figure: FigureName) =>
  figure.startsWith("received") ? "received" : figure.startsWith("closed") ? "closed" : "open";
type Row = Omit<BreakdownRow, "share">;
const largestFirst = <R extends Row>(rows: readonly R[]): R[] =>
  rows.toSorted((a, b) => b.count - a.count || a.label.localeCompare(b.label, "fr"));

const finished = (
  { id, title, head, population }: Pick<Breakdown, "id" | "title" | "head" | "population">,
  rows: readonly Row[],
): Breakdown => {
  const total = rows.reduce((all, { count, inside }) => (inside ? all : all + count), 0);
  return {
    id,
    title,
    head,
    population,
    total,
    rows: rows.map((row) => ({ ...row, share: percent(row.count, total) })),
  };
};

/** Received cases by domain: those at the top, each followed by what is below it. */
export const domainBreakdown = (
  { current, previous, items }: PeriodPair,
  depth: "top" | "all" = "all",
): Breakdown => {
  const figure = "received.domain";
  const [counts, before] = [current.counts[figure] ?? [], previous?.counts[figure] ?? []];
  const topOf = (value: string | null) => (value === null ? null : (items[value]?.parent ?? value));
  const count = (of: typeof counts, fits: (value: string | null) => boolean) =>
    of.reduce((all, one) => (fits(one.value) ? all + one.count : all), 0);
  const labelOf = (value: string | null) =>
    value === null ? "Sans domaine" : (items[value]?.label ?? "Domaine supprimé");
  const tops = [...new Set([...counts, ...before].map(({ value }) => topOf(value)))];
  const rows = largestFirst(
    tops.map((top) => ({
      label: labelOf(top),
      count: count(counts, (value) => topOf(value) === top),
      previous: previous ? count(before, (value) => topOf(value) === top) : null,
      top,
    })),
  ).flatMap(({ top, ...row }): Row[] => {
    const below = counts.filter(({ value }) => value !== top && topOf(value) === top);
    const own: Row = {
      ...row,
      cases: top === null ? { figure, value: null } : { figure: "received", value: null, domain: top },
    };
    if (depth === "top") return [own];
    return [
      own,
      ...below.map(
        ({ value, count: n }): Row => ({
          label: labelOf(value),
          count: n,
          previous: previous ? count(before, (other) => other === value) : null,
          cases: { figure, value },
          inside: true,
        }),
      ),
    ];
  });
  return finished(
    { id: "domaine", title: "Saisines par domaine", head: "Domaine", population: "received" },
    rows,
  );
};

/** Received cases by the body they were turned to; the others are in the table of competences. */
export const thirdPartyBreakdown = (
  { current, previous, items }: PeriodPair,
  others: "with" | "without" = "without",
): Breakdown => {
  const figure = "received.thirdParty";
  const [counts, before] = [current.counts[figure] ?? [], previous?.counts[figure] ?? []];
  const special: Record<string, string> = { COMPETENT: competences.true, UNDECIDED: "Compétence à examiner" };
  const values = [...new Set([...counts, ...before].map(({ value }) => value))];
  const rows = values
    .filter((value) => others === "with" || value === null || !(value in special))
    .map((value) => ({
      label:
        value === null
          ? "Non compétent, sans tiers désigné"
          : (special[value] ?? items[value]?.label ?? "Tiers supprimé"),
      count: counts.find((one) => one.value === value)?.count ?? 0,
      previous: previous ? (before.find((one) => one.value === value)?.count ?? 0) : null,
      cases: { figure, value } as const,
    }));
  return finished(
    {
      id: "tiers",
      title: "Réorientations par tiers compétent",
      head: "Tiers compétent",
      population: "received",
    },
    largestFirst(rows),
  );
};

/** Received cases by département. */
export const departmentBreakdown = ({ current, previous }: PeriodPair): Breakdown => {
  const figure = "received.department";
  const [counts, before] = [current.counts[figure] ?? [], previous?.counts[figure] ?? []];
  const rows = counts.map(({ value, count }) => ({
    label: value === null ? "Inconnu ou à l’étranger" : departmentWords(value),
    count,
    previous: previous ? (before.find((one) => one.value === value)?.count ?? 0) : null,
    cases: { figure, value } as const,
  }));
  return finished(
    { id: "departement", title: "Saisines par département", head: "Département", population: "received" },
    largestFirst(rows),
  );
};

/** Every breakdown of the page, in its order. */
export const breakdowns = (figures: PeriodPair): Breakdown[] => [
  domainBreakdown(figures),
  breakdown(figures, "age"),
  breakdown(figures, "channel"),
  breakdown(figures, "originator"),
  breakdown(figures, "requesterType"),
  breakdown(figures, "gender"),
  breakdown(figures, "represented"),
  breakdown(figures, "competent"),
  thirdPartyBreakdown(figures),
  breakdown(figures, "admissibility"),
  breakdown(figures, "inadmissibility"),
  departmentBreakdown(figures),
  breakdown(figures, "outcome"),
  breakdown(figures, "agreement"),
  breakdown(figures, "court"),
  breakdown(figures, "faceToFace"),
  breakdown(figures, "met"),
  breakdown(figures, "recommendation"),
];

const number = new Intl.NumberFormat("fr-FR");
const decimal = new Intl.NumberFormat("fr-FR", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const short = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });
/** « 1 204 » */
export const numberWords = (value: number): string => number.format(value);
/** « 68,2 % »; « – » of nothing. */
export const percentWords = (value: number | null): string =>
  value === null ? "–" : `${decimal.format(value)}\u00a0%`;
/** « 7,5 jours », « 1 jour »; « – » without any. */
export const daysWords = (value: number | null): string =>
  value === null ? "–" : `${short.format(value)}\u00a0${Math.abs(value) < 2 ? "jour" : "jours"}`;
/** « 3,5 » */
export const shortNumber = (value: number | null): string => (value === null ? "–" : short.format(value));

/** « 1er janvier 2027 » */
export const dayWords = (day: string): string =>
  new Intl.DateTimeFormat("fr-FR", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(/^1 /, "1er ");
/** « mars 2027 » */
export const monthWords = (month: string): string =>
  new Intl.DateTimeFormat("fr-FR", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
/** « 2027 » when it is a whole year, « mars 2027 », else both days. */
export const periodWords = ({ from, to }: { from: string; to: string }): string => {
  if (from.endsWith("-01-01") && to === `${from.slice(0, 4)}-12-31`) return from.slice(0, 4);
  const last = new Date(Date.UTC(Number(from.slice(0, 4)), Number(from.slice(5, 7)), 0))
    .toISOString()
    .slice(0, 10);
  if (from.endsWith("-01") && to === last) return monthWords(from.slice(0, 7));
  return `${dayWords(from)} au ${dayWords(to)}`;
};

/** « 12 de plus », « 3 de moins », « autant »: how a count moved. */
export const differenceWords = (now: number, before: number): string =>
  now === before ? "autant" : `${numberWords(Math.abs(now - before))} de ${now > before ? "plus" : "moins"}`;

const figureTitles: Partial<Record<FigureName, string>> = {
  received: "dossiers reçus",
  closed: "dossiers clos",
  closings: "dossiers clos",
  reopenings: "dossiers rouverts",
  opening: "dossiers en cours au début",
  open: "dossiers en cours à la fin",
  "received.month": "dossiers reçus dans le mois",
  "closings.month": "dossiers clos dans le mois",
  "reopenings.month": "dossiers rouverts dans le mois",
  "received.domain": "dossiers reçus, par domaine",
  "received.thirdParty": "dossiers reçus, par tiers compétent",
};
/** « Dossiers reçus, Mode de saisine : E-mail (2027) »: which cases a list opened from a figure shows. */
export const figureWords = ({ figure, value, from, to }: FigureCases): string => {
  const plan: Plan | undefined = Object.values(plans).find((one) => one.figure === figure);
  const population = { received: "dossiers reçus", closed: "dossiers clos", open: "dossiers en cours" }[
    populationOf(figure)
  ];
  const said = plan
    ? `${population}, ${plan.head}\u00a0: ${valueWords(figure, value) ?? value}`
    : `${figureTitles[figure] ?? population}${figure.endsWith("month") && value ? `\u00a0: ${monthWords(value)}` : ""}${figure === "received.department" ? `, département\u00a0: ${value === null ? "inconnu" : departmentWords(value)}` : ""}`;
  return `${said} (${periodWords({ from, to })})`;
};
