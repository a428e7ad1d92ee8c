import { sql } from "drizzle-orm";
import {
  date,
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
import type { DeclarationForm, FrozenDeclaration } from "../../../shared/declarations/declaration.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import type { Detected, ImportError, ImportSummary } from "../../../shared/declarations/import.ts";
import type { ImportMapping } from "../../../shared/declarations/import-fields.ts";
import type { ImportFault, ImportWarning } from "../../../shared/declarations/import-rows.ts";
import type { NewsTopic, NewsWay } from "../../../shared/declarations/news.ts";
import type { TransmissionFault, TransmissionState } from "../../../shared/declarations/transmission.ts";
import { createdAt, id, instant } from "../../platform/columns.ts";
import { performance, show } from "./tables.ts";

/** What is told to bodies of some performances of a show: DEC-2026-0042. */
export const declaration = pgTable(
  "declaration",
  {
    id: id(),
    organisationId: uuid().notNull(),
    showId: uuid()
      .notNull()
      .references(() => show.id),
    year: integer().notNull(),
    seq: integer().notNull(),
    currentVersion: integer().notNull().default(1),
    createdBy: uuid().notNull(),
    createdAt: createdAt(),
    cancelledAt: instant(),
    version: integer().notNull().default(1),
  },
  (t) => [
    unique("declaration_number").on(t.organisationId, t.year, t.seq),
    index("declaration_by_show").on(t.showId),
  ],
);

/** Last number given in a year. */
export const declarationCounter = pgTable(
  "declaration_counter",
  { organisationId: uuid().notNull(), year: integer().notNull(), last: integer().notNull() },
  (t) => [primaryKey({ columns: [t.organisationId, t.year] })],
);

/** Which performances are told to which body: one declaration that lives for each. */
export const declaredPerformance = pgTable(
  "declared_performance",
  {
    organisationId: uuid().notNull(),
    declarationId: uuid()
      .notNull()
      .references(() => declaration.id),
    performanceId: uuid()
      .notNull()
      .references(() => performance.id),
    body: text().$type<Body>().notNull(),
    cancelledAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.declarationId, t.performanceId, t.body] }),
    uniqueIndex("declared_once").on(t.performanceId, t.body).where(sql`cancelled_at is null`),
  ],
);

/** The form as it was at one time. A frozen one never changes. */
export const declarationVersion = pgTable(
  "declaration_version",
  {
    id: id(),
    organisationId: uuid().notNull(),
    declarationId: uuid()
      .notNull()
      .references(() => declaration.id),
    number: integer().notNull(),
    state: text({ enum: ["draft", "frozen", "superseded", "cancelled"] }).notNull(),
    form: jsonb().$type<DeclarationForm>().notNull(),
    /** What was sent, and its SHA-256. */
    frozen: jsonb().$type<FrozenDeclaration>(),
    frozenSha256: text(),
    frozenAt: instant(),
    createdFrom: integer(),
    updatedAt: instant().notNull(),
    updatedBy: uuid().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [
    unique("declaration_version_number").on(t.declarationId, t.number),
    uniqueIndex("declaration_version_draft").on(t.declarationId).where(sql`state = 'draft'`),
  ],
);

/** One version told to one body. */
export const transmission = pgTable(
  "transmission",
  {
    id: id(),
    organisationId: uuid().notNull(),
    declarationId: uuid()
      .notNull()
      .references(() => declaration.id),
    declarationVersionId: uuid()
      .notNull()
      .references(() => declarationVersion.id),
    body: text().$type<Body>().notNull(),
    state: text().$type<TransmissionState>().notNull(),
    idempotencyKey: text().notNull().unique(),
    /** Keys in the bucket of receipts: what was sent, never rewritten; null for what a person deposits. */
    payloadKey: text(),
    payloadSha256: text(),
    /** The mail that went with it, as text. */
    mailKey: text(),
    /** Performances it told: fewer than its version has where the body accepted the others before. */
    performanceIds: uuid().array().notNull().default(sql`'{}'`),
    agencyLabel: text(),
    agencyEmail: text(),
    sentAt: instant(),
    receiptKey: text(),
    bodyReference: text(),
    depositedOn: date({ mode: "string" }),
    /** What the portal gave as a proof of the deposit. */
    depositFileId: uuid(),
    depositFileName: text(),
    warnings: jsonb().$type<TransmissionFault[]>().notNull().default([]),
    errors: jsonb().$type<TransmissionFault[]>().notNull().default([]),
    /** 1, then 2, 3… for a rectification. */
    repVersion: integer().notNull().default(1),
    corrects: uuid(),
    askedBy: uuid().notNull(),
    /** Mail of the attachments, a step of its own. */
    attachments: text({ enum: ["none", "queued", "sent", "failed"] })
      .notNull()
      .default("none"),
    outboundMailId: uuid(),
    createdAt: createdAt(),
    updatedAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [
    unique("transmission_once").on(t.declarationVersionId, t.body),
    index("transmission_by_state").on(t.organisationId, t.body, t.state),
  ],
);

/** A quarter typed in the portal of SIBIL, for the whole organisation. */
export const sibilDeposit = pgTable(
  "sibil_deposit",
  {
    organisationId: uuid().notNull(),
    year: integer().notNull(),
    quarter: integer().notNull(),
    depositedOn: date({ mode: "string" }).notNull(),
    reference: text(),
    depositedBy: uuid().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.year, t.quarter] })],
);

export const transmissionAttempt = pgTable(
  "transmission_attempt",
  {
    organisationId: uuid().notNull(),
    transmissionId: uuid()
      .notNull()
      .references(() => transmission.id),
    number: integer().notNull(),
    step: text({ enum: ["api", "mail", "attachments_mail"] }).notNull(),
    startedAt: instant().notNull(),
    endedAt: instant(),
    outcome: text({ enum: ["ok", "refused", "not_sent", "unknown"] }),
    httpStatus: integer(),
    /** What was answered, without secrets. */
    answer: text(),
  },
  (t) => [primaryKey({ columns: [t.transmissionId, t.number] })],
);

/** Reminders of deadlines that were sent: one per show, body and distance. */
export const deadlineReminder = pgTable(
  "deadline_reminder",
  {
    organisationId: uuid().notNull(),
    showId: uuid()
      .notNull()
      .references(() => show.id),
    body: text().$type<Body>().notNull(),
    due: date({ mode: "string" }).notNull(),
    daysBefore: integer().notNull(),
    sentAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.showId, t.body, t.due, t.daysBefore] })],
);

/** Organisations nobody came to for a year: when their members were warned, and when what they kept was erased. */
export const quietOrganisation = pgTable("quiet_organisation", {
  organisationId: uuid().primaryKey(),
  warnedAt: instant().notNull(),
  erasedAt: instant(),
});

/** How a member wants to hear of a kind of news; without a row, as usual for its kind (shared/declarations/news.ts). */
export const declarationChoice = pgTable(
  "declaration_choice",
  {
    organisationId: uuid().notNull(),
    userId: uuid().notNull(),
    kind: text().$type<NewsTopic>().notNull(),
    way: text().$type<NewsWay>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.userId, t.kind] })],
);

/** A file somebody imports: read, mapped, looked at, then applied (declarations.md §4.4). */
export const importBatch = pgTable(
  "import_batch",
  {
    id: id(),
    organisationId: uuid().notNull(),
    userId: uuid().notNull(),
    state: text({
      enum: ["uploaded", "parsing", "mapping", "preview", "applying", "done", "undoing", "undone", "failed"],
    }).notNull(),
    fileName: text().notNull(),
    fileKey: text().notNull(),
    fileSha256: text(),
    /** What was detected: separator, encoding, sheets. */
    detected: jsonb().$type<Detected>(),
    headerRow: integer().notNull().default(1),
    sheet: text(),
    headers: text().array(),
    mapping: jsonb().$type<ImportMapping>(),
    rowCount: integer().notNull().default(0),
    validCount: integer().notNull().default(0),
    made: integer().notNull().default(0),
    /** What confirming does, then what it did. */
    result: jsonb().$type<ImportSummary>(),
    errorCode: text().$type<ImportError>(),
    createdAt: createdAt(),
    updatedAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [index("import_batch_by_user").on(t.organisationId, t.createdAt)],
);
export const importRow = pgTable(
  "import_row",
  {
    batchId: uuid()
      .notNull()
      .references(() => importBatch.id, { onDelete: "cascade" }),
    organisationId: uuid().notNull(),
    number: integer().notNull(),
    cells: jsonb().$type<string[]>().notNull(),
    /** What is wrong with it: column, value, code. Empty = it can be imported. */
    faults: jsonb().$type<ImportFault[]>().notNull().default([]),
    warnings: jsonb().$type<ImportWarning[]>().notNull().default([]),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.number] })],
);
/** How an organisation mapped the columns of files with the same headers. */
export const importMapping = pgTable(
  "import_mapping",
  {
    organisationId: uuid().notNull(),
    headerSignature: text().notNull(),
    mapping: jsonb().$type<ImportMapping>().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.headerSignature] })],
);
