import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { DeadlineRule } from "../../../shared/declarations/deadlines.ts";
import type { Audience, Body, PerformanceType, Provider } from "../../../shared/declarations/enums.ts";
import type { ExpenseLine, TaxedAmount } from "../../../shared/declarations/show.ts";
import type { Territory } from "../../../shared/declarations/territory.ts";
import { createdAt, id, instant } from "../../platform/columns.ts";
import { storedFile } from "../../platform/tables.ts";

/** Whole cents. */
const cents = () => bigint({ mode: "number" });

/** What an organisation is known by at the bodies; absent = nothing given yet. */
export const declarantProfile = pgTable("declarant_profile", {
  organisationId: uuid().primaryKey(),
  sacemClientNumber: text(),
  sacdDeclarantId: text(),
  licenceNumbers: text().array().notNull().default(sql`'{}'`),
  signatory: text(),
  /** Basis points. */
  defaultVat: integer().notNull().default(550),
  updatedAt: instant().notNull(),
  version: integer().notNull().default(1),
});

/** Where shows come from: a remote account, files, or what is typed. Shows hang on it, never on credentials. */
export const ticketingSource = pgTable(
  "ticketing_source",
  {
    id: id(),
    organisationId: uuid().notNull(),
    provider: text().$type<Provider>().notNull(),
    /** Stable identity of the remote account (declarations.md §10); « manual » and « file » have one each. */
    accountKey: text().notNull(),
    label: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [unique("ticketing_source_account").on(t.organisationId, t.provider, t.accountKey)],
);

/** A place where performances are given, of one organisation. */
export const place = pgTable(
  "place",
  {
    id: id(),
    organisationId: uuid().notNull(),
    name: text().notNull(),
    street: text().notNull(),
    postalCode: text().notNull(),
    city: text().notNull(),
    subdivision: text(),
    country: text().notNull().default("FR"),
    placeType: text(),
    timeZone: text().notNull().default("Europe/Paris"),
    /** Name and address, lower case without accents: two that read alike are one. */
    placeKey: text().notNull(),
    createdAt: createdAt(),
    version: integer().notNull().default(1),
  },
  (t) => [unique("place_once").on(t.organisationId, t.placeKey)],
);

export const show = pgTable(
  "show",
  {
    id: id(),
    organisationId: uuid().notNull(),
    sourceId: uuid()
      .notNull()
      .references(() => ticketingSource.id),
    externalId: text().notNull(),
    name: text().notNull(),
    /** Lower case without accents, for the search. */
    nameKey: text().notNull(),
    /** A deleted one may be restored for thirty days. */
    state: text({ enum: ["visible", "hidden", "merged", "deleted"] })
      .notNull()
      .default("visible"),
    stateSince: instant(),
    mergedInto: uuid(),
    performanceType: text().$type<PerformanceType>(),
    producerName: text(),
    producerSiren: text(),
    /** In place of the SIREN, for a foreign producer. */
    producerCountry: text(),
    defaultPlaceId: uuid().references(() => place.id),
    capacity: integer(),
    audience: text().$type<Audience>().notNull().default("ALL"),
    /** Basis points; null = the profile's. */
    defaultVat: integer(),
    /** Null = not asked or not given. */
    expenses: jsonb().$type<TaxedAmount>(),
    introductionFees: jsonb().$type<TaxedAmount>(),
    circusExpenses: jsonb().$type<TaxedAmount>(),
    expenseLines: jsonb().$type<ExpenseLine[]>().notNull().default([]),
    expectedBodies: text().array().$type<Body[]>(),
    /** When its last performance ends, kept by `apply-show.ts`: what deadlines are counted from. */
    lastPerformanceAt: instant(),
    sourceCheckedAt: instant(),
    createdAt: createdAt(),
    updatedAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [
    unique("show_of_source").on(t.sourceId, t.externalId),
    index("show_by_organisation").on(t.organisationId, t.state, t.lastPerformanceAt),
  ],
);

export const performance = pgTable(
  "performance",
  {
    id: id(),
    organisationId: uuid().notNull(),
    showId: uuid()
      .notNull()
      .references(() => show.id),
    sourceId: uuid()
      .notNull()
      .references(() => ticketingSource.id),
    /** The series it comes from: another than the show's own once shows were merged. */
    sourceShowExternalId: text().notNull(),
    externalId: text().notNull(),
    startAt: instant().notNull(),
    endAt: instant(),
    /** Figures of the source; a live correction goes before (figure_correction). */
    paid: integer().notNull(),
    free: integer().notNull(),
    gross: cents().notNull(),
    net: cents().notNull(),
    /** Basis points; null = several. */
    vat: integer(),
    /** Proposed by the source. */
    sourceCapacity: integer(),
    consumptions: jsonb().$type<TaxedAmount>(),
    catering: jsonb().$type<TaxedAmount>(),
    programSales: jsonb().$type<TaxedAmount>(),
    otherRevenues: jsonb().$type<TaxedAmount>(),
    /** Its own values; null = the show's. */
    placeId: uuid().references(() => place.id),
    capacity: integer(),
    audience: text().$type<Audience>(),
    vatOverride: integer(),
    sourceState: text({ enum: ["present", "missing", "removed", "cancelled"] })
      .notNull()
      .default("present"),
    sourceStateSince: instant(),
    /** Somebody said to keep it though the source has it no more: a reading never removes it. */
    kept: boolean().notNull().default(false),
    warnings: text().array().notNull().default(sql`'{}'`),
    sourceCheckedAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [
    unique("performance_of_source").on(t.sourceId, t.sourceShowExternalId, t.externalId),
    index("performance_by_show").on(t.showId, t.startAt),
    check("performance_ends_after", sql`${t.endAt} is null or ${t.endAt} >= ${t.startAt}`),
    check("performance_counts", sql`${t.paid} >= 0 and ${t.free} >= 0`),
  ],
);

/** What was sold of one category at one rate; replaced as a set at each reading. */
export const saleLine = pgTable(
  "sale_line",
  {
    id: id(),
    organisationId: uuid().notNull(),
    performanceId: uuid()
      .notNull()
      .references(() => performance.id, { onDelete: "cascade" }),
    categoryId: text().notNull(),
    categoryName: text().notNull(),
    unitPrice: cents(),
    vat: integer().notNull(),
    paid: integer().notNull(),
    free: integer().notNull(),
    gross: cents().notNull(),
    net: cents().notNull(),
    channel: text({ enum: ["internal", "external", "manual", "file"] }).notNull(),
    kind: text({ enum: ["sale", "adjustment"] }).notNull(),
  },
  (t) => [unique("sale_line_once").on(t.performanceId, t.categoryId, t.vat, t.channel, t.kind)],
);

/** A value somebody put in place of the source's. One lives per performance and field. */
export const figureCorrection = pgTable(
  "figure_correction",
  {
    id: id(),
    organisationId: uuid().notNull(),
    performanceId: uuid()
      .notNull()
      .references(() => performance.id),
    field: text({ enum: ["start_at", "end_at", "paid", "free", "gross", "net", "vat", "lines"] }).notNull(),
    value: jsonb().$type<unknown>().notNull(),
    sourceValueWhenSet: jsonb().$type<unknown>(),
    reason: text().notNull(),
    authorId: uuid().notNull(),
    at: instant().notNull(),
    withdrawnAt: instant(),
  },
  (t) => [
    uniqueIndex("figure_correction_live").on(t.performanceId, t.field).where(sql`withdrawn_at is null`),
  ],
);

/** A file joined to a show; bytes, kind and scan are the stored file's. */
export const showFile = pgTable(
  "show_file",
  {
    id: id(),
    organisationId: uuid().notNull(),
    showId: uuid()
      .notNull()
      .references(() => show.id),
    type: text({
      enum: ["ARTISTIC_CONTRACT", "PERFORMED_WORK_PROGRAM", "REVENUE_STATEMENT", "OTHER"],
    }).notNull(),
    fileName: text().notNull(),
    storedFileId: uuid()
      .notNull()
      .references(() => storedFile.id),
    addedBy: uuid().notNull(),
    createdAt: createdAt(),
    /** Erased seven days later. */
    detachedAt: instant(),
  },
  (t) => [
    unique("show_file_once").on(t.showId, t.storedFileId),
    index("show_file_by_stored").on(t.storedFileId),
  ],
);

/** Postal codes a delegation of a body answers for; the platform's, loaded from files. */
export const rightsAgency = pgTable(
  "rights_agency",
  {
    id: id(),
    body: text().$type<Body>().notNull(),
    directoryVersion: integer().notNull(),
    label: text().notNull(),
    email: text().notNull(),
  },
  (t) => [unique("rights_agency_email").on(t.body, t.directoryVersion, t.email)],
);
export const rightsAgencyMatch = pgTable(
  "rights_agency_match",
  {
    body: text().$type<Body>().notNull(),
    directoryVersion: integer().notNull(),
    /** SACEM: a whole postal code; SACD: its first 2, 3 or 5 characters. */
    match: text().notNull(),
    agencyId: uuid()
      .notNull()
      .references(() => rightsAgency.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.body, t.directoryVersion, t.match] })],
);
/** The version of each body's directory that holds now. */
export const agencyDirectory = pgTable("agency_directory", {
  body: text().$type<Body>().primaryKey(),
  directoryVersion: integer().notNull(),
  loadedAt: instant().notNull(),
  loadedBy: uuid(),
  current: boolean().notNull().default(true),
});

/**
 * What administrators of the platform set for every organisation: rules of deadlines, lists of usual rates. No row = what
 * holds by itself (shared/declarations/deadlines.ts, territory.ts).
 */
export const bodySetting = pgTable("body_setting", {
  id: id(),
  key: text().$type<`deadline:${Body}` | `rates:${Territory}`>().notNull().unique(),
  value: jsonb().$type<DeadlineRule | readonly number[]>().notNull(),
  changedAt: instant().notNull(),
  changedBy: uuid().notNull(),
  version: integer().notNull().default(1),
});
