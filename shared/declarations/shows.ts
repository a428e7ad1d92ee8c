import * as z from "zod/mini";
import type { FileAllowance } from "../mediation/uploads.ts";
import { Audience, Body, PerformanceType, providers } from "./enums.ts";
import { declarationRights, type ShowAction } from "./rules.ts";
import { expenseKinds, TaxedAmount } from "./show.ts";
import { enumOf, Id, line, literals, optionalLine, Version } from "./show-fields.ts";
import { transmissionStates } from "./transmission.ts";

/**
 * Shows and their figures, as screens read and write them. Money is whole cents, rates are basis points, instants are
 * ISO 8601 with « Z »; `timeZone` says how a person reads them. What was written over an older `version` is refused with
 * `version_differs`, whose facts hold the version and the values that are stored now.
 */

const Allowed = z.array(z.enum(Object.keys(declarationRights) as [ShowAction, ...ShowAction[]]));
/* ---------- Places ---------- */

export const PlaceView = z.object({
  id: z.string(),
  name: z.string(),
  street: z.string(),
  postalCode: z.string(),
  city: z.string(),
  subdivision: z.nullable(z.string()),
  country: z.string(),
  placeType: z.nullable(z.string()),
  timeZone: z.string(),
  version: Version,
});
export type PlaceView = z.infer<typeof PlaceView>;

/** A place as it is typed; one that reads the same already is that one. Its zone comes from its postal code. */
export const SavePlace = z.strictObject({
  organisation: Id,
  name: line(200, "Écrivez le nom du lieu."),
  street: z.string().check(z.trim(), z.maxLength(200, "200 caractères au plus.")),
  postalCode: line(20, "Écrivez le code postal."),
  city: line(200, "Écrivez la ville."),
  subdivision: z.optional(optionalLine(100)),
  country: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/, "Choisissez un pays."))),
  placeType: z.optional(optionalLine(100)),
});
export type SavePlace = z.infer<typeof SavePlace>;
export const ChangePlace = z.extend(z.omit(SavePlace, { organisation: true }), {
  placeId: Id,
  version: Version,
});
export type ChangePlace = z.infer<typeof ChangePlace>;
export const ListPlaces = z.strictObject({
  organisation: Id,
  q: z.optional(z.string().check(z.trim(), z.maxLength(200))),
});
export type ListPlaces = z.infer<typeof ListPlaces>;
/** `usedBy`: shows and performances that have it; the hundred first by name. */
export const Places = z.object({ places: z.array(z.extend(PlaceView, { usedBy: z.number() })) });
export type Places = z.infer<typeof Places>;

/* ---------- The list ---------- */

export const showTabs = ["to_declare", "alert", "upcoming", "declared", "all", "hidden"] as const;
export const ShowTab = literals(showTabs);
export type ShowTab = z.infer<typeof ShowTab>;

const showFilters = {
  /** A body the show is expected at. */
  body: z.optional(Body),
  /** A ticketing source. */
  source: z.optional(Id),
  place: z.optional(Id),
  /** Season that begins that year: from 1 September to 31 August. */
  season: z.optional(z.coerce.number().check(z.int(), z.minimum(2000), z.maximum(2100))),
  /** Words of the show, its producer or its places, accents and case aside. */
  q: z.optional(z.string().check(z.trim(), z.maxLength(200))),
};
export const CountShows = z.strictObject({ organisation: Id, ...showFilters });
export type CountShows = z.infer<typeof CountShows>;
export const ListShows = z.strictObject({
  organisation: Id,
  ...showFilters,
  tab: z.optional(ShowTab),
  after: z.optional(z.string().check(z.maxLength(400))),
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100))),
});
export type ListShows = z.infer<typeof ListShows>;

/** Of one body: what was told last; `todo` = nothing begun on ended performances, `later` = none ended yet. */
export const bodyStates = {
  ...transmissionStates,
  todo: "À faire",
  later: "Après la séance",
} as const;
export const BodyState = enumOf(bodyStates);
export type BodyState = keyof typeof bodyStates;
export const ShowBody = z.object({
  body: Body,
  state: BodyState,
  /** The declaration that state is of; null = none yet. */
  declarationId: z.nullable(z.string()),
  /** Number of its version, above 1 for a rectification. */
  versionNumber: z.nullable(z.number()),
  /** Calendar day until which it wants to be told; null = no performance yet. */
  dueOn: z.nullable(z.string()),
  /** Ended performances were not all told. */
  open: z.boolean(),
});
export type ShowBody = z.infer<typeof ShowBody>;

/** What a show may have to signal, the gravest first; the tab « En alerte » lists those with one of `alarming`. */
export const showSignals = {
  rejected: "Déclaration rejetée",
  uncertain: "Résultat inconnu",
  failed: "Envoi échoué",
  aside: "À décider",
  figures_changed: "Chiffres changés",
  missing: "Séance disparue",
  source_moved: "Correction à revoir",
  reading: "Lecture en cours",
} as const;
export const ShowSignal = enumOf(showSignals);
export type ShowSignal = keyof typeof showSignals;

const SourceOfShow = z.object({ id: z.string(), provider: enumOf(providers), label: z.string() });
const PlaceName = z.object({ id: z.string(), name: z.string(), city: z.string() });

export const ShowSummary = z.object({
  id: z.string(),
  name: z.string(),
  state: literals(["visible", "hidden", "merged", "deleted"]),
  source: SourceOfShow,
  /** Its default place. */
  place: z.nullable(PlaceName),
  performances: z.number(),
  /** Starts of the first and the last. */
  first: z.nullable(z.string()),
  last: z.nullable(z.string()),
  timeZone: z.string(),
  /** Entries, paid and free, and seats; null = the capacity of a performance is not known. */
  entries: z.number(),
  capacity: z.nullable(z.number()),
  bodies: z.array(ShowBody),
  signals: z.array(z.object({ kind: ShowSignal, count: z.number() })),
  /** The nearest deadline of a body that is open. */
  due: z.nullable(z.object({ body: Body, on: z.string() })),
  version: Version,
  allowed: Allowed,
});
export type ShowSummary = z.infer<typeof ShowSummary>;
export const ShowList = z.object({
  shows: z.array(ShowSummary),
  next: z.nullable(z.string()),
  /** Today where the organisation is. */
  today: z.string(),
  /** Whether this person may add one. */
  mayCreate: z.boolean(),
});
export type ShowList = z.infer<typeof ShowList>;
/** Shows behind each tab, with the same filters. */
export const ShowCounts = z.object({
  to_declare: z.number(),
  alert: z.number(),
  upcoming: z.number(),
  declared: z.number(),
  all: z.number(),
  hidden: z.number(),
  /** Records set aside that wait for a decision, in the organisation. */
  aside: z.number(),
});
export type ShowCounts = z.infer<typeof ShowCounts>;
/** What the filters offer. */
export const ShowFilters = z.object({
  sources: z.array(SourceOfShow),
  places: z.array(PlaceName),
  seasons: z.array(z.number()),
});
export type ShowFilters = z.infer<typeof ShowFilters>;

/* ---------- One show ---------- */

/** Fields of a performance that may be corrected. */
export const correctedFields = {
  start_at: "Début",
  end_at: "Fin",
  paid: "Entrées payantes",
  free: "Entrées gratuites",
  gross: "Recette TTC",
  net: "Recette HT",
  vat: "TVA",
  lines: "Tarifs",
} as const;
export const CorrectedField = enumOf(correctedFields);
export type CorrectedField = keyof typeof correctedFields;

export const LineView = z.object({
  categoryId: z.string(),
  category: z.string(),
  unitPrice: z.nullable(z.number()),
  vat: z.number(),
  /** Not one of the usual rates where it is given: shown, never blanked. */
  unusualVat: z.boolean(),
  paid: z.number(),
  free: z.number(),
  gross: z.number(),
  /** Its share of the net of its rate: shares add up. */
  net: z.number(),
  channel: literals(["internal", "external", "manual", "file"]),
  /** An adjustment is out of totals. */
  kind: literals(["sale", "adjustment"]),
});
export type LineView = z.infer<typeof LineView>;

export const CorrectionView = z.object({
  id: z.string(),
  field: CorrectedField,
  /** Retained, and what the source says now; of `lines`, the lines. */
  value: z.unknown(),
  sourceValue: z.unknown(),
  /** The source says something else than when it was corrected. */
  sourceMoved: z.boolean(),
  reason: z.string(),
  by: z.nullable(z.string()),
  mine: z.boolean(),
  at: z.string(),
});
export type CorrectionView = z.infer<typeof CorrectionView>;

export const warningWords = {
  hour_does_not_exist: "Heure inexistante ce jour-là (changement d’heure)\u00a0: vérifiez le début.",
  amount_rounded: "Un montant avait plus de deux décimales\u00a0: il a été arrondi.",
  total_differs: "Le total de la billetterie n’est pas la somme de ses tarifs.",
} as const;

const figures = {
  paid: z.number(),
  free: z.number(),
  gross: z.number(),
  net: z.number(),
  /** Null = several rates. */
  vat: z.nullable(z.number()),
};
export const PerformanceView = z.object({
  id: z.string(),
  /** Retained values: the live correction, else the source's. */
  startAt: z.string(),
  endAt: z.nullable(z.string()),
  timeZone: z.string(),
  ...figures,
  unusualVat: z.boolean(),
  lines: z.array(LineView),
  /** Lines do not add up to the retained totals. */
  linesDiffer: z.boolean(),
  /** What the source says. */
  source: z.object({
    startAt: z.string(),
    endAt: z.nullable(z.string()),
    ...figures,
    lines: z.array(LineView),
    checkedAt: z.string(),
    state: literals(["present", "missing", "removed", "cancelled"]),
    since: z.nullable(z.string()),
    /** Somebody said to keep it though the source has it no more. */
    kept: z.boolean(),
  }),
  corrections: z.array(CorrectionView),
  /** Retained: own value, else the show's default. */
  place: z.nullable(PlaceView),
  capacity: z.nullable(z.number()),
  audience: Audience,
  /** Its own values; null = the show's default. */
  own: z.object({
    placeId: z.nullable(z.string()),
    capacity: z.nullable(z.number()),
    audience: z.nullable(Audience),
    vat: z.nullable(z.number()),
  }),
  sourceCapacity: z.nullable(z.number()),
  consumptions: z.nullable(TaxedAmount),
  catering: z.nullable(TaxedAmount),
  programSales: z.nullable(TaxedAmount),
  otherRevenues: z.nullable(TaxedAmount),
  warnings: z.array(z.string()),
  /** Records set aside that would count for it. */
  aside: z.number(),
  ended: z.boolean(),
  /** Bodies it is told to, or about to be. */
  declaredTo: z.array(Body),
  version: Version,
});
export type PerformanceView = z.infer<typeof PerformanceView>;

export const fileTypes = {
  ARTISTIC_CONTRACT: "Contrat artistique",
  PERFORMED_WORK_PROGRAM: "Programme des œuvres interprétées",
  REVENUE_STATEMENT: "Bordereau de recette",
  OTHER: "Autre document",
} as const;
export const FileType = enumOf(fileTypes);
export type FileType = keyof typeof fileTypes;
/** Of a show: as many files, each as large (declarations.md §3). */
export const showFileLimits = { files: 100, bytes: 5 * 1024 * 1024 } as const;
const showFileExtensions = "pdf jpg jpeg png webp heic doc docx odt xls xlsx ods csv ppt pptx odp".split(" ");
/** What is asked before a file is sent: the same answer on the screen and in the API. */
export const showFiles: FileAllowance = {
  // Those sent and not joined yet; the hundred of a show are counted when they are joined.
  files: 2 * showFileLimits.files,
  bytes: 2 * showFileLimits.files * showFileLimits.bytes,
  fileBytes: showFileLimits.bytes,
  extensions: showFileExtensions,
  advice: "Joignez d’abord ceux que vous avez envoyés.",
};
export const ShowFileView = z.object({
  id: z.string(),
  type: FileType,
  name: z.string(),
  mediaType: z.string(),
  size: z.number(),
  scan: literals(["pending", "clean", "threat", "unsupported", "failed"]),
  addedBy: z.nullable(z.string()),
  addedAt: z.string(),
});
export type ShowFileView = z.infer<typeof ShowFileView>;

export const ExpenseLineView = z.extend(TaxedAmount, { kind: enumOf(expenseKinds) });
const Producer = z.object({
  name: z.string(),
  siren: z.nullable(z.string()),
  /** In place of the SIREN. */
  country: z.nullable(z.string()),
});

export const ShowView = z.object({
  id: z.string(),
  organisationId: z.string(),
  name: z.string(),
  state: literals(["visible", "hidden", "merged", "deleted"]),
  source: z.extend(SourceOfShow, {
    /** The connection to read again; null where nothing is read from outside. */
    connectionId: z.nullable(z.string()),
  }),
  sourceCheckedAt: z.nullable(z.string()),
  /** Typed or imported here: it may be edited whole and deleted. */
  ownShow: z.boolean(),
  /** Part of it was sent or deposited. */
  told: z.boolean(),
  performanceType: z.nullable(PerformanceType),
  producer: z.nullable(Producer),
  /** Defaults of its performances; `vat` null = the organisation's, which is `usualVat`. */
  place: z.nullable(PlaceView),
  capacity: z.nullable(z.number()),
  audience: Audience,
  vat: z.nullable(z.number()),
  usualVat: z.number(),
  expenses: z.nullable(TaxedAmount),
  introductionFees: z.nullable(TaxedAmount),
  circusExpenses: z.nullable(TaxedAmount),
  expenseLines: z.array(ExpenseLineView),
  /** Chosen; null = the suggested ones stand. */
  expectedBodies: z.nullable(z.array(Body)),
  suggestedBodies: z.array(Body),
  bodies: z.array(ShowBody),
  signals: z.array(z.object({ kind: ShowSignal, count: z.number() })),
  /** Of all its performances, those removed apart. */
  totals: z.object({
    performances: z.number(),
    paid: z.number(),
    free: z.number(),
    gross: z.number(),
    net: z.number(),
    /** By rate, where lines say it. */
    rates: z.array(z.object({ vat: z.nullable(z.number()), gross: z.number(), net: z.number() })),
    first: z.nullable(z.string()),
    last: z.nullable(z.string()),
  }),
  /** Cents; null without an entry. `capacity` null = that of one performance is not known. */
  keyFigures: z.object({
    averageOfPaid: z.nullable(z.number()),
    averageOfAll: z.nullable(z.number()),
    capacity: z.nullable(z.number()),
  }),
  /** The 25 first by start; the others by `next`. */
  performances: z.array(PerformanceView),
  next: z.nullable(z.string()),
  /** Removed by a reading or by somebody, restorable. */
  removed: z.array(z.object({ id: z.string(), startAt: z.string(), erasedOn: z.string(), version: Version })),
  /** Series of its account that were brought under it; each may be taken out again (`POST …/shows/:id/unmerge`). */
  merged: z.array(z.object({ id: z.string(), name: z.string(), version: Version })),
  files: z.array(ShowFileView),
  timeZone: z.string(),
  version: Version,
  allowed: Allowed,
});
export type ShowView = z.infer<typeof ShowView>;

export const PerformancePage = z.object({
  performances: z.array(PerformanceView),
  next: z.nullable(z.string()),
});
export type PerformancePage = z.infer<typeof PerformancePage>;
export const ListPerformances = z.strictObject({
  after: z.optional(z.string().check(z.maxLength(200))),
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100))),
});

/** Of the last ten shows that were declared, the newest first (declarations.md §4.5). */
export const Suggestions = z.object({
  producers: z.array(Producer),
  places: z.array(PlaceView),
  capacities: z.array(z.number()),
});
export type Suggestions = z.infer<typeof Suggestions>;
