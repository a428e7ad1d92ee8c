import * as z from "zod/mini";
import { DeadlineRule } from "./body-settings.ts";
import { Audience, Body, PerformanceType } from "./enums.ts";
import { expenseKinds, TaxedAmount } from "./show.ts";

const text = (most: number) => z.nullable(z.string().check(z.trim(), z.maxLength(most)));
const Count = z.int().check(z.nonnegative());

/** A place as it is declared. */
export const DeclaredPlace = z.object({
  id: z.nullable(z.uuid()),
  name: z.string().check(z.maxLength(200)),
  street: z.string().check(z.maxLength(200)),
  postalCode: z.string().check(z.maxLength(20)),
  city: z.string().check(z.maxLength(200)),
  country: z.string().check(z.length(2)),
  timeZone: z.string(),
});
export type DeclaredPlace = z.infer<typeof DeclaredPlace>;

/** One line of tickets of a performance as it is declared. */
export const DeclaredLine = z.object({
  category: z.string(),
  unitPrice: z.nullable(z.int()),
  vat: z.int(),
  paid: Count,
  free: Count,
  gross: z.int(),
  net: z.int(),
});

export type DeclaredLine = z.infer<typeof DeclaredLine>;

/** What the form says of one performance beside its figures; null = the show's default. */
export const FormPerformance = z.object({
  performanceId: z.uuid(),
  place: z.nullable(DeclaredPlace),
  capacity: z.nullable(z.int().check(z.positive())),
  audience: z.nullable(Audience),
  vat: z.nullable(z.int().check(z.nonnegative())),
  consumptions: z.nullable(TaxedAmount),
  catering: z.nullable(TaxedAmount),
  programSales: z.nullable(TaxedAmount),
  otherRevenues: z.nullable(TaxedAmount),
});
export type FormPerformance = z.infer<typeof FormPerformance>;

/** The form of a declaration: a draft may be incomplete, never wrong (declarations.md §4.5). */
export const DeclarationForm = z.object({
  bodies: z.array(Body),
  performanceType: z.nullable(PerformanceType),
  producer: z.nullable(
    z.object({
      name: z.string().check(z.maxLength(200)),
      siren: z.nullable(z.string()),
      country: z.nullable(z.string()),
    }),
  ),
  place: z.nullable(DeclaredPlace),
  capacity: z.nullable(z.int().check(z.positive())),
  audience: Audience,
  vat: z.nullable(z.int().check(z.nonnegative())),
  expenses: z.nullable(TaxedAmount),
  introductionFees: z.nullable(TaxedAmount),
  circusExpenses: z.nullable(TaxedAmount),
  expenseLines: z.array(
    z.extend(TaxedAmount, { kind: z.enum(Object.keys(expenseKinds) as [keyof typeof expenseKinds]) }),
  ),
  /** For free shows: price of the sale of rights, without tax, cents (ASTP, CNM). */
  cessionPrice: z.nullable(Count),
  note: text(2000),
  performances: z.array(FormPerformance),
});
export type DeclarationForm = z.infer<typeof DeclarationForm>;

/** A performance as it is told: effective values, nothing to look up any more. */
export const DeclaredPerformance = z.object({
  id: z.uuid(),
  startAt: z.iso.datetime(),
  endAt: z.nullable(z.iso.datetime()),
  place: DeclaredPlace,
  capacity: z.nullable(z.int()),
  audience: Audience,
  paid: Count,
  free: Count,
  gross: z.int(),
  net: z.int(),
  /** Null = several rates. */
  vat: z.nullable(z.int()),
  consumptions: z.nullable(TaxedAmount),
  catering: z.nullable(TaxedAmount),
  programSales: z.nullable(TaxedAmount),
  otherRevenues: z.nullable(TaxedAmount),
  lines: z.array(DeclaredLine),
});
export type DeclaredPerformance = z.infer<typeof DeclaredPerformance>;

/** What is sent, whole: each body's payload is written from it alone, so it can be made again to the byte. */
export const FrozenDeclaration = z.object({
  number: z.string(),
  versionNumber: z.int(),
  frozenAt: z.iso.datetime(),
  organisation: z.object({
    id: z.uuid(),
    name: z.string(),
    siret: z.string(),
    siren: z.string(),
    timeZone: z.string(),
    sacemClientNumber: z.nullable(z.string()),
    sacdDeclarantId: z.nullable(z.string()),
    licenceNumbers: z.array(z.string()),
  }),
  /** `quality`: the organisation's signatory as it is written, « Nora Delmas, administratrice ». */
  declarant: z.object({ name: z.string(), email: z.string(), quality: z.nullable(z.string()) }),
  /** What SACEM's document reminds of; absent: the rule that held before there were settings. */
  sacemDeadline: z.optional(DeadlineRule),
  show: z.object({ id: z.uuid(), name: z.string() }),
  form: DeclarationForm,
  /** By start. */
  performances: z.array(DeclaredPerformance),
  /** Files of the show that may go with it, each body taking its types. */
  files: z.array(
    z.object({
      id: z.string(),
      type: z.enum(["ARTISTIC_CONTRACT", "PERFORMED_WORK_PROGRAM", "REVENUE_STATEMENT", "OTHER"]),
      name: z.string(),
      size: z.number(),
      sha256: z.string(),
    }),
  ),
});
export type FrozenDeclaration = z.infer<typeof FrozenDeclaration>;
