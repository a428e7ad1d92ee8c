import * as z from "zod/mini";
import { Audience, Body, PerformanceType } from "./enums.ts";
import { TaxedAmount } from "./show.ts";
import { Cents, Count, Id, LocalTime, line, literals, Rate, Version } from "./show-fields.ts";
import { CorrectedField, ExpenseLineView, FileType, ShowView } from "./shows.ts";

/** What screens write of shows, their figures and their files: see shows.ts for units and versions. */

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
