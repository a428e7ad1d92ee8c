import { sql } from "drizzle-orm";
import {
  boolean,
  check,
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

/** From when to when a case had a status; written by the database at each change (0027), read by durations. */
export const caseStatusSpan = pgTable(
  "case_status_span",
  {
    id: id(),
    organisationId: uuid().notNull(),
    caseId: uuid().notNull(),
    status: text().notNull(),
    since: instant().notNull(),
    until: instant(),
  },
  (t) => [
    index("status_span_by_case").on(t.caseId, t.since),
    index("status_span_waiting")
      .on(t.organisationId)
      .where(sql`until is null and status = 'WAITING_FOR_REQUESTER'`),
  ],
);

/** Something to do on a case, by somebody, perhaps before a day. */
export const caseTask = pgTable(
  "case_task",
  {
    id: id(),
    organisationId: uuid().notNull(),
    caseId: uuid().notNull(),
    title: text().notNull(),
    dueOn: date({ mode: "string" }),
    assigneeId: uuid(),
    origin: text({ enum: ["MANUAL", "SYSTEM"] }).notNull(),
    /** What a task of the system is about (`close_withdrawn`, `await_administration`...); null = a person's own. */
    kind: text(),
    /** A step that is taken once: the same key makes one task. */
    onceKey: text().unique(),
    doneAt: instant(),
    doneBy: uuid(),
    /** Last day somebody was reminded of it. */
    remindedOn: date({ mode: "string" }),
    createdBy: uuid(),
    createdAt: createdAt(),
  },
  (t) => [
    index("task_by_case").on(t.caseId),
    index("task_open").on(t.organisationId, t.assigneeId, t.dueOn).where(sql`done_at is null`),
  ],
);

/** What a note said before it was changed or taken away. */
export const noteRevision = pgTable(
  "note_revision",
  {
    id: id(),
    organisationId: uuid().notNull(),
    caseId: uuid().notNull(),
    entryId: uuid().notNull(),
    text: text().notNull(),
    changedAt: instant().notNull(),
    changedBy: uuid().notNull(),
    reason: text(),
  },
  (t) => [index("note_revision_by_entry").on(t.entryId, t.changedAt)],
);

/** The words an organisation sorts its cases with. */
export const tag = pgTable(
  "tag",
  {
    id: id(),
    organisationId: uuid().notNull(),
    label: text().notNull(),
    /** One of the design system's colours. */
    colour: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("tag_once").on(t.organisationId, sql`lower(${t.label})`)],
);

export const caseTag = pgTable(
  "case_tag",
  { organisationId: uuid().notNull(), caseId: uuid().notNull(), tagId: uuid().notNull() },
  (t) => [
    primaryKey({ columns: [t.caseId, t.tagId] }),
    index("case_tag_by_tag").on(t.organisationId, t.tagId),
  ],
);

/** Two cases that have to do with each other; the pair is unordered, `fromId` says from which the kind reads. */
export const caseLink = pgTable(
  "case_link",
  {
    id: id(),
    organisationId: uuid().notNull(),
    /** The smaller id of the two. */
    caseId: uuid().notNull(),
    otherId: uuid().notNull(),
    fromId: uuid().notNull(),
    kind: text({ enum: ["RELATED", "DUPLICATE", "FOLLOW_UP", "COLLECTIVE"] }).notNull(),
    createdBy: uuid().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("case_link_once").on(t.caseId, t.otherId),
    index("case_link_other").on(t.otherId),
    check("case_link_ordered", sql`case_id < other_id`),
  ],
);

/** What a merge moved, so that it can be undone for thirty days (mediation.md §5.4). */
export const caseMerge = pgTable(
  "case_merge",
  {
    id: id(),
    organisationId: uuid().notNull(),
    /** The case that was merged away. */
    caseId: uuid().notNull(),
    survivorId: uuid().notNull(),
    at: instant().notNull(),
    mergedBy: uuid().notNull(),
    /** Ids of moved rows by table, and the values both cases had. */
    moved: jsonb().$type<Record<string, unknown>>().notNull(),
    undoneAt: instant(),
    undoneBy: uuid(),
  },
  (t) => [
    uniqueIndex("case_merge_live").on(t.caseId).where(sql`undone_at is null`),
    index("case_merge_by_survivor").on(t.survivorId),
  ],
);

/** « Fiche usager »: what confirmed cases of one human being share. Never across organisations, never by itself. */
export const person = pgTable(
  "person",
  {
    id: id(),
    organisationId: uuid().notNull(),
    names: text().array().notNull(),
    emails: text().array().notNull().default(sql`'{}'`),
    phones: text().array().notNull().default(sql`'{}'`),
    createdAt: createdAt(),
  },
  (t) => [index("person_by_organisation").on(t.organisationId)],
);

/** « Même personne ? » was answered for these two cases. */
export const personAnswer = pgTable(
  "person_answer",
  {
    organisationId: uuid().notNull(),
    /** The smaller id of the two. */
    caseId: uuid().notNull(),
    otherId: uuid().notNull(),
    same: boolean().notNull(),
    answeredBy: uuid().notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.caseId, t.otherId] }), index("person_answer_other").on(t.otherId)],
);

/** The organisation's address book: services and people it writes to on several cases. */
export const contact = pgTable(
  "contact",
  {
    id: id(),
    organisationId: uuid().notNull(),
    name: text().notNull(),
    /** « Direction de l’éducation ». */
    department: text(),
    function: text(),
    side: text({ enum: ["ADMINISTRATION", "THIRD_PARTY", "OTHER"] }).notNull(),
    email: text(),
    emailCanonical: text(),
    phone: text(),
    createdAt: createdAt(),
    updatedAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [
    unique("contact_once").on(t.organisationId, t.emailCanonical),
    index("contact_by_name").on(t.organisationId, t.name),
  ],
);

/** Days somebody is away, both included, and who acts for them meanwhile (mediation.md §4.12). */
export const absence = pgTable(
  "absence",
  {
    id: id(),
    organisationId: uuid().notNull(),
    userId: uuid().notNull(),
    fromOn: date({ mode: "string" }).notNull(),
    toOn: date({ mode: "string" }).notNull(),
    replacementId: uuid(),
    /** Does not want the notices meanwhile. */
    muted: boolean().notNull().default(false),
    createdBy: uuid().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("absence_by_user").on(t.organisationId, t.userId, t.fromOn),
    index("absence_by_replacement").on(t.replacementId, t.fromOn),
    check("absence_ends_after", sql`to_on >= from_on`),
  ],
);

/** A mediator's word that they are neither elected nor employed by the authority (mediation.md §2 (f)). */
export const independence = pgTable(
  "independence",
  { organisationId: uuid().notNull(), userId: uuid().notNull(), declaredAt: instant().notNull() },
  (t) => [primaryKey({ columns: [t.organisationId, t.userId] })],
);

/** A case being registered for somebody, kept while it is typed: one per person and organisation. */
export const registrationDraft = pgTable(
  "registration_draft",
  {
    organisationId: uuid().notNull(),
    userId: uuid().notNull(),
    /** Becomes the case's filing key: a double click registers once. */
    key: uuid().notNull(),
    input: jsonb().$type<Record<string, unknown>>().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.userId] })],
);

/** A step of the three-month clock that was taken: once per start (mediation.md §5.6). */
export const inactivityStep = pgTable(
  "inactivity_step",
  {
    organisationId: uuid().notNull(),
    caseId: uuid().notNull(),
    startedOn: date({ mode: "string" }).notNull(),
    step: text({ enum: ["first", "second", "proposed", "last", "closed", "other_means"] }).notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.caseId, t.startedOn, t.step] })],
);

/** What the bell shows somebody. */
export const notification = pgTable(
  "notification",
  {
    id: id(),
    organisationId: uuid().notNull(),
    userId: uuid().notNull(),
    caseId: uuid(),
    kind: text().notNull(),
    /** No personal data: who acted and what it is about. */
    actorId: uuid(),
    detail: jsonb().$type<Record<string, string | number>>().notNull().default({}),
    at: instant().notNull(),
    readAt: instant(),
    /** Told once, however often the job ran. */
    onceKey: text().unique(),
  },
  (t) => [
    index("notification_by_user").on(t.userId, t.at),
    index("notification_unread").on(t.userId, t.organisationId).where(sql`read_at is null`),
  ],
);

/** How somebody wants to be told of one kind of news; without a row the kind's own default holds. */
export const notificationChoice = pgTable(
  "notification_choice",
  {
    organisationId: uuid().notNull(),
    userId: uuid().notNull(),
    kind: text().notNull(),
    way: text({ enum: ["off", "app", "mail", "digest"] }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.organisationId, t.userId, t.kind] })],
);

/** That a day's work of an organisation was done: at its hour, once, however often the schedule runs. */
export const dayWork = pgTable(
  "day_work",
  { organisationId: uuid().notNull(), work: text().notNull(), day: date({ mode: "string" }).notNull() },
  (t) => [primaryKey({ columns: [t.organisationId, t.work, t.day] })],
);
