import { type ReportChapter, type ReportFigures, reportChapterIds, reportChapters } from "./annual-report.ts";
import {
  type Breakdown,
  breakdown,
  breakdowns,
  daysWords,
  dayWords,
  departmentBreakdown,
  differenceWords,
  domainBreakdown,
  monthWords,
  numberWords,
  percentWords,
  shortNumber,
  thirdPartyBreakdown,
} from "./figure-tables.ts";
import {
  agreementRate,
  type DurationKind,
  durationKinds,
  percent,
  type Rate,
  resolutionRate,
  withoutMediation,
} from "./figures.ts";
import { type Published, protect, protectList, type Sum } from "./small-counts.ts";
import { surveyQuestions } from "./survey.ts";

/**
 * What an activity report says: the same chapters on screen, in its PDF and in its spreadsheet. Published, so small
 * counts are hidden, and with them whatever would give one back (mediation.md §5.10).
 */

export interface ReportTable {
  title: string;
  head: readonly string[];
  /** The first cell names its row. */
  rows: ReadonlyArray<readonly ReportCell[]>;
  /** Said in place of rows that may not be published. */
  instead?: string;
  /** Drawn as bars, too: the first number of each row but the last. */
  chart: boolean;
}
/** A number, words, or a count that is not published. */
type ReportCell = number | string | null;

export interface ReportPart {
  id: ReportChapter;
  /** « 1. Saisines reçues » */
  title: string;
  sentences: readonly string[];
  tables: readonly ReportTable[];
  /** What the mediator wrote, by paragraphs. */
  text: string;
  /** The free chapter, under the recommendations. */
  propositions?: string;
}

const few = "<5";
const withheld = "n.c.";
const shownCell = (cell: Published | undefined): ReportCell =>
  typeof cell === "number" ? cell : cell === "few" ? few : withheld;

/** Cells of every table at once: a total that two tables share protects both. */
const publication = () => {
  const values: number[] = [];
  const sums: Sum[] = [];
  let shown: Published[] | undefined;
  return {
    cell: (value: number): number => values.push(value) - 1,
    rows: (of: Breakdown, total: number): number[] => {
      const parts = of.rows.map(({ count }) => values.push(count) - 1);
      if (parts.length > 0) sums.push({ total: [total], parts });
      return parts;
    },
    sum: (sum: Sum) => sums.push(sum),
    read: (cell: number): Published => {
      shown ??= protect(values, sums);
      return shown[cell] ?? 0;
    },
  };
};

/** The chapters of a year's report. */
export const reportParts = (
  figures: ReportFigures,
  texts: Readonly<Record<string, string>>,
): ReportPart[] => {
  const { current, previous } = figures;
  const { balance } = current;
  const publish = publication();
  const kept = (of: Breakdown): Breakdown => {
    const counted = of.rows.filter(({ count }) => count > 0);
    // The largest first would rank what is hidden: small counts go by their names, after the others.
    const byName = counted
      .filter(({ count }) => isSmall(count))
      .sort((x, y) => x.label.localeCompare(y.label, "fr"));
    const isRanked = counted.every(
      ({ count }, index) => index === 0 || count <= (counted[index - 1]?.count ?? 0),
    );
    return {
      ...of,
      rows: isRanked ? [...counted.filter(({ count }) => !isSmall(count)), ...byName] : counted,
    };
  };

  const [received, closed, open] = [
    publish.cell(balance.received),
    publish.cell(current.closed),
    publish.cell(balance.open),
  ];
  /** A breakdown ready to be written once every cell is known. */
  const plan = (of: Breakdown, whole: number) => {
    const table = kept(of);
    // Hiding the total would cost every chapter that shares it: then this table is the one that goes.
    const safe =
      table.total < 5 || typeof protectList(table.rows.map(({ count }) => count)).total === "number";
    const cells = safe ? publish.rows(table, whole) : [];
    return {
      table: (): ReportTable => ({
        title: table.title,
        head: [table.head, "Dossiers", "Part"],
        rows: safe
          ? [
              ...table.rows.map(({ label, count }, index) => {
                const cell = publish.read(cells[index] ?? 0);
                const share = typeof cell === "number" && typeof publish.read(whole) === "number";
                return [label, shownCell(cell), share ? percentWords(percent(count, table.total)) : withheld];
              }),
              ["Total", shownCell(publish.read(whole)), percentWords(table.total === 0 ? null : 100)],
            ]
          : [],
        ...(safe ? {} : { instead: "Répartition non communiquée\u00a0: les nombres sont trop petits." }),
        chart: safe && table.rows.length > 1 && cells.some((cell) => typeof publish.read(cell) === "number"),
      }),
      /** Whether every row with one of these labels is shown. */
      shows: (wanted: (cases: string | null) => boolean) =>
        safe &&
        table.rows.every(
          ({ cases }, index) =>
            !wanted(cases?.value ?? null) || typeof publish.read(cells[index] ?? 0) === "number",
        ),
    };
  };
  const months = plan(
    {
      ...{ id: "mois", title: "Saisines par mois", head: "Mois", population: "received" },
      total: balance.received,
      rows: current.months.map(({ month, received: count }) => ({
        label: monthWords(month),
        count,
        previous: null,
        share: null,
      })),
    },
    received,
  );
  const channel = plan(breakdown(figures, "channel"), received);
  const originator = plan(breakdown(figures, "originator"), received);
  const admissibility = plan(
    { ...breakdown(figures, "inadmissibility", "whole"), title: "Recevabilité et motifs d’irrecevabilité" },
    received,
  );
  const competence = plan(thirdPartyBreakdown(figures, "with"), received);
  const domains = plan(domainBreakdown(figures, "top"), received);
  const departments = plan(departmentBreakdown(figures), received);
  const types = plan(breakdown(figures, "requesterType"), received);
  const gender = plan(breakdown(figures, "gender"), received);
  const represented = plan(breakdown(figures, "represented"), received);
  const outcome = plan(breakdown(figures, "outcome"), closed);
  const agreement = plan(breakdown(figures, "agreement"), closed);
  const met = plan(breakdown(figures, "met"), closed);
  const faceToFace = plan(breakdown(figures, "faceToFace"), closed);
  const court = plan(breakdown(figures, "court"), closed);
  const recommendation = plan(breakdown(figures, "recommendation"), closed);
  const age = plan(breakdown(figures, "age"), open);
  const { of, threeMonths, sixMonths } = current.closedWithin;
  const known = current.durations.processing?.count ?? 0;
  const within = plan(
    {
      id: "delais",
      title: "Dossiers clos, selon le délai",
      head: "Délai",
      population: "closed",
      total: of,
      rows: [
        ["Trois mois au plus (92 jours)", threeMonths],
        ["De trois à six mois (184 jours)", sixMonths - threeMonths],
        ["Plus de six mois", known - sixMonths],
        ["Délai inconnu", of - known],
      ].map(([label, count]) => ({
        label: String(label),
        count: Number(count),
        previous: null,
        share: null,
      })),
    },
    closed,
  );

  const say = (cell: number): string => {
    const value = publish.read(cell);
    return typeof value === "number"
      ? numberWords(value)
      : value === "few"
        ? "moins de 5"
        : "un nombre non communiqué de";
  };
  const rateOf = (name: string, rate: Rate, shown: boolean, what: string): string[] =>
    rate.whole === 0
      ? [`${name}\u00a0: –, faute de dossiers à compter.`]
      : shown
        ? [
            `${name}\u00a0: ${percentWords(rate.percent)} (${numberWords(rate.part)} ${what} sur ${numberWords(rate.whole)}).`,
          ]
        : [`${name}\u00a0: non communiqué, les nombres étant trop petits.`];

  const parts: Record<ReportChapter, () => Pick<ReportPart, "sentences" | "tables">> = {
    received: () => ({
      sentences: [
        `${say(received)} saisines reçues dans l’année.`,
        ...(previous && typeof publish.read(received) === "number" && !isSmall(previous.balance.received)
          ? [
              `C’est ${differenceWords(balance.received, previous.balance.received)} ${balance.received === previous.balance.received ? "qu’" : "que "}l’année d’avant (${numberWords(previous.balance.received)}).`,
            ]
          : []),
      ],
      tables: [months.table(), channel.table(), originator.table()],
    }),
    admissibility: () => ({ sentences: [], tables: [admissibility.table()] }),
    competence: () => ({ sentences: [], tables: [competence.table()] }),
    domains: () => ({ sentences: [], tables: [domains.table()] }),
    requesters: () => ({
      sentences: [],
      tables: [types.table(), gender.table(), represented.table(), departments.table()],
    }),
    outcomes: () => ({
      sentences: [
        `${say(closed)} dossiers clos dans l’année, chacun compté une fois par sa dernière clôture.`,
        ...rateOf(
          "Taux de résolution",
          resolutionRate(current),
          outcome.shows(
            (value) =>
              value !== null &&
              ["FAVORABLE_TO_CITIZEN", "PARTIAL", "FAVORABLE_TO_ADMINISTRATION"].includes(value),
          ),
          "dossiers où il a été donné droit à l’usager, entièrement ou en partie,",
        ),
        ...rateOf(
          "Taux d’accord",
          agreementRate(current),
          agreement.shows((value) => value !== null),
          "accords",
        ),
        ...(outcome.shows((value) => withoutMediation.some((one) => one === value))
          ? [
              `Sans médiation aboutie\u00a0: ${numberWords(sumOf(current.counts["closed.outcome"] ?? [], withoutMediation))} dossiers (irrecevables, refus de l’administration, renonciations et absences de réponse de l’usager).`,
            ]
          : []),
      ],
      tables: [outcome.table(), agreement.table()],
    }),
    durations: () => ({
      sentences: [
        "En jours du calendrier, à partir de la réception de la demande\u00a0; le même jour compte 0.",
      ],
      tables: [
        {
          title: "Délais",
          head: ["Délai", "Médiane", "Moyenne", "Neuf dossiers sur dix au plus"],
          rows: (Object.keys(durationKinds) as DurationKind[]).map((kind) => {
            const one = current.durations[kind];
            // A duration of a few cases would be theirs.
            const enough = one !== undefined && one.count >= 5;
            return [
              durationKinds[kind],
              ...[one?.median, one?.mean, one?.p90].map((value) =>
                enough ? daysWords(value ?? null) : withheld,
              ),
            ];
          }),
          chart: false,
        },
        within.table(),
      ],
    }),
    stock: () => ({
      sentences: [
        `${say(open)} dossiers en cours au ${dayWords(current.at)}.`,
        ...stockSentence(
          current,
          [received, open].every((cell) => typeof publish.read(cell) === "number"),
        ),
      ],
      tables: [age.table()],
    }),
    meetings: () => ({ sentences: [], tables: [met.table(), faceToFace.table()] }),
    court: () => ({ sentences: [], tables: [court.table()] }),
    recommendations: () => ({ sentences: [], tables: [recommendation.table()] }),
    satisfaction: () => satisfaction(figures),
    method: () => ({ sentences: method, tables: [] }),
  };
  return reportChapterIds.map((id, index) => ({
    id,
    title: `${index + 1}. ${reportChapters[id]}`,
    ...parts[id](),
    text: texts[id] ?? "",
    ...(id === "recommendations" ? { propositions: texts.propositions ?? "" } : {}),
  }));
};

/**
 * How the stock moved. Reopenings are few in most years: then closings are given net of them, since the difference of
 * the stocks gives their sum back.
 */
const stockSentence = ({ balance, from }: ReportFigures["current"], shown: boolean): string[] => {
  const { opening, received, closings, reopenings } = balance;
  if (!shown || isSmall(opening)) return [];
  const start = `${numberWords(opening)} dossiers en cours au ${dayWords(from)}, ${numberWords(received)} reçus`;
  return isSmall(reopenings) || isSmall(closings)
    ? [`${start}, ${numberWords(closings - reopenings)} clôtures, réouvertures déduites.`]
    : [`${start}, ${numberWords(closings)} clôtures et ${numberWords(reopenings)} réouvertures.`];
};

const isSmall = (count: number) => count >= 1 && count <= 4;
const sumOf = (
  counts: readonly { value: string | null; count: number }[],
  values: readonly string[],
): number =>
  counts.reduce((all, { value, count }) => (value !== null && values.includes(value) ? all + count : all), 0);

const satisfaction = ({ current: { survey } }: ReportFigures): Pick<ReportPart, "sentences" | "tables"> => {
  if (!survey)
    return {
      sentences: ["Moins de cinq réponses à l’enquête de satisfaction\u00a0: rien n’en est publié."],
      tables: [],
    };
  const { yes, no } = survey.recommend;
  return {
    sentences: [
      `${numberWords(survey.answers)} réponses à l’enquête de satisfaction, par trimestre entier.`,
      ...(isSmall(yes) || isSmall(no) || yes + no === 0
        ? []
        : [
            `${percentWords(percent(yes, yes + no))} des personnes qui l’ont dit recommanderaient la médiation.`,
          ]),
    ],
    tables: [
      {
        title: "Notes moyennes, de 1 à 5",
        head: ["Question", "Moyenne"],
        rows: Object.entries(surveyQuestions).map(([code, { short }]) => [
          short,
          shortNumber(survey.means[code] ?? null),
        ]),
        chart: false,
      },
    ],
  };
};

const method = [
  "Une saisine compte l’année où elle a été reçue, même si elle a été enregistrée plus tard. Une clôture et une réouverture comptent le jour où elles ont eu lieu.",
  "Les dossiers fusionnés, supprimés et d’essai ne comptent pas. Les dossiers anonymisés restent comptés.",
  "Taux de résolution\u00a0: dossiers où il a été donné droit à l’usager, entièrement ou en partie, sur ceux où il a été donné droit à l’usager ou à l’administration. Taux d’accord\u00a0: accords sur les dossiers où l’accord ou le désaccord est renseigné. Pourcentages arrondis à une décimale.",
  `Pour que personne ne puisse être reconnu, les nombres de 1 à 4 sont écrits «\u00a0${few}\u00a0». D’autres ne sont pas communiqués («\u00a0${withheld}\u00a0») quand une soustraction permettrait de retrouver les premiers. Le lieu est donné par département, jamais croisé avec le genre.`,
];

/** A figure that counting again would change. */
export interface ReportChange {
  label: string;
  frozen: number;
  now: number;
}

/** What differs between frozen figures and the same counted again: totals, then each line of each breakdown. */
export const reportChanges = (frozen: ReportFigures, now: ReportFigures): ReportChange[] => {
  const totals = [
    ["Saisines reçues", "received"],
    ["Clôtures", "closings"],
    ["Réouvertures", "reopenings"],
    ["En cours au début", "opening"],
    ["En cours à la fin", "open"],
  ] as const;
  const lines = (figures: ReportFigures) =>
    new Map(
      breakdowns({ ...figures, previous: null }).flatMap(({ title, rows }) =>
        rows.map(
          ({ label, count, cases }) =>
            [
              `${title} ${cases?.figure} ${cases?.value}${cases?.domain}`,
              { label: `${title}\u00a0: ${label}`, count },
            ] as const,
        ),
      ),
    );
  const [before, after] = [lines(frozen), lines(now)];
  return [
    ...totals.map(([label, key]) => ({
      label,
      frozen: frozen.current.balance[key],
      now: now.current.balance[key],
    })),
    ...[...new Set([...before.keys(), ...after.keys()])].map((key) => ({
      label: (before.get(key) ?? after.get(key))?.label ?? "",
      frozen: before.get(key)?.count ?? 0,
      now: after.get(key)?.count ?? 0,
    })),
  ].filter((change) => change.frozen !== change.now);
};
