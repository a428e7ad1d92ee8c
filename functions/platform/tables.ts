import { sql } from "drizzle-orm";
import {
  bigint,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "./columns.ts";

/** One message to a queue, written in the transaction that decided it and sent after its commit. */
export const outbox = pgTable(
  "outbox",
  {
    id: id(),
    organisationId: uuid(),
    queue: text().notNull(),
    /** Ids only: never a name, an address or a text. */
    body: jsonb().notNull(),
    createdAt: createdAt(),
    notBefore: instant(),
    sentAt: instant(),
    attempts: integer().notNull().default(0),
    lastError: text(),
  },
  (t) => [
    index("outbox_waiting").on(t.createdAt).where(sql`sent_at is null`),
    index("outbox_sent").on(t.sentAt).where(sql`sent_at is not null`),
  ],
);

/** Who did what to which record, with the fields before and after. Append-only. */
export const auditEvent = pgTable(
  "audit_event",
  {
    id: id(),
    organisationId: uuid(),
    at: instant().notNull(),
    actorKind: text().notNull(),
    actorId: uuid(),
    action: text().notNull(),
    targetKind: text().notNull(),
    targetId: uuid().notNull(),
    /** The case (or other aggregate) whose history shows this event. */
    aggregateId: uuid(),
    before: jsonb(),
    after: jsonb(),
    /** Keys of `before` and `after` whose values are about a person: erasure blanks them, and nothing else. */
    personal: text().array().notNull().default(sql`'{}'`),
    blankedAt: instant(),
    requestId: text().notNull(),
  },
  (t) => [
    index("audit_by_aggregate").on(t.organisationId, t.aggregateId, t.at),
    index("audit_by_organisation").on(t.organisationId, t.at),
    index("audit_by_actor").on(t.organisationId, t.actorId, t.at),
    // What erasure has to blank.
    index("audit_personal").on(t.aggregateId).where(sql`blanked_at is null and cardinality(personal) > 0`),
  ],
);

/** A kept file: one blob per organisation and content; names live with whoever refers to it. */
export const storedFile = pgTable(
  "stored_file",
  {
    id: id(),
    organisationId: uuid().notNull(),
    sha256: text().notNull(),
    /** Bytes. */
    size: bigint({ mode: "number" }).notNull(),
    /** Type found by content, never the declared one. */
    type: text().notNull(),
    /** Key in the bucket `files`: `<organisation>/<sha256>`. */
    key: text().notNull(),
    scan: text({ enum: ["pending", "clean", "threat", "unsupported", "failed"] }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("stored_file_once").on(t.organisationId, t.sha256),
    index("stored_file_unscanned").on(t.createdAt).where(sql`scan = 'pending'`),
  ],
);

/**
 * A verdict of the scanner on an object whose row is not there yet: bytes are kept before the transaction that names
 * them. The row takes it when it comes.
 */
export const scanVerdict = pgTable("scan_verdict", {
  /** Key in the bucket `files`. */
  key: text().primaryKey(),
  scan: text({ enum: ["clean", "threat", "unsupported", "failed"] }).notNull(),
  at: instant().notNull(),
});

/** A promise that one browser may send one file, until it is bound to a case or forgotten. */
export const uploadTicket = pgTable(
  "upload_ticket",
  {
    id: id(),
    organisationId: uuid().notNull(),
    /** What the upload belongs to: `draft:<uuid>` of a form, `case:<uuid>` of an agent's answer. */
    owner: text().notNull(),
    name: text().notNull(),
    size: bigint({ mode: "number" }).notNull(),
    /** Key in the bucket `uploads`. */
    key: text().notNull(),
    createdAt: createdAt(),
    /** Set once the content was read, accepted and kept. */
    storedFileId: uuid(),
    /** Why it was refused, when it was. */
    refusal: text(),
    boundAt: instant(),
  },
  (t) => [index("upload_by_owner").on(t.owner)],
);

/** Token buckets shared by all containers: `tokens` left at `refilledAt`, keyed by a hash. */
export const rateBucket = pgTable("rate_bucket", {
  keyHash: text().primaryKey(),
  tokens: doublePrecision().notNull(),
  refilledAt: instant().notNull(),
});

/** What may be used once and was: a proof of work, an identity's ticket. Kept hashed until it would have expired. */
export const spent = pgTable("spent", { hash: text().primaryKey(), until: instant().notNull() });

/** Last runs of each schedule, so that a silent job is seen. */
export const jobRun = pgTable("job_run", {
  name: text().primaryKey(),
  startedAt: instant().notNull(),
  /** The start before that one: how often it really runs. */
  previousStartedAt: instant(),
  finishedAt: instant(),
  lastError: text(),
});

/** A message that failed every receive: shown to a person, replayable. */
export const deadLetter = pgTable(
  "dead_letter",
  {
    id: id(),
    queue: text().notNull(),
    /** The queue's own id of the message: a dead letter is recorded once. */
    messageId: text().notNull(),
    body: text().notNull(),
    at: instant().notNull(),
    /** When and by whom it was asked to go through its queue again. */
    replayedAt: instant(),
    replayedBy: uuid(),
    /** When the sweep put it back: its body never leaves the workers. */
    requeuedAt: instant(),
  },
  (t) => [unique("dead_letter_once").on(t.queue, t.messageId)],
);

/** Long work somebody asked for: an export, a file to make, many cases to change. Seen by whoever asked. */
export const backgroundJob = pgTable(
  "background_job",
  {
    id: id(),
    organisationId: uuid().notNull(),
    userId: uuid().notNull(),
    /** Which work; words of the service that does it. */
    kind: text().notNull(),
    caseId: uuid(),
    input: jsonb().$type<Record<string, unknown>>().notNull(),
    state: text({ enum: ["queued", "running", "done", "failed", "expired"] }).notNull(),
    /** Steps made and steps in all, for the progress bar; 0 in all = not known yet. */
    made: integer().notNull().default(0),
    total: integer().notNull().default(0),
    /** What it came to: done and refused, with causes. */
    result: jsonb().$type<Record<string, unknown>>(),
    /** Key in the bucket `exports`. */
    fileKey: text(),
    fileName: text(),
    fileSize: bigint({ mode: "number" }),
    errorCode: text(),
    createdAt: createdAt(),
    startedAt: instant(),
    finishedAt: instant(),
    expiresAt: instant(),
  },
  (t) => [
    index("background_job_by_user").on(t.userId, t.createdAt),
    index("background_job_ending").on(t.expiresAt).where(sql`file_key is not null`),
  ],
);
