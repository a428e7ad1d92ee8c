import * as z from "zod/mini";
import { ContactMeans, Correspondence, MandateState } from "./enums.ts";

/** What the holder of a follow-up page may change besides writing, and what agents do about representatives. */

const Id = z.uuid("Identifiant illisible.");
const short = (most: number) =>
  z.optional(z.string().check(z.trim(), z.maxLength(most, `${most} caractères au plus.`)));
const Reason = z.string().check(z.trim(), z.maxLength(2000, "2 000 caractères au plus."));

/** How many documents a requester's side may add to one case (mediation.md §4.3). */
export const pageDocuments = 100;

/** What the opened page shows of its own holder. */
export const OwnSide = z.object({
  role: z.enum(["REQUESTER", "REPRESENTATIVE"]),
  /** False for a representative whose mandate was not verified: they see what they sent and the public status. */
  readsExchanges: z.boolean(),
  mandateState: z.nullable(MandateState),
  contact: z.object({
    email: z.nullable(z.string()),
    /** Asked for, and not confirmed yet from its own mailbox. */
    pendingEmail: z.nullable(z.string()),
    phone: z.nullable(z.string()),
    line1: z.nullable(z.string()),
    line2: z.nullable(z.string()),
    postalCode: z.nullable(z.string()),
    city: z.nullable(z.string()),
    country: z.string(),
    preferredContact: ContactMeans,
  }),
  canWithdraw: z.boolean(),
  /** Documents that may still be added. */
  documentsLeft: z.number(),
});
export type OwnSide = z.infer<typeof OwnSide>;

export const WithdrawByPage = z.strictObject({ reason: Reason });
export type WithdrawByPage = z.infer<typeof WithdrawByPage>;

/** Telephone and address as a whole: what is absent is taken away. */
export const ChangeContact = z.strictObject({
  phone: short(50),
  line1: short(200),
  line2: short(200),
  postalCode: short(20),
  city: short(200),
  country: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/, "Choisissez un pays."))),
  preferredContact: z.optional(ContactMeans),
});
export type ChangeContact = z.infer<typeof ChangeContact>;

export const AskEmailChange = z.strictObject({
  email: z.string().check(z.trim(), z.minLength(1, "Écrivez votre adresse."), z.maxLength(254)),
});
export type AskEmailChange = z.infer<typeof AskEmailChange>;

/** The requester says, by the link of the notice, that they did not ask for this. */
export const ObjectToFiling = z.strictObject({
  token: z.string().check(z.maxLength(400)),
  reason: Reason,
});
export type ObjectToFiling = z.infer<typeof ObjectToFiling>;

/* ---------- Agents ---------- */

/** A withdrawal told by phone or letter; `on` is the day it was told. */
export const WithdrawCase = z.strictObject({
  caseId: Id,
  version: z.number(),
  on: z.iso.date("Cette date n’existe pas. Écrivez-la comme 05/03/2027."),
  reason: Reason,
});
export type WithdrawCase = z.infer<typeof WithdrawCase>;

export const KeepCase = z.strictObject({ caseId: Id, version: z.number() });
export type KeepCase = z.infer<typeof KeepCase>;

export const DecideMandate = z.strictObject({
  caseId: Id,
  partyId: Id,
  version: z.number(),
  state: MandateState,
  /** The document of the case that is the mandate. */
  fileId: z.nullable(Id),
  correspondence: Correspondence,
});
export type DecideMandate = z.infer<typeof DecideMandate>;

export const EndRepresentation = z.strictObject({
  caseId: Id,
  partyId: Id,
  version: z.number(),
  reason: z.string().check(z.trim(), z.minLength(5, "Dites pourquoi, en quelques mots."), z.maxLength(500)),
});
export type EndRepresentation = z.infer<typeof EndRepresentation>;

/** What the case page shows of somebody who acts for the requester. */
export const RepresentationView = z.object({
  kind: z.nullable(z.string()),
  organisationName: z.nullable(z.string()),
  mandateState: MandateState,
  mandateDecidedAt: z.nullable(z.string()),
  mandateFile: z.nullable(z.object({ id: z.string(), name: z.string() })),
  correspondence: Correspondence,
  agreedByRequester: z.nullable(z.boolean()),
  endedAt: z.nullable(z.string()),
});
export type RepresentationView = z.infer<typeof RepresentationView>;
