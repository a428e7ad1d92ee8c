import { sql } from "drizzle-orm";
import {
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { AsideReason, AsideState, ConnectionFault } from "../../../shared/declarations/enums.ts";
import { createdAt, id, instant } from "../../platform/columns.ts";
import type { AsideRecord, Json, Resolution } from "./connectors/contract.ts";
import { ticketingSource } from "./tables.ts";

const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** Access to a remote account. One lives per source. */
export const ticketingConnection = pgTable(
  "ticketing_connection",
  {
    id: id(),
    organisationId: uuid().notNull(),
    sourceId: uuid()
      .notNull()
      .references(() => ticketingSource.id),
    status: text({ enum: ["active", "needs_attention", "disconnected"] }).notNull(),
    accessKeyHint: text().notNull(),
    /** HMAC of the credentials: the same ones are recognised without being read. */
    fingerprint: text().notNull(),
    credentialId: uuid().notNull(),
    syncEnabled: boolean().notNull().default(true),
    nextSyncAt: instant(),
    lastSuccessAt: instant(),
    /** Watermark: everything the source changed before it was read. */
    lastCompleteFrom: instant(),
    lastErrorCode: text().$type<ConnectionFault>(),
    lastErrorAt: instant(),
    /** Since when the vendor refuses its codes, without a reading that went well. */
    refusedSince: instant(),
    consecutiveFailures: integer().notNull().default(0),
    disconnectedAt: instant(),
    createdAt: createdAt(),
    version: integer().notNull().default(1),
  },
  (t) => [
    uniqueIndex("ticketing_connection_live").on(t.sourceId).where(sql`status <> 'disconnected'`),
    index("ticketing_connection_due").on(t.nextSyncAt).where(sql`status <> 'disconnected' and sync_enabled`),
  ],
);

/** Sealed credentials. The row is emptied when the account is disconnected. */
export const ticketingCredential = pgTable("ticketing_credential", {
  id: id(),
  organisationId: uuid().notNull(),
  ciphertext: bytes(),
  encryptedDataKey: bytes(),
  kmsKeyId: text().notNull(),
  algorithm: text().notNull(),
  createdAt: createdAt(),
  erasedAt: instant(),
});

/** One reading of one account. */
export const syncRun = pgTable(
  "sync_run",
  {
    id: id(),
    organisationId: uuid().notNull(),
    connectionId: uuid()
      .notNull()
      .references(() => ticketingConnection.id),
    trigger: text({ enum: ["manual", "scheduled", "first", "reconnect"] }).notNull(),
    state: text({
      enum: ["queued", "running", "waiting_quota", "succeeded", "partial", "failed", "cancelled"],
    }).notNull(),
    phase: text({ enum: ["discover", "fetch", "apply"] })
      .notNull()
      .default("discover"),
    watermarkFrom: instant().notNull(),
    startedAt: instant(),
    finishedAt: instant(),
    /** Where the search for changes is. */
    cursor: jsonb().$type<Json>(),
    /** Rises when something is asked for and when it has come: what answers an older step is dropped. */
    step: integer().notNull().default(0),
    /** Faults in a row. */
    attempts: integer().notNull().default(0),
    /** False when somebody asked for some series only: the watermark stays. */
    whole: boolean().notNull().default(true),
    /** What is being read, for the screen. */
    currentName: text(),
    seriesTotal: integer().notNull().default(0),
    seriesDone: integer().notNull().default(0),
    performancesChanged: integer().notNull().default(0),
    asideCount: integer().notNull().default(0),
    callsMade: integer().notNull().default(0),
    resumeAt: instant(),
    errorCode: text().$type<ConnectionFault>(),
    /** Whoever works on it does until then; a second copy of the message ends. */
    leaseUntil: timestamp({ withTimezone: true, mode: "date" }),
    askedBy: uuid(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("sync_run_open")
      .on(t.connectionId)
      .where(sql`state in ('queued', 'running', 'waiting_quota')`),
    index("sync_run_by_connection").on(t.connectionId, t.createdAt),
  ],
);

/** One series a run found, and how far it is. */
export const syncItem = pgTable(
  "sync_item",
  {
    runId: uuid()
      .notNull()
      .references(() => syncRun.id, { onDelete: "cascade" }),
    organisationId: uuid().notNull(),
    seriesId: text().notNull(),
    state: text({ enum: ["pending", "fetching", "staged", "applied", "failed"] }).notNull(),
    cursor: jsonb().$type<Json>(),
    /** Pages read so far, in order: keys in the bucket of readings (seven days). */
    pageKeys: text().array().notNull().default(sql`'{}'`),
    /** When its first page was asked for: what an older reading says of a show is not applied. */
    readAt: instant(),
    attempts: integer().notNull().default(0),
    errorCode: text(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.seriesId] }), index("sync_item_by_state").on(t.runId, t.state)],
);

/** Calls that may still be made in a window, shared by all functions. */
export const providerBucket = pgTable(
  "provider_bucket",
  {
    organisationId: uuid().notNull(),
    connectionId: uuid()
      .notNull()
      .references(() => ticketingConnection.id),
    windowSeconds: integer().notNull(),
    calls: integer().notNull(),
    /** When the window begins anew. */
    refillAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.windowSeconds] })],
);

/** A record nobody can count without a decision, and the decision. */
export const quarantineRecord = pgTable(
  "quarantine_record",
  {
    id: id(),
    organisationId: uuid().notNull(),
    sourceId: uuid()
      .notNull()
      .references(() => ticketingSource.id),
    runId: uuid(),
    seriesId: text().notNull(),
    level: text().$type<AsideRecord["level"]>().notNull(),
    externalId: text().notNull(),
    reason: text().$type<AsideReason>().notNull(),
    performanceExternalId: text(),
    count: integer().notNull(),
    amount: integer().notNull(),
    excerpt: jsonb().$type<AsideRecord["excerpt"]>().notNull(),
    state: text().$type<AsideState>().notNull(),
    resolution: jsonb().$type<Resolution>(),
    resolvedBy: uuid(),
    resolvedAt: instant(),
    createdAt: createdAt(),
    updatedAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [
    unique("quarantine_record_once").on(t.sourceId, t.seriesId, t.level, t.externalId, t.reason),
    index("quarantine_record_by_state").on(t.organisationId, t.state),
  ],
);
