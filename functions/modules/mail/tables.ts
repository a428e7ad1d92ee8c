import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
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
    /** When its original was deleted; the state is then `purged`. */
    purgedAt: instant(),
  },
  (t) => [
    index("inbound_unfinished").on(t.receivedAt).where(sql`state in ('received', 'processing')`),
    index("inbound_by_raw").on(t.rawKey),
    index("inbound_by_message_id").on(t.messageId),
    index("inbound_with_original").on(t.receivedAt).where(sql`state = 'done'`),
  ],
);

/** What became of one mail for one destination. */
export const inboundTarget = pgTable(
  "inbound_target",
  {
    id: id(),
    organisationId: uuid(),
    inboundMailId: uuid().notNull(),
    /** `case:<id>`, `intake:<organisation id>`, `outgoing:<recipient id>`, `erased:<organisation id>` or `none`. */
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
    /** sha256 of sender and words without their digits: two machines that answer each other are known by it. */
    loopHash: text(),
    createdAt: createdAt(),
  },
  (t) => [
    index("inbound_target_by_loop").on(t.loopHash),
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
    /** Null once the target was erased: of a tombstone only the sha256 of its token and the organisation are left. */
    targetId: uuid(),
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
    /** The service it came for; null when none could be told. */
    service: text(),
    caseId: uuid(),
    cause: text().notNull(),
    state: text({
      enum: ["waiting", "released", "rejected", "spam", "deleted", "expired", "auto_closed"],
    }).notNull(),
    receivedAt: instant().notNull(),
    fromAddress: text(),
    /** Kept for the register when the address is erased. */
    fromDomain: text(),
    fromNameClaimed: text(),
    subject: text(),
    /** Plain text for the preview, never HTML. */
    text: text(),
    /** A case the mail may belong to, which it had no way into. */
    suggestedCaseId: uuid(),
    decidedBy: uuid(),
    decidedAt: instant(),
    /** How it is to be released; carried out by the worker, which reads the original again. */
    decision: jsonb().$type<Record<string, unknown>>(),
    expiresAt: instant().notNull(),
    /** First time somebody opened its preview. */
    openedAt: instant(),
    /** Given 15 days more, once, because nobody had opened it. */
    extendedAt: instant(),
    /** Managers were told that it waits, and that it ends soon. */
    remindedAt: instant(),
    endRemindedAt: instant(),
    /** Content, files and original are gone; the row stays for the counts. */
    erasedAt: instant(),
    version: integer().notNull().default(1),
  },
  (t) => [
    index("quarantine_waiting").on(t.organisationId, t.state, t.cause, t.receivedAt),
    index("quarantine_by_case").on(t.caseId, t.state),
    index("quarantine_ending").on(t.expiresAt).where(sql`erased_at is null`),
  ],
);

/** Whose mail an organisation does not want: held as `blocked_sender` until `until`. */
export const blockedSender = pgTable(
  "blocked_sender",
  {
    id: id(),
    organisationId: uuid().notNull(),
    kind: text({ enum: ["address", "domain"] }).notNull(),
    /** Canonical address, or domain. */
    value: text().notNull(),
    until: instant().notNull(),
    createdBy: uuid().notNull(),
    createdAt: createdAt(),
  },
  (t) => [unique("blocked_sender_once").on(t.organisationId, t.value)],
);

/** What an organisation set for the mail of one service; without a row the defaults of `defaultMailSettings` hold. */
export const mailSettings = pgTable(
  "mail_settings",
  {
    organisationId: uuid().notNull(),
    service: text().notNull(),
    /** Lines under every message of an agent. */
    signature: text(),
    /** Own words of the acknowledgement of a request by mail. */
    acknowledgement: text(),
    closedReopenDays: integer().notNull(),
    afterClose: text({ enum: ["new_case", "entry", "quarantine"] }).notNull(),
    rawRetentionDays: integer().notNull(),
    quarantineDays: integer().notNull(),
    /** Seconds during which a message can be taken back. */
    undoSeconds: integer().notNull(),
    newMailNotice: text({ enum: ["at_once", "digest", "none"] }).notNull(),
    version: integer().notNull().default(1),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.service] })],
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
  (t) => [
    index("mail_attachment_by_file").on(t.storedFileId),
    unique("mail_attachment_once").on(t.inboundTargetId, t.position),
  ],
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
    /** Where answers go, when it is somebody's own address and not ours: mails to rights bodies. */
    replyTo: text(),
    senderName: text().notNull(),
    subject: text().notNull(),
    text: text().notNull(),
    html: text().notNull(),
    /** `link`: too large for the mail, given as a secure link instead. */
    attachments: jsonb().$type<{ storedFileId: string; name: string; link?: true }[]>().notNull().default([]),
    /** The recipients see each other in To and Cc. */
    recipientsVisible: boolean().notNull().default(false),
    idempotencyKey: text().notNull().unique(),
    /** Message-ID this one answers, and the chain before it. */
    inReplyTo: text(),
    references: text().array().notNull().default(sql`'{}'`),
    createdAt: createdAt(),
    version: integer().notNull().default(1),
  },
  (t) => [
    index("outgoing_by_target").on(t.targetId),
    index("outgoing_by_answered").on(t.inReplyTo).where(sql`in_reply_to is not null`),
  ],
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
    /** The copy of the same message that did not arrive, sent again as this one. */
    resendOf: uuid(),
    /** When the recipient's mail program said it was read. */
    readAt: instant(),
    /** When somebody was told that it has been late for half a day. */
    lateToldAt: instant(),
    /** Somebody decided not to send it again: it is not a failure to treat any more. */
    settledAt: instant(),
    settledBy: uuid(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("outgoing_recipient_once").on(t.outgoingMessageId, t.address, t.resendOf).nullsNotDistinct(),
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
    // What retention looks for.
    index("delivery_event_by_time").on(t.at),
    index("delivery_event_detailed").on(t.at).where(sql`diagnostic is not null or raw is not null`),
  ],
);

/** An address that must not be written to. */
export const suppression = pgTable("suppression", {
  /** sha256 of the canonical address. */
  addressHash: text().primaryKey(),
  /** The address itself, sealed: the provider's own list is compared with it, nobody reads it. */
  sealedAddress: text(),
  reason: text({ enum: ["hard_bounce", "complaint", "manual"] }).notNull(),
  since: instant().notNull(),
  sourceEventId: uuid(),
});

/** An address let go of by us, which the provider's own list may still hold: lifted there by a job. */
export const suppressionLift = pgTable(
  "suppression_lift",
  {
    id: id(),
    /** Of the copy; null when the platform or the person asked. */
    organisationId: uuid(),
    /** The address, by what the suppression had sealed or by a copy sent to it. */
    sealedAddress: text(),
    outgoingRecipientId: uuid(),
    askedAt: instant().notNull(),
    doneAt: instant(),
    /** Code of the last refusal; shown until it is done. */
    lastError: text(),
  },
  (t) => [
    index("suppression_lift_undone").on(t.askedAt).where(sql`done_at is null`),
    index("suppression_lift_by_organisation").on(t.organisationId, t.askedAt),
  ],
);

/** An address that wants no digest any more; everything else still reaches it. */
export const digestRefusal = pgTable("digest_refusal", {
  /** sha256 of the canonical address. */
  addressHash: text().primaryKey(),
  since: instant().notNull(),
});

/** How a provider of sending fares: its circuit, and the last hand-overs that decide about it (mail.md §5.13). */
export const providerHealth = pgTable("provider_health", {
  provider: text({ enum: ["ses", "smtp"] }).primaryKey(),
  circuit: text({ enum: ["closed", "open", "half_open"] }).notNull(),
  openUntil: instant(),
  /** Openings since it last worked: the pause doubles with each. */
  openings: integer().notNull().default(0),
  /** Last hand-overs, newest last, 20 at most. */
  recent: jsonb().$type<{ at: string; ok: boolean }[]>().notNull().default([]),
  changedAt: instant().notNull(),
});

/** What a check of the mail service found last: `dns`, `canary`, `unaccounted`, `suppressions`. */
export const mailCheck = pgTable("mail_check", {
  name: text().primaryKey(),
  at: instant().notNull(),
  ok: boolean().notNull(),
  detail: jsonb().$type<Record<string, unknown>>().notNull(),
});

/** An object of the buckets that nothing names any more: deleted after the commit, by whoever comes first. */
export const doomedObject = pgTable(
  "doomed_object",
  {
    bucket: text({ enum: ["mail-raw", "files"] }).notNull(),
    key: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.bucket, t.key] })],
);

/** A message somebody is writing: kept by person, target and kind. */
export const messageDraft = pgTable(
  "message_draft",
  {
    id: id(),
    organisationId: uuid().notNull(),
    service: text().notNull(),
    targetId: uuid().notNull(),
    userId: uuid().notNull(),
    kind: text({ enum: ["message", "note"] }).notNull(),
    subject: text().notNull(),
    text: text().notNull(),
    /** Participants chosen. */
    recipients: uuid().array().notNull().default(sql`'{}'`),
    /** Files joined so far: uploads, or files the target has already. */
    files: jsonb()
      .$type<{ id: string; name: string; size: number; onCase?: boolean; reason?: string }[]>()
      .notNull()
      .default([]),
    /** Last entry its author had seen. */
    lastSeenEntryId: uuid(),
    /** Key the message will be sent with: the same draft sent from two devices leaves once. */
    messageKey: uuid().notNull(),
    /** Status its author chose for after sending. */
    nextStatus: text(),
    recipientsVisible: boolean().notNull().default(false),
    updatedAt: instant().notNull(),
  },
  (t) => [unique("message_draft_once").on(t.targetId, t.userId, t.kind)],
);

/** Who has a target open, and whether they write: true for half a minute after `at`. */
export const presence = pgTable(
  "presence",
  {
    organisationId: uuid().notNull(),
    service: text().notNull(),
    targetId: uuid().notNull(),
    userId: uuid().notNull(),
    activity: text({ enum: ["reading", "writing"] }).notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.targetId, t.userId] })],
);

/** Words kept ready for messages, shared by the organisation or one's own (mediation.md §4.7). */
export const replyTemplate = pgTable(
  "reply_template",
  {
    id: id(),
    organisationId: uuid().notNull(),
    service: text().notNull(),
    /** Null = shared. */
    userId: uuid(),
    title: text().notNull(),
    category: text(),
    /** Whom it may be sent to; empty = anyone. */
    sides: text().array().notNull().default(sql`'{}'`),
    subject: text().notNull(),
    body: text().notNull(),
    createdAt: createdAt(),
    updatedAt: instant().notNull(),
    archivedAt: instant(),
    version: integer().notNull().default(1),
  },
  (t) => [index("reply_template_by_organisation").on(t.organisationId, t.service)],
);

/** Something an agent is to be told once a day instead of at once. */
export const waitingNotice = pgTable(
  "waiting_notice",
  {
    id: id(),
    organisationId: uuid().notNull(),
    service: text().notNull(),
    targetId: uuid().notNull(),
    userId: uuid().notNull(),
    notice: text().notNull(),
    at: instant().notNull(),
    /** When it left in a digest. */
    sentAt: instant(),
  },
  (t) => [index("waiting_notice_unsent").on(t.userId).where(sql`sent_at is null`)],
);

/** That somebody's digest of a day was made, whether it had anything to say or not. */
export const digestDay = pgTable(
  "digest_day",
  { userId: uuid().notNull(), day: date({ mode: "string" }).notNull() },
  (t) => [primaryKey({ columns: [t.userId, t.day] })],
);

/** A file of a message too large for the mail: one file, one recipient, behind a secret link (settled.md §3). */
export const fileLink = pgTable(
  "file_link",
  {
    id: id(),
    organisationId: uuid().notNull(),
    outgoingRecipientId: uuid().notNull(),
    storedFileId: uuid().notNull(),
    name: text().notNull(),
    secretLinkId: uuid().notNull(),
    /** First download. */
    openedAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("file_link_once").on(t.outgoingRecipientId, t.storedFileId),
    index("file_link_by_secret").on(t.secretLinkId),
  ],
);
