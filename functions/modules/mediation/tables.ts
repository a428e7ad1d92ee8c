import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { MailCard } from "../../../shared/mail/cards.ts";
import type { CustomAnswer } from "../../../shared/mediation/form-config.ts";
import type { WatchedEvents } from "../../../shared/mediation/rules.ts";
import { createdAt, id, instant } from "../../platform/columns.ts";

/** Last number given, per organisation and year of registration (mediation.md §5.1). */
export const caseCounter = pgTable(
  "case_counter",
  { organisationId: uuid().notNull(), year: integer().notNull(), last: integer().notNull() },
  (t) => [unique("case_counter_once").on(t.organisationId, t.year)],
);

/** One dispute, one requester, one organisation. */
export const cases = pgTable(
  "cases",
  {
    id: id(),
    organisationId: uuid().notNull(),
    year: integer().notNull(),
    seq: integer().notNull(),
    /** True date of the referral, which may be long before its registration. */
    receivedAt: instant().notNull(),
    receivedPrecision: text({ enum: ["INSTANT", "DAY"] })
      .notNull()
      .default("INSTANT"),
    registeredAt: instant().notNull(),
    channel: text({ enum: ["OFFICE", "MAIL", "PHONE", "EMAIL", "WEB", "PARTNER"] }).notNull(),
    status: text({
      enum: [
        "TO_PROCESS",
        "CONTACT_REQUESTER",
        "WAITING_FOR_REQUESTER",
        "CONTACT_ADMINISTRATION",
        "WAITING_FOR_ADMINISTRATION",
        "ABOUT_TO_CLOSE",
        "CLOSED",
        "MERGED",
      ],
    }).notNull(),
    statusSince: instant().notNull(),
    assigneeId: uuid(),
    dueOn: date({ mode: "string" }),
    restricted: boolean().notNull().default(false),
    priority: text({ enum: ["NORMAL", "HIGH"] })
      .notNull()
      .default("NORMAL"),
    priorityReason: text(),
    originator: text({
      enum: [
        "CITIZEN",
        "ADMINISTRATIVE_COURT",
        "INTERNAL_DEPARTMENT",
        "AUTHORITY_REPRESENTATIVE",
        "RIGHTS_DEFENDER",
        "AGENT",
        "OTHER",
      ],
    }),
    /** Act with the assignee's rights on this case. */
    coHandlerIds: uuid().array().notNull().default(sql`'{}'`),
    /** Who wants to be told of what, by user id. They read the case even when it is restricted. */
    watchers: jsonb().$type<Record<string, WatchedEvents>>().notNull().default({}),
    /** Suspends every deletion, until a manager lifts it. */
    legalHold: boolean().notNull().default(false),
    legalHoldReason: text(),
    legalHoldAt: instant(),
    subject: text().notNull(),
    description: text().notNull(),
    expectation: text(),
    contestedDecisionOn: date({ mode: "string" }),
    priorComplaint: text({ enum: ["YES", "NO", "UNKNOWN"] }),
    priorComplaintOn: date({ mode: "string" }),
    priorAnswer: text({ enum: ["YES", "NO", "UNKNOWN"] }),
    courtPending: text({ enum: ["YES", "NO", "UNKNOWN"] }),
    admissibility: text({ enum: ["PENDING", "ADMISSIBLE", "INADMISSIBLE"] })
      .notNull()
      .default("PENDING"),
    inadmissibilityReason: text({
      enum: [
        "NO_PRIOR_COMPLAINT",
        "OUT_OF_SCOPE",
        "PRIVATE_DISPUTE",
        "STAFF_DISPUTE",
        "COURT_PENDING",
        "ALREADY_HANDLED",
        "ABUSIVE",
        "ANONYMOUS",
        "TOO_LATE",
        "OTHER",
      ],
    }),
    /** Null = not decided. */
    competent: boolean(),
    /** Items of the reference lists (`list_item`). */
    domainId: uuid(),
    thirdPartyId: uuid(),
    mediationAgreedOn: date({ mode: "string" }),
    firstMeetingOn: date({ mode: "string" }),
    faceToFace: boolean().notNull().default(false),
    withdrawnAt: instant(),
    withdrawalReason: text(),
    partiesInformedOn: date({ mode: "string" }),
    partiesAgreement: text({ enum: ["YES", "NO"] }),
    courtFollowup: text({ enum: ["YES", "NO"] }),
    /** Internal: never sent. */
    finalConclusion: text(),
    recommendation: text(),
    recommendationFollowup: text({ enum: ["PENDING", "FOLLOWED", "PARTLY", "REFUSED"] }),
    reopenCount: integer().notNull().default(0),
    /** First act of a person towards the requester, and first assignment: durations count to them (mediation.md §5.7). */
    firstResponseAt: instant(),
    firstAssignedAt: instant(),
    /** The same human being as on other cases, once an agent confirmed it. */
    personId: uuid(),
    /** Version of the form it was filed with, and the answers with their questions as they were asked. */
    formVersion: integer(),
    customAnswers: jsonb().$type<CustomAnswer[]>().notNull().default([]),
    /** In the recycle bin since; only managers see it. */
    deletedAt: instant(),
    deletedBy: uuid(),
    deletionReason: text(),
    /** To try the service with: outside every figure, export and number. */
    sample: boolean().notNull().default(false),
    closedAt: instant(),
    closedBy: uuid(),
    outcome: text({
      enum: [
        "FAVORABLE_TO_CITIZEN",
        "PARTIAL",
        "FAVORABLE_TO_ADMINISTRATION",
        "INTERNAL_FORWARD",
        "EXTERNAL_FORWARD",
        "CITIZEN_WAIVER",
        "CITIZEN_INACTIVITY",
        "INADMISSIBLE",
        "ADMINISTRATION_REFUSAL",
        "OTHER",
      ],
    }),
    mediationEndedOn: date({ mode: "string" }),
    closingWords: text(),
    mergedIntoId: uuid(),
    /** The form's idempotency key, or the inbound mail: filing twice makes one case. */
    filingKey: text().notNull().unique(),
    /** Last exchange on the case, for lists. */
    lastExchangeAt: instant().notNull(),
    /** Entries an agent has not processed yet. */
    toProcessCount: integer().notNull().default(0),
    /** A delivery failed and nobody decided about it yet. */
    failedSend: boolean().notNull().default(false),
    /** « À reprendre »: its handler left or lost the role; until somebody takes it. */
    toResume: boolean().notNull().default(false),
    createdAt: createdAt(),
    updatedAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [
    unique("case_number_once").on(t.organisationId, t.year, t.seq),
    index("case_by_reception").on(t.organisationId, t.receivedAt, t.id),
    index("case_by_status").on(t.organisationId, t.status, t.receivedAt, t.id),
    index("case_by_assignee").on(t.organisationId, t.assigneeId, t.receivedAt, t.id),
    // The agents' lists and counts, small beside all the closed cases; list-cases.ts repeats these conditions.
    index("case_open")
      .on(t.organisationId, t.assigneeId, t.receivedAt, t.id)
      .where(sql`status not in ('CLOSED', 'MERGED')`),
    // Apart, because the index above gives no order among cases that nobody has.
    index("case_unassigned")
      .on(t.organisationId, t.receivedAt, t.id)
      .where(sql`assignee_id is null and status not in ('CLOSED', 'MERGED')`),
    index("case_unread").on(t.organisationId, t.receivedAt, t.id).where(sql`to_process_count > 0`),
    index("case_failed_send").on(t.organisationId, t.receivedAt, t.id).where(sql`failed_send`),
    index("case_due")
      .on(t.organisationId, t.dueOn)
      .where(sql`status not in ('CLOSED', 'MERGED') and due_on is not null`),
    check(
      "case_closed_has_outcome",
      sql`(status = 'CLOSED') = (closed_at is not null and outcome is not null)`,
    ),
    check("case_merged_has_survivor", sql`(status = 'MERGED') = (merged_into_id is not null)`),
    check("case_answer_needs_complaint", sql`prior_answer is null or prior_complaint = 'YES'`),
    // Orders of a list (case-order.ts).
    index("case_by_exchange").on(t.organisationId, t.lastExchangeAt, t.id),
    index("case_by_due").on(t.organisationId, sql`coalesce(due_on, 'infinity'::date)`, t.id),
    index("case_by_step").on(
      t.organisationId,
      sql`array_position('{TO_PROCESS,CONTACT_REQUESTER,WAITING_FOR_REQUESTER,CONTACT_ADMINISTRATION,WAITING_FOR_ADMINISTRATION,ABOUT_TO_CLOSE,CLOSED,MERGED}'::text[], status)`,
      t.receivedAt,
      t.id,
    ),
    // Few beside all the others; case-conditions.ts repeats these conditions.
    index("case_helped").on(t.organisationId).where(sql`co_handler_ids <> '{}'`),
    index("case_watched").on(t.organisationId).where(sql`watchers <> '{}'`),
    index("case_withdrawn").on(t.organisationId, t.receivedAt, t.id).where(sql`withdrawn_at is not null`),
    index("case_by_domain").on(t.organisationId, t.domainId),
    index("case_by_third_party").on(t.organisationId, t.thirdPartyId),
    index("case_by_person").on(t.personId).where(sql`person_id is not null`),
    index("case_by_contested_decision")
      .on(t.organisationId, t.contestedDecisionOn)
      .where(sql`contested_decision_on is not null`),
    index("case_merged_into").on(t.mergedIntoId).where(sql`merged_into_id is not null`),
    index("case_deleted").on(t.deletedAt).where(sql`deleted_at is not null`),
    // Read for each request, to know which cases somebody must not see.
    index("case_reserved").on(t.organisationId).where(sql`restricted or deleted_at is not null`),
    check("case_third_party_not_competent", sql`third_party_id is null or competent is false`),
    check("case_received_before_registered", sql`received_at <= registered_at + interval '5 minutes'`),
  ],
);

/** The person or body in whose name the case is opened, and those who act for them. */
export const party = pgTable(
  "party",
  {
    id: id(),
    organisationId: uuid().notNull(),
    caseId: uuid().notNull(),
    role: text({ enum: ["REQUESTER", "REPRESENTATIVE"] }).notNull(),
    kind: text({ enum: ["NATURAL", "LEGAL"] }).notNull(),
    title: text({ enum: ["MALE", "FEMALE", "NON_BINARY"] }),
    firstName: text(),
    lastName: text().notNull(),
    legalName: text(),
    siret: text(),
    email: text(),
    emailCanonical: text(),
    phone: text(),
    phoneE164: text(),
    line1: text(),
    line2: text(),
    postalCode: text(),
    city: text(),
    country: text().notNull().default("FR"),
    preferredContact: text({ enum: ["EMAIL", "PHONE", "POST"] }).notNull(),
    repKind: text(),
    mandateState: text({ enum: ["NOT_PROVIDED", "PROVIDED", "VERIFIED", "REFUSED"] }),
    agreedByRequester: boolean(),
    /** « Type de requérant ». */
    requesterType: text({
      enum: ["INDIVIDUAL", "BUSINESS", "PUBLIC_INSTITUTION", "AUTHORITY", "ASSOCIATION", "OTHER"],
    }),
    inseeCode: text(),
    /** BCP 47, when another than French is wished. */
    language: text(),
    accessibilityNeeds: text(),
    /** Stops every automatic message. */
    deceased: boolean().notNull().default(false),
    /** A representative's own: the body they speak for, their mandate, and who gets the letters. */
    organisationName: text(),
    mandateFileId: uuid(),
    mandateDecidedAt: instant(),
    correspondence: text({ enum: ["REQUESTER", "REPRESENTATIVE", "BOTH"] }),
    /** The requester said that nobody files in their name. */
    objectedAt: instant(),
    /** A representative who acts no more: their page and their reply address are dead. */
    endedAt: instant(),
    /** The address they want from now on, and the link that was sent there: only that one confirms it. */
    pendingEmail: text(),
    pendingEmailLinkId: uuid(),
    /** Names without accents, case or separators, for search (shared/mediation/search-text.ts). */
    searchText: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("party_by_case").on(t.caseId),
    uniqueIndex("party_one_requester").on(t.caseId).where(sql`role = 'REQUESTER'`),
    index("party_by_email").on(t.organisationId, t.emailCanonical),
    index("party_by_phone").on(t.organisationId, t.phoneE164).where(sql`phone_e_164 is not null`),
  ],
);

/** Someone the case talks to, by one address. */
export const participant = pgTable(
  "participant",
  {
    id: id(),
    organisationId: uuid().notNull(),
    caseId: uuid().notNull(),
    partyId: uuid(),
    side: text({ enum: ["REQUESTER", "ADMINISTRATION", "THIRD_PARTY", "OTHER"] }).notNull(),
    displayName: text().notNull(),
    email: text().notNull(),
    emailCanonical: text().notNull(),
    verification: text({ enum: ["unverified", "verified", "undeliverable", "complained"] })
      .notNull()
      .default("unverified"),
    verifiedBy: text({ enum: ["link", "code", "token_and_dmarc", "agent"] }),
    verifiedAt: instant(),
    /** Takes part no more: written to no more, and a stranger when they write. */
    endedAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("participant_once").on(t.caseId, t.emailCanonical),
    index("participant_by_email").on(t.organisationId, t.emailCanonical),
  ],
);

/** One line of the case's thread: a message in or out, a report, or a fact. */
export const caseEntry = pgTable(
  "case_entry",
  {
    id: id(),
    organisationId: uuid().notNull(),
    caseId: uuid().notNull(),
    kind: text({ enum: ["message", "automatic", "delivery_report", "note", "fact"] }).notNull(),
    direction: text({ enum: ["IN", "OUT"] }),
    medium: text({ enum: ["EMAIL", "PORTAL", "LETTER", "PHONE", "MEETING", "NOTICE"] }).notNull(),
    side: text({ enum: ["REQUESTER", "ADMINISTRATION", "THIRD_PARTY", "OTHER"] }),
    occurredAt: instant().notNull(),
    authorUserId: uuid(),
    participantId: uuid(),
    /** Name kept by us, or the bare address when we hold none. */
    authorLabel: text(),
    authorship: text(),
    /** `fact` entries: what happened (`case.received`, `case.taken`, `case.closed`...). */
    fact: text(),
    subject: text(),
    text: text(),
    /** Sanitised HTML; null when the message was plain text. */
    html: text(),
    /** Ranges [from, to) of `text` that are quotes or signatures. */
    folds: jsonb().$type<{ from: number; to: number; kind: "quote" | "signature" }[]>().notNull().default([]),
    flags: text().array().notNull().default(sql`'{}'`),
    /** Appointments and forwarded originals found in the mail (shared/mail/cards.ts). */
    cards: jsonb().$type<MailCard[]>().notNull().default([]),
    /** When the sender's program says it was written; shown when it differs from ours. */
    claimedAt: instant(),
    /** Addresses its sender wants answers at: shown, never used by themselves. */
    replyTo: text().array().notNull().default(sql`'{}'`),
    /** Addresses shown as text, never acted upon. */
    shownRecipients: text().array().notNull().default(sql`'{}'`),
    toProcess: boolean().notNull().default(false),
    processedAt: instant(),
    processedBy: uuid(),
    inboundTargetId: uuid().unique(),
    outgoingMessageId: uuid().unique(),
    /** A note's: who was called by name, whether it stays on top, when it was changed or taken away. */
    mentions: uuid().array().notNull().default(sql`'{}'`),
    pinned: boolean().notNull().default(false),
    editedAt: instant(),
    deletedAt: instant(),
    /** The number of the merged case it came to (`2026-00042`), shown beside it. */
    receivedOnNumber: text(),
    readerVersion: integer(),
    createdAt: createdAt(),
  },
  (t) => [
    index("entry_by_case").on(t.caseId, t.occurredAt, t.id),
    index("entry_by_time").on(t.organisationId, t.occurredAt, t.id),
  ],
);

/** A file on a case: from the form, from a mail, or sent with an answer. */
export const caseFile = pgTable(
  "case_file",
  {
    id: id(),
    organisationId: uuid().notNull(),
    caseId: uuid().notNull(),
    entryId: uuid(),
    /** Null when the file was refused: its name and cause stay. */
    storedFileId: uuid(),
    name: text().notNull(),
    source: text({ enum: ["REQUESTER", "ADMINISTRATION", "MEDIATOR", "THIRD_PARTY"] }).notNull(),
    visibility: text({ enum: ["SHARED", "REQUESTER_ONLY", "ADMINISTRATION_ONLY", "INTERNAL"] }).notNull(),
    position: integer().notNull(),
    contentId: text(),
    inline: boolean().notNull().default(false),
    decision: text({ enum: ["kept", "refused_type", "refused_malware", "refused_limit", "empty"] }).notNull(),
    category: text({ enum: ["ID_PROOF", "DECISION", "COMPLAINT", "MANDATE", "LETTER", "OTHER"] }),
    /** The file this one is the newer version of. */
    replacesId: uuid(),
    /** « masqué »: taken away from the list, kept with the message it was sent in. */
    hiddenAt: instant(),
    hiddenBy: uuid(),
    addedBy: uuid(),
    createdAt: createdAt(),
  },
  (t) => [index("file_by_case").on(t.caseId), index("file_by_entry").on(t.entryId)],
);

/** Each closing of a case, and its reopening when there was one. */
export const caseClosing = pgTable(
  "case_closing",
  {
    id: id(),
    organisationId: uuid().notNull(),
    caseId: uuid().notNull(),
    closedAt: instant().notNull(),
    /** Null = Guichet itself, for want of an answer. */
    closedBy: uuid(),
    endedOn: date({ mode: "string" }).notNull(),
    outcome: text().notNull(),
    reopenedAt: instant(),
    reopenedBy: uuid(),
    reopenReason: text(),
  },
  (t) => [
    uniqueIndex("closing_one_open").on(t.caseId).where(sql`reopened_at is null`),
    index("closing_by_case").on(t.caseId, t.closedAt),
    // Figures read the closings of a period.
    index("closing_by_day").on(t.organisationId, t.closedAt),
  ],
);
