import { sql } from "drizzle-orm";
import {
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
import type { AccessChoice } from "../../../shared/mediation/access-request.ts";
import type { AnonymousDays, AnonymousFacts } from "../../../shared/mediation/anonymous-facts.ts";
import type { FormConfig } from "../../../shared/mediation/form-config.ts";
import type { MediationSettings } from "../../../shared/mediation/settings.ts";
import { createdAt, id, instant } from "../../platform/columns.ts";

/** What an organisation set for its mediation; without a row `defaultMediationSettings` holds. */
export const mediationSettings = pgTable("mediation_settings", {
  organisationId: uuid().primaryKey(),
  settings: jsonb().$type<Partial<MediationSettings>>().notNull(),
  version: integer().notNull().default(1),
  updatedAt: instant().notNull(),
});

/** The questions of an organisation's form. Published versions never change: cases keep what they were asked. */
export const formConfig = pgTable(
  "form_config",
  {
    id: id(),
    organisationId: uuid().notNull(),
    /** Null while it is a draft; then 1, 2, 3. */
    number: integer(),
    config: jsonb().$type<FormConfig>().notNull(),
    publishedAt: instant(),
    publishedBy: uuid(),
    updatedAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [
    unique("form_config_number").on(t.organisationId, t.number),
    uniqueIndex("form_config_draft").on(t.organisationId).where(sql`number is null`),
  ],
);

/** Reference lists: domains and competent third parties, of the platform or of one organisation (mediation.md §3.1). */
export const listItem = pgTable(
  "list_item",
  {
    id: id(),
    /** Null = the platform's. */
    organisationId: uuid(),
    list: text({ enum: ["domain", "third_party"] }).notNull(),
    code: text().notNull(),
    label: text().notNull(),
    /** Lower case without accents: two labels that read alike are one. */
    labelKey: text().notNull(),
    parentId: uuid(),
    position: integer().notNull().default(0),
    active: boolean().notNull().default(true),
    validFrom: date({ mode: "string" }),
    validTo: date({ mode: "string" }),
    /** The platform's item an organisation's own stands for in national figures. */
    mapsTo: uuid(),
    /** A third party's: « vers qui vous tourner », and how to reach it. */
    guidance: text(),
    address: text(),
    web: text(),
    phone: text(),
    updatedAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [
    unique("list_item_once").on(t.organisationId, t.list, t.parentId, t.labelKey).nullsNotDistinct(),
    unique("list_item_code").on(t.organisationId, t.list, t.code).nullsNotDistinct(),
    index("list_item_by_parent").on(t.parentId),
  ],
);

/** A list's filters under a name: one's own, or shared with the service. */
export const savedView = pgTable(
  "saved_view",
  {
    id: id(),
    organisationId: uuid().notNull(),
    userId: uuid().notNull(),
    shared: boolean().notNull().default(false),
    title: text().notNull(),
    /** The query of the list's address. */
    filters: jsonb().$type<Record<string, string>>().notNull(),
    position: integer().notNull().default(0),
    createdAt: createdAt(),
  },
  (t) => [index("saved_view_by_organisation").on(t.organisationId, t.userId)],
);

/** Lines one agent wants under their own messages. */
export const userSignature = pgTable(
  "user_signature",
  { organisationId: uuid().notNull(), userId: uuid().notNull(), text: text().notNull() },
  (t) => [primaryKey({ columns: [t.organisationId, t.userId] })],
);

/** A year's activity report: a draft until it is frozen; then its figures never change. */
export const annualReport = pgTable(
  "annual_report",
  {
    id: id(),
    organisationId: uuid().notNull(),
    year: integer().notNull(),
    /** What people wrote, by chapter. */
    chapters: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** The figures as they were frozen; null while it is a draft. */
    figures: jsonb().$type<Record<string, unknown>>(),
    frozenAt: instant(),
    frozenBy: uuid(),
    sentToAssemblyOn: date({ mode: "string" }),
    sentToDefenderOn: date({ mode: "string" }),
    updatedAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [unique("annual_report_once").on(t.organisationId, t.year)],
);

/** The survey of one closed case until it is answered; then nothing ties the answer to the case (mediation.md §4.11). */
export const survey = pgTable(
  "survey",
  {
    id: id(),
    organisationId: uuid().notNull(),
    caseId: uuid().notNull().unique(),
    sendOn: date({ mode: "string" }).notNull(),
    sentAt: instant(),
    remindedAt: instant(),
    endsAt: instant(),
    secretLinkId: uuid(),
  },
  (t) => [index("survey_waiting").on(t.sendOn).where(sql`sent_at is null`)],
);

/** What somebody thought of it: no case, no day, no name. */
export const surveyAnswer = pgTable(
  "survey_answer",
  {
    id: id(),
    organisationId: uuid().notNull(),
    /** `2027-Q1`. */
    quarter: text().notNull(),
    topDomainId: uuid(),
    outcome: text(),
    /** 1 to 5 by question; an absent one is « sans avis ». */
    answers: jsonb().$type<Record<string, number>>().notNull(),
    recommends: boolean(),
    comment: text(),
  },
  (t) => [index("survey_answer_by_quarter").on(t.organisationId, t.quarter)],
);

/** The one row an anonymised case leaves: what figures count, in months, and nothing of anybody (mediation.md §9). */
export const anonymousCase = pgTable(
  "anonymous_case",
  {
    id: id(),
    organisationId: uuid().notNull(),
    year: integer().notNull(),
    seq: integer().notNull(),
    /** First day of the month. */
    receivedMonth: date({ mode: "string" }).notNull(),
    registeredMonth: date({ mode: "string" }).notNull(),
    /** Closings and reopenings in order: month, and the outcome of a closing. */
    events: jsonb().$type<{ kind: "closed" | "reopened"; month: string; outcome?: string }[]>().notNull(),
    facts: jsonb().$type<AnonymousFacts>().notNull(),
    days: jsonb().$type<AnonymousDays>().notNull(),
    anonymisedAt: instant().notNull(),
  },
  (t) => [unique("anonymous_case_once").on(t.organisationId, t.year, t.seq)],
);

/**
 * What was chosen in the review of an access request to this case's requester, kept for whoever goes on with it or sends
 * it (mediation.md §9). It goes with any of the cases it is about: the words to hide may be of each of them.
 */
export const accessChoice = pgTable("access_choice", {
  caseId: uuid().primaryKey(),
  organisationId: uuid().notNull(),
  /** Cases of that person that the review showed. */
  about: jsonb().$type<string[]>().notNull(),
  chosen: jsonb().$type<AccessChoice>().notNull(),
  savedBy: uuid().notNull(),
  savedAt: instant().notNull(),
  version: integer().notNull().default(1),
});

/** That something was erased, and the proof: counts, and a scan that found nothing left. No name, no address. */
export const erasure = pgTable(
  "erasure",
  {
    id: id(),
    organisationId: uuid().notNull(),
    scope: text({ enum: ["case", "person", "organisation"] }).notNull(),
    /** The erased case or person; kept as an id alone. */
    targetId: uuid().notNull(),
    cause: text({ enum: ["retention", "recycle_bin", "request", "organisation_closed"] }).notNull(),
    reason: text(),
    state: text({ enum: ["prepared", "asked", "running", "done", "failed"] }).notNull(),
    askedBy: uuid(),
    at: instant().notNull(),
    /** Counts by kind of record, and what the scan found (0 everywhere when done). */
    proof: jsonb().$type<Record<string, unknown>>(),
    finishedAt: instant(),
  },
  (t) => [index("erasure_by_organisation").on(t.organisationId, t.at)],
);
