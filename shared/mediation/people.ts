import * as z from "zod/mini";
import { CaseStatus, LinkKind, Side } from "./enums.ts";
import { similarReasons } from "./similar.ts";

const Id = z.uuid("Identifiant illisible.");
const text = (max: number) =>
  z.optional(z.string().check(z.trim(), z.maxLength(max, `${max} caractères au plus.`)));

/** Another case, as far as whoever asks may know of it: number, date, status, subject. */
export const OtherCase = z.object({
  id: z.string(),
  number: z.string(),
  subject: z.string(),
  requesterName: z.string(),
  status: CaseStatus,
  receivedAt: z.string(),
});
export type OtherCase = z.infer<typeof OtherCase>;

const Reason = z.enum(
  Object.keys(similarReasons) as [keyof typeof similarReasons, ...(keyof typeof similarReasons)[]],
);
/** A case that may be the same, or of the same person: its points and why (mediation.md §5.3). */
export const SimilarCase = z.extend(OtherCase, { score: z.number(), reasons: z.array(Reason) });
export type SimilarCase = z.infer<typeof SimilarCase>;

/** What is typed of somebody, to find cases alike meanwhile. */
export const FindSimilar = z.strictObject({
  organisation: Id,
  firstName: text(100),
  lastName: text(100),
  legalName: text(200),
  email: text(254),
  phone: text(40),
  country: z.optional(z.string().check(z.maxLength(2))),
  postalCode: text(20),
  contestedDecisionOn: z.optional(z.iso.date()),
  description: text(2000),
});
export type FindSimilar = z.infer<typeof FindSimilar>;
export const SimilarFound = z.object({ cases: z.array(SimilarCase) });
export type SimilarFound = z.infer<typeof SimilarFound>;

/** Which of these cases may be another's double: « À prendre » asks for the rows it shows. */
export const SimilarAmong = z.strictObject({
  organisation: Id,
  cases: z.array(Id).check(z.maxLength(100)),
});
export type SimilarAmong = z.infer<typeof SimilarAmong>;
export const SimilarByCase = z.object({
  best: z.array(z.object({ caseId: z.string(), similar: SimilarCase })),
});
export type SimilarByCase = z.infer<typeof SimilarByCase>;

/** Everything beside one case: links, the person's other cases, likely ones, and what was merged into it. */
export const CaseNeighbours = z.object({
  links: z.array(z.extend(OtherCase, { kind: LinkKind, outgoing: z.boolean() })),
  /** The person as confirmed cases tell them; null while no case was confirmed. */
  person: z.nullable(
    z.object({ names: z.array(z.string()), emails: z.array(z.string()), phones: z.array(z.string()) }),
  ),
  samePerson: z.array(OtherCase),
  suggestions: z.array(SimilarCase),
  merged: z.array(
    z.extend(OtherCase, {
      at: z.string(),
      /** Until when the merge can be undone; null when it cannot by this person, or any more. */
      undoUntil: z.nullable(z.string()),
    }),
  ),
  /** Where this case went, when it was merged. */
  survivor: z.nullable(OtherCase),
  /** When this case itself was merged, until when it can be undone. */
  undoUntil: z.nullable(z.string()),
});
export type CaseNeighbours = z.infer<typeof CaseNeighbours>;

export const LinkCases = z.strictObject({ otherId: Id, kind: LinkKind });
export type LinkCases = z.infer<typeof LinkCases>;
export const AnswerSamePerson = z.strictObject({ otherId: Id, same: z.boolean() });
export type AnswerSamePerson = z.infer<typeof AnswerSamePerson>;

/* ---------- Representatives and participants ---------- */

/** Somebody the case shall talk to: from the address book, or typed with their side. */
export const AddParticipant = z.strictObject({
  contactId: z.optional(Id),
  name: text(200),
  email: text(254),
  side: z.optional(Side),
  /** Keep what is typed in the address book too. */
  keep: z.optional(z.boolean()),
});
export type AddParticipant = z.infer<typeof AddParticipant>;

/* ---------- Address book ---------- */

/** Sides of whom an organisation writes to on several cases. */
export const contactSides = {
  ADMINISTRATION: "Administration",
  THIRD_PARTY: "Tiers",
  OTHER: "Autre",
} as const;
const ContactSide = z.enum(["ADMINISTRATION", "THIRD_PARTY", "OTHER"], "Choisissez un côté.");

export const ContactInput = z.strictObject({
  name: z
    .string()
    .check(z.trim(), z.minLength(1, "Écrivez un nom."), z.maxLength(200, "200 caractères au plus.")),
  department: text(200),
  function: text(200),
  side: ContactSide,
  email: text(254),
  phone: text(40),
});
export type ContactInput = z.infer<typeof ContactInput>;
export const AddContact = z.extend(ContactInput, { organisation: Id });
export type AddContact = z.infer<typeof AddContact>;
export const EditContact = z.extend(ContactInput, { version: z.number() });
export type EditContact = z.infer<typeof EditContact>;

export const ContactView = z.object({
  id: z.string(),
  name: z.string(),
  department: z.nullable(z.string()),
  function: z.nullable(z.string()),
  side: ContactSide,
  email: z.nullable(z.string()),
  phone: z.nullable(z.string()),
  version: z.number(),
});
export type ContactView = z.infer<typeof ContactView>;
export const ListContacts = z.object({
  organisation: Id,
  q: z.optional(z.string().check(z.trim(), z.maxLength(100))),
  after: z.optional(z.string().check(z.maxLength(400))),
});
export type ListContacts = z.infer<typeof ListContacts>;
export const ContactPage = z.object({
  contacts: z.array(ContactView),
  next: z.nullable(z.string()),
  mayWrite: z.boolean(),
});
export type ContactPage = z.infer<typeof ContactPage>;
