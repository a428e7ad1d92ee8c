import * as z from "zod/mini";
import {
  Channel,
  ContactMeans,
  Correspondence,
  Knowledge,
  MandateState,
  Originator,
  PersonTitle,
  RepresentativeKind,
  RequesterType,
} from "./enums.ts";
import { CustomQuestion, GivenAnswers } from "./form-config.ts";
import { limits } from "./limits.ts";

const Id = z.uuid("Identifiant illisible.");
const Day = z.iso.date("Cette date n’existe pas. Écrivez-la comme 05/03/2027.");
const text = (max: number) =>
  z.optional(z.string().check(z.trim(), z.maxLength(max, `${max} caractères au plus.`)));

/** How somebody is reached, as typed; nothing of it is required when an agent writes it down. */
const contact = {
  email: text(254),
  phone: text(40),
  line1: text(200),
  line2: text(200),
  postalCode: text(20),
  city: text(200),
  /** ISO 3166-1 alpha-2. */
  country: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/, "Pays inconnu."))),
  preferredContact: z.optional(ContactMeans),
};
const lastName = z
  .string()
  .check(z.trim(), z.minLength(1, "Écrivez le nom."), z.maxLength(100, "100 caractères au plus."));

/** Who acts for a requester, as an agent writes them down. */
export const RepresentativeInput = z.strictObject({
  title: z.optional(PersonTitle),
  firstName: text(100),
  lastName,
  organisationName: text(200),
  kind: RepresentativeKind,
  mandateState: z.optional(MandateState),
  correspondence: z.optional(Correspondence),
  ...contact,
});
export type RepresentativeInput = z.infer<typeof RepresentativeInput>;

/** At most three people act for one requester (mediation.md §3). */
export const mostRepresentatives = 3;
/** Days before today from which a date asks to be confirmed. */
export const oldReceptionDays = 365;

/** A case an agent registers for somebody (mediation.md §4.4). Only name, channel, date and description are required. */
export const RegisterCase = z.strictObject({
  organisation: Id,
  /** Key of the draft: the same one registers once. */
  key: Id,
  channel: Channel,
  /** True day of the referral, past or today, in the organisation's zone. */
  receivedOn: Day,
  /** `14:30`, when the hour is known; a paper date has none. */
  receivedAt: z.optional(
    z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Écrivez l’heure comme 14:30.")),
  ),
  /** The agent confirmed a date more than a year back. */
  oldDateConfirmed: z.optional(z.boolean()),
  originator: z.optional(Originator),
  requester: z.strictObject({
    /** Nobody knows who asks yet: names stay empty. */
    unknown: z.optional(z.boolean()),
    kind: z.enum(["NATURAL", "LEGAL"]),
    title: z.optional(PersonTitle),
    firstName: text(100),
    lastName: text(100),
    legalName: text(200),
    siret: text(20),
    requesterType: z.optional(RequesterType),
    /** BCP 47. */
    language: text(35),
    accessibilityNeeds: text(500),
    ...contact,
  }),
  representatives: z
    .array(RepresentativeInput)
    .check(z.maxLength(mostRepresentatives, "Trois représentants au plus.")),
  /** The first words of the description when absent. */
  subject: text(150),
  description: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "Décrivez le différend, même en peu de mots."),
      z.maxLength(limits.descriptionMax, "Votre texte dépasse 20 000 caractères. Joignez-le en document."),
    ),
  expectation: text(limits.expectationMax),
  contestedDecisionOn: z.optional(Day),
  priorComplaint: z.optional(Knowledge),
  priorComplaintOn: z.optional(Day),
  priorAnswer: z.optional(Knowledge),
  courtPending: z.optional(Knowledge),
  /** Answers to the organisation's own questions, none of which has to be; and the version of the form that asked. */
  formVersion: z.optional(z.number()),
  answers: z.optional(GivenAnswers),
  /** Ids of uploads of this draft: the scanned letter first. */
  files: z.array(Id).check(z.maxLength(limits.files, "10 fichiers au plus.")),
  /** Send the dated receipt to whoever filed, when they gave an address. */
  sendReceipt: z.boolean(),
});
export type RegisterCase = z.infer<typeof RegisterCase>;

/** What is kept while it is typed: anything, bounded. */
export const RegistrationDraft = z.object({
  key: z.string(),
  input: z.record(z.string(), z.unknown()),
  updatedAt: z.nullable(z.string()),
  /** The organisation's own questions as they are asked now; an agent need not answer any. */
  form: z.object({ version: z.number(), questions: z.array(CustomQuestion) }),
});
export type RegistrationDraft = z.infer<typeof RegistrationDraft>;
/** Characters of a draft, as JSON. */
export const draftMax = 100_000;
export const KeepRegistrationDraft = z.strictObject({
  organisation: Id,
  key: Id,
  input: z.record(z.string(), z.unknown()),
});
export type KeepRegistrationDraft = z.infer<typeof KeepRegistrationDraft>;

/** The dated proof of a case as it is printed and handed over: both dates, and the code of the follow-up page. */
export const CaseTicket = z.object({
  caseId: z.string(),
  /** `2027-00042`. */
  number: z.string(),
  organisation: z.object({ name: z.string(), phone: z.nullable(z.string()), address: z.array(z.string()) }),
  receivedAt: z.string(),
  /** A paper date has no hour. */
  receivedPrecision: z.enum(["INSTANT", "DAY"]),
  registeredAt: z.string(),
  timeZone: z.string(),
  channel: Channel,
  /** Whoever filed; null when nobody is known. */
  filedBy: z.nullable(z.string()),
  /** The address whoever filed gave; null without one. */
  email: z.nullable(z.string()),
  /** Where the follow-up page is, without the secret: it is opened by number and code. */
  followUpUrl: z.string(),
  /** Null when the link ended. */
  accessCode: z.nullable(z.string()),
  files: z.array(z.object({ name: z.string(), size: z.number() })),
});
export type CaseTicket = z.infer<typeof CaseTicket>;
