import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "../../platform/columns.ts";

/** One SMTP acceptance = one raw object = one SES message id. Owned by the platform, reached through a target. */
export const inboundMail = pgTable(
  "inbound_mail",
  {
    id: id(),
    sesMessageId: text().notNull().unique(),
    bucket: text().notNull(),
    rawKey: text().notNull(),
    rawSize: bigint({ mode: "number" }),
    rawSha256: text(),
    receivedAt: instant().notNull(),
    /** Null = the null path `<>` of a bounce. */
    envelopeFrom: text(),
    envelopeRecipients: text().array().notNull(),
    verdicts: jsonb().$type<Record<"spam" | "virus" | "spf" | "dkim" | "dmarc", string>>().notNull(),
    dmarcPolicy: text(),
    state: text({ enum: ["received", "processing", "done", "failed", "purged"] }).notNull(),
    leaseUntil: instant(),
    attempts: integer().notNull().default(0),
    lastErrorCode: text(),
    readerVersion: integer(),
    messageId: text(),
    bodyHash: text(),
    class: text(),
    classEvidence: text().array().notNull().default(sql`'{}'`),
    fromAddress: text(),
    fromNameClaimed: text(),
    replyTo: text().array().notNull().default(sql`'{}'`),
    sentAtClaimed: instant(),
    subject: text(),
    problems: text().array().notNull().default(sql`'{}'`),
    createdAt: createdAt(),
  },
  (t) => [
    index("inbound_unfinished").on(t.receivedAt).where(sql`state in ('received', 'processing')`),
    index("inbound_by_raw").on(t.rawKey),
    index("inbound_by_message_id").on(t.messageId),
  ],
);

/** What became of one mail for one destination. */
export const inboundTarget = pgTable(
  "inbound_target",
  {
    id: id(),
    organisationId: uuid(),
    inboundMailId: uuid().notNull(),
    /** `case:<id>`, `intake:<organisation id>`, `outgoing:<recipient id>` or `none`. */
    targetKey: text().notNull(),
    caseId: uuid(),
    matchedBy: text().notNull(),
    authorship: text(),
    outcome: text({ enum: ["entry", "delivery_event", "quarantine", "duplicate"] }).notNull(),
    outcomeId: uuid(),
    flags: text().array().notNull().default(sql`'{}'`),
    /** Copies, so that one unique index decides duplicates (settled.md §5). */
    messageId: text(),
    bodyHash: text(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("inbound_target_once").on(t.inboundMailId, t.targetKey),
    uniqueIndex("inbound_entry_once").on(t.caseId, t.messageId, t.bodyHash).where(sql`outcome = 'entry'`),
    index("inbound_target_by_message_id").on(t.organisationId, t.messageId),
    index("inbound_target_by_case").on(t.caseId),
  ],
);

/** The random address that leads to one case and one participant (or one agent). */
export const replyAddress = pgTable(
  "reply_address",
  {
    id: id(),
    organisationId: uuid().notNull(),
    token: text().notNull().unique(),
    kind: text({ enum: ["participant", "agent"] }).notNull(),
    service: text().notNull(),
    targetId: uuid().notNull(),
    participantId: uuid(),
    userId: uuid(),
    state: text({ enum: ["live", "rotated", "revoked", "tombstone"] }).notNull(),
    createdAt: createdAt(),
    lastUsedAt: instant(),
  },
  (t) => [
    uniqueIndex("reply_address_participant_live")
      .on(t.targetId, t.participantId)
      .where(sql`state = 'live' and kind = 'participant'`),
    uniqueIndex("reply_address_agent_live")
      .on(t.targetId, t.userId)
      .where(sql`state = 'live' and kind = 'agent'`),
  ],
);

/** An organisation's public address: mail to it opens a case. */
export const intakeAddress = pgTable("intake_address", {
  id: id(),
  organisationId: uuid().notNull(),
  service: text().notNull(),
  localPart: text().notNull().unique(),
  mode: text({ enum: ["open", "known_only", "closed"] }).notNull(),
  acknowledge: boolean().notNull().default(true),
  createdAt: createdAt(),
});

/** A mail held back, with one named cause. */
export const quarantine = pgTable(
  "quarantine",
  {
    id: id(),
    inboundTargetId: uuid().notNull().unique(),
    organisationId: uuid(),
    caseId: uuid(),
    cause: text().notNull(),
    state: text({
      enum: ["waiting", "released", "rejected", "spam", "deleted", "expired", "auto_closed"],
    }).notNull(),
    receivedAt: instant().notNull(),
    fromAddress: text(),
    fromNameClaimed: text(),
    subject: text(),
    /** Plain text for the preview, never HTML. */
    text: text(),
    decidedBy: uuid(),
    decidedAt: instant(),
    expiresAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [
    index("quarantine_waiting").on(t.organisationId, t.state, t.cause, t.receivedAt),
    index("quarantine_by_case").on(t.caseId, t.state),
  ],
);

/** A file of a received mail, for an entry or a held mail. */
export const mailAttachment = pgTable(
  "mail_attachment",
  {
    id: id(),
    organisationId: uuid(),
    inboundMailId: uuid().notNull(),
    inboundTargetId: uuid().notNull(),
    position: integer().notNull(),
    nameOriginal: text().notNull(),
    nameSafe: text().notNull(),
    typeDeclared: text().notNull(),
    typeSniffed: text().notNull(),
    size: bigint({ mode: "number" }).notNull(),
    sha256: text().notNull(),
    contentId: text(),
    role: text({ enum: ["attachment", "inline", "original_message", "calendar", "signature"] }).notNull(),
    decision: text({ enum: ["kept", "refused_type", "refused_malware", "refused_limit", "empty"] }).notNull(),
    storedFileId: uuid(),
  },
  (t) => [unique("mail_attachment_once").on(t.inboundTargetId, t.position)],
);

/** One message of ours, to one or more recipients who each get their own copy. */
export const outgoingMessage = pgTable(
  "outgoing_message",
  {
    id: id(),
    organisationId: uuid(),
    service: text().notNull(),
    targetId: uuid(),
    class: text({
      enum: ["conversation", "notice", "acknowledgement", "security", "digest", "partner"],
    }).notNull(),
    template: text().notNull(),
    authorUserId: uuid(),
    senderName: text().notNull(),
    subject: text().notNull(),
    text: text().notNull(),
    html: text().notNull(),
    attachments: jsonb().$type<{ storedFileId: string; name: string }[]>().notNull().default([]),
    idempotencyKey: text().notNull().unique(),
    /** Message-ID this one answers, and the chain before it. */
    inReplyTo: text(),
    references: text().array().notNull().default(sql`'{}'`),
    createdAt: createdAt(),
    version: integer().notNull().default(1),
  },
  (t) => [index("outgoing_by_target").on(t.targetId)],
);

/** One recipient's copy and its true state. */
export const outgoingRecipient = pgTable(
  "outgoing_recipient",
  {
    id: id(),
    organisationId: uuid(),
    outgoingMessageId: uuid().notNull(),
    address: text().notNull(),
    name: text(),
    participantId: uuid(),
    /** Local part of From and Reply-To: `r-<token>`, or `noreply`. */
    fromLocalPart: text().notNull(),
    kind: text({ enum: ["to", "cc", "bcc"] }).notNull(),
    state: text().notNull(),
    stateAt: instant().notNull(),
    provider: text(),
    providerMessageId: text(),
    wireMessageIds: text().array().notNull().default(sql`'{}'`),
    attempts: integer().notNull().default(0),
    nextAttemptAt: instant(),
    leaseUntil: instant(),
    lastCode: text(),
    /** Plain cause kept for the screen, addresses masked. */
    diagnostic: text(),
    returnToken: text().notNull().unique(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("outgoing_recipient_once").on(t.outgoingMessageId, t.address),
    index("outgoing_recipient_due").on(t.state, t.nextAttemptAt),
    index("outgoing_recipient_by_provider_id").on(t.providerMessageId),
    index("outgoing_recipient_by_wire_id").using("gin", t.wireMessageIds),
  ],
);

/** One event of the provider (or one report by mail), applied to a recipient. */
export const deliveryEvent = pgTable(
  "delivery_event",
  {
    id: id(),
    organisationId: uuid(),
    provider: text().notNull(),
    eventKey: text().notNull(),
    outgoingRecipientId: uuid(),
    kind: text().notNull(),
    statusCode: text(),
    diagnostic: text(),
    at: instant().notNull(),
    raw: jsonb(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("delivery_event_once").on(t.provider, t.eventKey),
    index("delivery_event_by_recipient").on(t.outgoingRecipientId),
  ],
);

/** An address that must not be written to. */
export const suppression = pgTable("suppression", {
  /** sha256 of the canonical address. */
  addressHash: text().primaryKey(),
  reason: text({ enum: ["hard_bounce", "complaint", "manual"] }).notNull(),
  since: instant().notNull(),
  sourceEventId: uuid(),
});
