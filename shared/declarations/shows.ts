import * as z from "zod/mini";
import type { FileAllowance } from "../mediation/uploads.ts";
import { Audience, Body, PerformanceType, providers } from "./enums.ts";
import { declarationRights, type ShowAction } from "./rules.ts";
import { expenseKinds, TaxedAmount } from "./show.ts";
import { transmissionStates } from "./transmission.ts";

/**
 * Shows and their figures, as screens read and write them. Money is whole cents, rates are basis points, instants are
 * ISO 8601 with « Z »; `timeZone` says how a person reads them. What was written over an older `version` is refused with
 * `version_differs`, whose facts hold the version and the values that are stored now.
 */

const Id = z.uuid("Identifiant illisible.");
const Count = z.int("Écrivez un nombre entier.").check(z.nonnegative("Ce nombre ne peut pas être négatif."));
const Cents = z.int("Écrivez un montant.").check(z.nonnegative("Un montant ne peut pas être négatif."));
const Rate = z.int("Choisissez un taux.").check(z.nonnegative(), z.maximum(10_000));
const Version = z.int();
const line = (most: number, missing: string) =>
  z.string().check(z.trim(), z.minLength(1, missing), z.maxLength(most, `${most} caractères au plus.`));
const optionalLine = (most: number) =>
  z.nullable(z.string().check(z.trim(), z.maxLength(most, `${most} caractères au plus.`)));
const enumOf = <const T extends Record<string, unknown>>(labels: T) =>
  z.enum(Object.keys(labels) as [keyof T & string, ...(keyof T & string)[]]);
// @__NO_SIDE_EFFECTS__
const literals = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values);

const Allowed = z.array(z.enum(Object.keys(declarationRights) as [ShowAction, ...ShowAction[]]));
/** A local time in the place's zone, `2026-04-18T15:00`. */
const LocalTime = z
  .string()
  .check(
    z.regex(
      /^20\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$|^2100-01-01T00:00$/,
      "Écrivez une date entre 2000 et 2100, et une heure.",
    ),
  );

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

const ExpenseLineView = z.extend(TaxedAmount, { kind: enumOf(expenseKinds) });
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

/* ---------- Writing ---------- */

const Pair = z.nullable(TaxedAmount);

/** Absent = left as it is. */
export const ChangeShow = z.strictObject({
  showId: Id,
  version: Version,
  performanceType: z.optional(z.nullable(PerformanceType)),
  producer: z.optional(
    z.nullable(
      z.strictObject({
        name: line(200, "Écrivez le nom du producteur."),
        siren: z.nullable(z.string().check(z.trim(), z.maxLength(20))),
        country: z.nullable(z.string().check(z.regex(/^[A-Z]{2}$/, "Choisissez un pays."))),
      }),
    ),
  ),
  expectedBodies: z.optional(z.nullable(z.array(Body))),
  expenses: z.optional(Pair),
  introductionFees: z.optional(Pair),
  circusExpenses: z.optional(Pair),
  expenseLines: z.optional(z.array(ExpenseLineView).check(z.maxLength(50))),
});
export type ChangeShow = z.infer<typeof ChangeShow>;

/** Defaults of a show; absent = left as it is. Performances with a value of their own keep it. */
export const SetDefaults = z.strictObject({
  showId: Id,
  version: Version,
  placeId: z.optional(z.nullable(Id)),
  capacity: z.optional(
    z.nullable(z.int().check(z.positive("Écrivez un nombre de places."), z.maximum(1_000_000))),
  ),
  audience: z.optional(Audience),
  vat: z.optional(z.nullable(Rate)),
});
export type SetDefaults = z.infer<typeof SetDefaults>;
const defaultField = literals(["placeId", "capacity", "audience", "vat"]);
/** What undoes a change of defaults: sent back as it came, within reason. */
export const DefaultsUndo = z.strictObject({
  placeId: z.optional(z.nullable(Id)),
  capacity: z.optional(z.nullable(z.int())),
  audience: z.optional(Audience),
  vat: z.optional(z.nullable(Rate)),
  /** Performances whose own value was the new default, and became none. */
  own: z.array(z.strictObject({ performanceId: Id, field: defaultField })),
});
export type DefaultsUndo = z.infer<typeof DefaultsUndo>;
export const UndoDefaults = z.strictObject({ showId: Id, version: Version, undo: DefaultsUndo });
export type UndoDefaults = z.infer<typeof UndoDefaults>;
/** « Appliqué à `applied` séances sur `of` ». */
export const DefaultsSet = z.object({
  show: ShowView,
  applied: z.number(),
  of: z.number(),
  undo: DefaultsUndo,
});
export type DefaultsSet = z.infer<typeof DefaultsSet>;

/** Own values and other revenues of one performance; absent = left as it is, null = the show's default. */
export const ChangePerformance = z.strictObject({
  performanceId: Id,
  version: Version,
  placeId: z.optional(z.nullable(Id)),
  capacity: z.optional(
    z.nullable(z.int().check(z.positive("Écrivez un nombre de places."), z.maximum(1_000_000))),
  ),
  audience: z.optional(z.nullable(Audience)),
  vat: z.optional(z.nullable(Rate)),
  consumptions: z.optional(Pair),
  catering: z.optional(Pair),
  programSales: z.optional(Pair),
  otherRevenues: z.optional(Pair),
});
export type ChangePerformance = z.infer<typeof ChangePerformance>;

/** A line of tickets as it is typed. Gross absent = price × paid. */
export const TypedLine = z.strictObject({
  categoryId: z.optional(z.string().check(z.maxLength(200))),
  category: line(200, "Écrivez le nom du tarif."),
  unitPrice: z.nullable(Cents),
  vat: Rate,
  paid: Count,
  free: Count,
  gross: z.optional(Cents),
});
export type TypedLine = z.infer<typeof TypedLine>;
const Lines = z.array(TypedLine).check(z.maxLength(200, "200 tarifs au plus."));

/**
 * Values put in place of the source's, with one reason. Lines give all totals. A gross without net takes the net of its
 * rate; a rate alone takes the net of the gross.
 */
export const CorrectFigures = z.strictObject({
  performanceId: Id,
  version: Version,
  reason: line(500, "Écrivez la raison de la correction."),
  startAt: z.optional(LocalTime),
  endAt: z.optional(z.nullable(LocalTime)),
  paid: z.optional(Count),
  free: z.optional(Count),
  gross: z.optional(Cents),
  net: z.optional(Cents),
  vat: z.optional(Rate),
  lines: z.optional(Lines),
});
export type CorrectFigures = z.infer<typeof CorrectFigures>;
/** Fields absent = all. Restoring one of gross, net, rate or lines restores the four. */
export const RestoreFigures = z.strictObject({
  performanceId: Id,
  version: Version,
  fields: z.optional(z.array(CorrectedField)),
});
export type RestoreFigures = z.infer<typeof RestoreFigures>;
/** « Annuler » of a restoration: its corrections live again. */
export const ReviveCorrections = z.strictObject({
  performanceId: Id,
  version: Version,
  corrections: z.array(Id).check(z.maxLength(20)),
});
export type ReviveCorrections = z.infer<typeof ReviveCorrections>;
export const FiguresRestored = z.object({ show: ShowView, withdrawn: z.array(z.string()) });
export type FiguresRestored = z.infer<typeof FiguresRestored>;
/** « Garder »: the source moved under a correction, or has the performance no more, and it stays. */
export const KeepFigures = z.strictObject({ performanceId: Id, version: Version });
export type KeepFigures = z.infer<typeof KeepFigures>;

/** A typed performance: lines, or totals where lines are not known. */
export const TypedPerformance = z.strictObject({
  startAt: LocalTime,
  endAt: z.optional(z.nullable(LocalTime)),
  lines: z.optional(Lines),
  totals: z.optional(
    z.strictObject({ paid: Count, free: Count, gross: Cents, net: z.optional(Cents), vat: z.nullable(Rate) }),
  ),
});
export type TypedPerformance = z.infer<typeof TypedPerformance>;
export const CreateShow = z.strictObject({
  organisation: Id,
  name: line(200, "Écrivez le nom du spectacle."),
  placeId: z.optional(z.nullable(Id)),
  capacity: z.optional(z.nullable(z.int().check(z.positive(), z.maximum(1_000_000)))),
  performances: z
    .array(TypedPerformance)
    .check(
      z.minLength(1, "Ajoutez au moins une séance."),
      z.maxLength(200, "200 séances au plus à la fois."),
    ),
});
export type CreateShow = z.infer<typeof CreateShow>;
export const RenameShow = z.strictObject({
  showId: Id,
  version: Version,
  name: line(200, "Écrivez le nom du spectacle."),
});
export type RenameShow = z.infer<typeof RenameShow>;
export const AddPerformances = z.strictObject({
  showId: Id,
  version: Version,
  performances: z.array(TypedPerformance).check(z.minLength(1), z.maxLength(200)),
});
export type AddPerformances = z.infer<typeof AddPerformances>;
export const RetypePerformance = z.strictObject({
  performanceId: Id,
  version: Version,
  performance: TypedPerformance,
});
export type RetypePerformance = z.infer<typeof RetypePerformance>;
/** Series of the same account that become performances of this show: each with its version as it was seen. */
export const MergeShows = z.strictObject({
  showId: Id,
  version: Version,
  shows: z
    .array(z.strictObject({ id: Id, version: Version }))
    .check(
      z.minLength(1, "Choisissez les spectacles à regrouper."),
      z.maxLength(100, "100 spectacles au plus."),
    ),
});
export type MergeShows = z.infer<typeof MergeShows>;
/** Of a show or of a performance: what changes nothing else. */
export const OnVersion = z.strictObject({ version: Version });

/* ---------- Files ---------- */

export const SendFile = z.strictObject({
  name: z.string().check(z.trim(), z.minLength(1, "Ce fichier n’a pas de nom."), z.maxLength(255)),
  size: z.int().check(z.nonnegative()),
});
export const AddFiles = z.strictObject({
  showId: Id,
  files: z
    .array(z.strictObject({ ticketId: Id, type: FileType }))
    .check(z.minLength(1), z.maxLength(100, "100 fichiers au plus.")),
});
export type AddFiles = z.infer<typeof AddFiles>;
export const ChangeFile = z.strictObject({
  fileId: Id,
  type: z.optional(FileType),
  /** True takes it off, false puts it back; a file taken off is erased seven days later. */
  detached: z.optional(z.boolean()),
});
export type ChangeFile = z.infer<typeof ChangeFile>;
