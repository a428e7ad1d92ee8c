import * as z from "zod/mini";
import { mediationTexts } from "../access/organisation.ts";
import { CaseSynthesis, PendingEdits } from "./case-blocks.ts";
import { CaseHands } from "./case-hands.ts";
import { DocumentView } from "./documents.ts";
import {
  CaseStatus,
  Channel,
  ContactMeans,
  Knowledge,
  Outcome,
  PersonTitle,
  PublicStatus,
  RepresentativeKind,
  Side,
} from "./enums.ts";
import { OwnSide, RepresentationView } from "./follow-up.ts";
import { CustomAnswer, GivenAnswers, PublicForm } from "./form-config.ts";
import { limits } from "./limits.ts";
import { TaskView } from "./tasks.ts";
import { CaseEntryView, OlderEntries } from "./thread.ts";

export { limits };

const Id = z.uuid("Identifiant illisible.");
/** A calendar day, `2027-03-16`. */
const Day = z.iso.date("Cette date n’existe pas. Écrivez-la comme 05/03/2027.");
const optionalText = (max: number) =>
  z.optional(z.string().check(z.trim(), z.maxLength(max, `${max} caractères au plus.`)));

/* ---------- The public form ---------- */

const Identity = {
  title: z.optional(PersonTitle),
  firstName: optionalText(100),
  lastName: z
    .string()
    .check(z.trim(), z.minLength(1, "Écrivez votre nom."), z.maxLength(100, "100 caractères au plus.")),
};
/** At least one of e-mail, complete address, phone: checked by `contactProblems` in contact.ts, for the form and the API alike. */
const Contact = {
  email: optionalText(254),
  phone: optionalText(40),
  line1: optionalText(200),
  line2: optionalText(200),
  postalCode: optionalText(20),
  city: optionalText(200),
  /** ISO 3166-1 alpha-2. */
  country: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/, "Pays inconnu."))),
  /** Of the town, when it was chosen from the national base. */
  inseeCode: z.optional(z.string().check(z.regex(/^\d[\dAB]\d{3}$/, "Code de commune inconnu."))),
};

/** One request for mediation, as the form sends it. `draftId` is its idempotency key. */
export const FileRequest = z.strictObject({
  draftId: Id,
  /** For whom: oneself, another person, or an organisation. */
  onBehalf: z.enum(["SELF", "PERSON", "ORGANISATION"]),
  requester: z.strictObject({
    ...Identity,
    ...Contact,
    legalName: optionalText(200),
    siret: optionalText(20),
    preferredContact: z.optional(ContactMeans),
    accessibilityNeeds: optionalText(500),
  }),
  representative: z.optional(
    z.strictObject({
      ...Identity,
      ...Contact,
      kind: RepresentativeKind,
      organisationName: optionalText(200),
      preferredContact: z.optional(ContactMeans),
      requesterAgrees: z.boolean(),
    }),
  ),
  description: z
    .string()
    .check(
      z.trim(),
      z.minLength(limits.descriptionMin, "Racontez ce qui s’est passé en 10 caractères au moins."),
      z.maxLength(
        limits.descriptionMax,
        "Votre texte dépasse 20 000 caractères. Raccourcissez-le ou joignez-le en document.",
      ),
    ),
  expectation: optionalText(limits.expectationMax),
  contestedDecisionOn: z.optional(Day),
  priorComplaint: z.optional(Knowledge),
  priorComplaintOn: z.optional(Day),
  priorAnswer: z.optional(Knowledge),
  courtPending: z.optional(Knowledge),
  /** Version of the form that was filled; the latest one when absent. */
  formVersion: z.optional(z.number().check(z.int(), z.nonnegative())),
  answers: z.optional(GivenAnswers),
  /** Ids of uploads of this draft, in the order shown. */
  files: z.array(Id).check(z.maxLength(limits.files, "10 fichiers au plus.")),
  sendCopy: z.boolean(),
  /** Invisible trap: people leave it empty. */
  website: z.optional(z.string()),
  /** Milliseconds between opening the form and sending it. */
  filledInMs: z.number(),
});
export type FileRequest = z.infer<typeof FileRequest>;

/** The dated proof. The same draft always gets the same one. */
export const Receipt = z.object({
  /** `2027-00042`. */
  number: z.string(),
  /** ISO instant. */
  receivedAt: z.string(),
  timeZone: z.string(),
  organisation: z.object({ slug: z.string(), name: z.string() }),
  sentBy: z.string(),
  /** Masked nowhere: the person typed it a minute ago. Null when none was given. */
  email: z.nullable(z.string()),
  /** `/suivi#<token>`. */
  followUpPath: z.string(),
  /** Twelve characters, given only to people without e-mail. */
  accessCode: z.nullable(z.string()),
  files: z.array(z.object({ name: z.string(), size: z.number() })),
  /** The draft it was made of: the browser that filed it may have the same as a PDF. */
  draftId: z.optional(z.string()),
});
export type Receipt = z.infer<typeof Receipt>;

export const UploadRequest = z.strictObject({
  draftId: Id,
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  /** Bytes. */
  size: z.number().check(z.int(), z.nonnegative()),
});
export type UploadRequest = z.infer<typeof UploadRequest>;

/** Where the browser posts the file: fields first, then the file, as multipart/form-data. */
export const UploadTicket = z.object({
  id: z.string(),
  url: z.string(),
  fields: z.record(z.string(), z.string()),
});
export type UploadTicket = z.infer<typeof UploadTicket>;

/** What became of a sent file once its content was read. */
export const UploadResult = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("accepted"),
    id: z.string(),
    name: z.string(),
    size: z.number(),
    type: z.string(),
  }),
  z.object({ state: z.literal("refused"), cause: z.string(), advice: z.string() }),
]);
export type UploadResult = z.infer<typeof UploadResult>;

/** What anyone may read of an organisation. */
export const PublicOrganisation = z.object({
  slug: z.string(),
  name: z.string(),
  shortName: z.string(),
  kind: z.string(),
  logo: z.optional(z.string()),
  /** Colour of the header, one of the organisation's `accents`. */
  accent: z.optional(z.string()),
  timeZone: z.string(),
  intakeAddress: z.nullable(z.string()),
  phone: z.optional(z.string()),
  phoneHours: z.optional(z.string()),
  address: z.array(z.string()),
  counterHours: z.optional(z.string()),
  title: z.string(),
  ...mediationTexts,
  form: PublicForm,
});
export type PublicOrganisation = z.infer<typeof PublicOrganisation>;

export const Directory = z.object({
  organisations: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      kind: z.string(),
      city: z.string(),
      formOpen: z.boolean(),
    }),
  ),
});
export type Directory = z.infer<typeof Directory>;

/* ---------- The follow-up page ---------- */

/** What was followed or pasted, as it is: the API tells a cut or doubled link apart. */
export const OpenLink = z.strictObject({ token: z.string().check(z.maxLength(1000)) });
export const OpenByAccessCode = z.strictObject({
  number: z.string().check(z.trim(), z.maxLength(20)),
  accessCode: z.string().check(z.trim(), z.maxLength(30)),
});
export const CheckCode = z.strictObject({ code: z.string().check(z.trim(), z.maxLength(20)) });
export const AskNewLink = z.strictObject({
  number: z.string().check(z.trim(), z.maxLength(20)),
  email: z.string().check(z.trim(), z.maxLength(254)),
});

/** What the link alone may show. */
export const LinkView = z.object({
  number: z.string(),
  organisation: z.object({
    slug: z.string(),
    name: z.string(),
    shortName: z.string(),
    logo: z.optional(z.string()),
    phone: z.optional(z.string()),
    phoneHours: z.optional(z.string()),
    title: z.string(),
  }),
  receivedAt: z.string(),
  timeZone: z.string(),
  status: PublicStatus,
  closedAt: z.nullable(z.string()),
  /** `a•••@domaine.example`; null when the person has no e-mail (access code instead). */
  maskedEmail: z.nullable(z.string()),
  /** True once the code was given: the thread may be read. */
  open: z.boolean(),
  expiresAt: z.string(),
  /** The request was given up; the case is about to be closed. */
  withdrawnAt: z.nullable(z.string()),
  /** Open again since, after a closing. */
  reopenedAt: z.nullable(z.string()),
  /** Until when a closed case may be read. */
  readableUntil: z.nullable(z.string()),
});
export type LinkView = z.infer<typeof LinkView>;

const PublicFile = z.object({
  id: z.string(),
  name: z.string(),
  size: z.number(),
  type: z.string(),
  /** Whether it can be downloaded: not while it is analysed, nor with a virus, nor when nobody could look into it. */
  state: z.enum(["ready", "checking", "refused", "unchecked"]),
});
/** One line of the citizen's thread. */
export const FollowUpEntry = z.object({
  id: z.string(),
  kind: z.enum(["message", "fact"]),
  from: z.enum(["ME", "MEDIATOR"]),
  authorName: z.nullable(z.string()),
  medium: z.string(),
  at: z.string(),
  subject: z.nullable(z.string()),
  text: z.nullable(z.string()),
  fact: z.nullable(z.string()),
  files: z.array(PublicFile),
});
export type FollowUpEntry = z.infer<typeof FollowUpEntry>;
/** The whole follow-up page, after the code. */
export const FollowUpView = z.object({
  link: LinkView,
  subject: z.string(),
  description: z.string(),
  handlerName: z.nullable(z.string()),
  /** Marks reached, with the date each was first reached. */
  marks: z.array(z.object({ status: PublicStatus, at: z.nullable(z.string()) })),
  entries: z.array(FollowUpEntry),
  canAnswer: z.boolean(),
  own: OwnSide,
});
export type FollowUpView = z.infer<typeof FollowUpView>;

export const FollowUpAnswer = z.strictObject({
  idempotencyKey: Id,
  text: z.string().check(z.trim(), z.maxLength(limits.descriptionMax)),
  files: z.array(Id).check(z.maxLength(limits.files)),
  /** The first file is the mandate of the representative who sends it. */
  mandate: z.optional(z.boolean()),
});
export type FollowUpAnswer = z.infer<typeof FollowUpAnswer>;

/* ---------- Agents ---------- */

/** What an agent may do on a case; screens offer exactly these. */
export const caseActions = [
  "case.read",
  "case.edit",
  "case.decide",
  "case.take",
  "case.release",
  "case.assign",
  "case.propose_transfer",
  "case.note",
  "case.moderate",
  "case.document",
  "case.remove_document",
  "case.task",
  "case.watch",
  "case.invite_watcher",
  "case.write",
  "case.process",
  "case.close",
  "case.reopen",
  "case.withdraw",
  "case.link",
  "case.merge",
  "case.unmerge",
  "case.restrict",
  "case.unrestrict",
  "case.hold",
  "case.unhold",
  "case.delete",
  "case.restore",
  "case.prepare_access",
  "case.prepare_erasure",
  "case.erase",
  "case.synthesis",
  "case.export",
  "case.original",
  "case.reprocess",
] as const;
export const CaseAction = z.enum(caseActions);
export type CaseAction = z.infer<typeof CaseAction>;

export const PartyView = z.object({
  id: z.string(),
  role: z.enum(["REQUESTER", "REPRESENTATIVE"]),
  name: z.string(),
  email: z.nullable(z.string()),
  phone: z.nullable(z.string()),
  address: z.array(z.string()),
  preferredContact: ContactMeans,
  /** Letters to the requester's side go to them unless an agent chooses otherwise. */
  getsLetters: z.boolean(),
  /** The requester said that they did not ask for this. */
  objectedAt: z.nullable(z.string()),
  /** Null for the requester. */
  representation: z.nullable(RepresentationView),
  /** Of a representative, name and address in their parts, to be corrected. */
  parts: z.optional(
    z.object({
      title: z.nullable(PersonTitle),
      firstName: z.nullable(z.string()),
      lastName: z.string(),
      line1: z.nullable(z.string()),
      line2: z.nullable(z.string()),
      postalCode: z.nullable(z.string()),
      city: z.nullable(z.string()),
    }),
  ),
});
export type PartyView = z.infer<typeof PartyView>;

export const CaseView = z.object({
  id: z.string(),
  organisationId: z.string(),
  /** Of the organisation: days and hours of the case are told there. */
  timeZone: z.string(),
  number: z.string(),
  subject: z.string(),
  status: CaseStatus,
  statusSince: z.string(),
  priority: z.enum(["NORMAL", "HIGH"]),
  channel: Channel,
  receivedAt: z.string(),
  registeredAt: z.string(),
  dueOn: z.nullable(z.string()),
  assignee: z.nullable(z.object({ id: z.string(), name: z.string() })),
  description: z.string(),
  expectation: z.nullable(z.string()),
  contestedDecisionOn: z.nullable(z.string()),
  priorComplaint: z.nullable(Knowledge),
  priorComplaintOn: z.nullable(z.string()),
  priorAnswer: z.nullable(Knowledge),
  courtPending: z.nullable(Knowledge),
  hands: CaseHands,
  synthesis: CaseSynthesis,
  /** Answers to the organisation's own questions, each as it was asked; files by their ids. */
  customAnswers: z.array(CustomAnswer),
  /** To try the service with: outside every figure. */
  sample: z.boolean(),
  /** Days the administration is usually given to answer here. */
  administrationAnswerDays: z.number(),
  closedAt: z.nullable(z.string()),
  outcome: z.nullable(Outcome),
  mediationEndedOn: z.nullable(z.string()),
  closingWords: z.nullable(z.string()),
  parties: z.array(PartyView),
  participants: z.array(
    z.object({
      id: z.string(),
      /** The party they are, if any. */
      partyId: z.nullable(z.string()),
      /** Whether what is written to their side may go to them: not to a representative without verified mandate. */
      speaks: z.enum(["yes", "no_mandate", "ended"]),
      /** Letters to their side go to them unless an agent chooses otherwise. */
      getsLetters: z.boolean(),
      name: z.string(),
      email: z.string(),
      side: Side,
      verification: z.string(),
    }),
  ),
  /** The newest ones, those to process and the pinned notes, in the order of time; `older` says what is before. */
  entries: z.array(CaseEntryView),
  older: OlderEntries,
  /** Newest first. */
  documents: z.array(DocumentView),
  /** Open ones first, soonest first. */
  tasks: z.array(TaskView),
  held: z.array(
    z.object({
      id: z.string(),
      from: z.nullable(z.string()),
      claimedName: z.nullable(z.string()),
      subject: z.nullable(z.string()),
      receivedAt: z.string(),
      cause: z.string(),
      text: z.nullable(z.string()),
    }),
  ),
  /** Held mails, also for those who may not read them. */
  heldCount: z.number(),
  allowed: z.array(CaseAction),
  version: z.number(),
});
export type CaseView = z.infer<typeof CaseView>;

export const TakeCase = z.strictObject({ caseId: Id });
export type TakeCase = z.infer<typeof TakeCase>;

export const SendMessage = z.strictObject({
  caseId: Id,
  /** One key per composed message: a double click sends once. */
  idempotencyKey: Id,
  recipients: z.array(Id).check(z.minLength(1, "Choisissez au moins un destinataire."), z.maxLength(20)),
  subject: z
    .string()
    .check(z.trim(), z.minLength(1, "Écrivez un objet."), z.maxLength(255, "255 caractères au plus.")),
  text: z.string().check(z.trim(), z.minLength(1, "Écrivez votre message."), z.maxLength(limits.messageMax)),
  files: z.array(Id).check(z.maxLength(limits.messageFiles)),
  /** Files of the case sent along; `reason` where one is kept from the side written to (mediation.md §4.6). */
  caseFiles: z.optional(
    z
      .array(
        z.strictObject({
          id: Id,
          reason: z.optional(z.string().check(z.trim(), z.minLength(5, "Dites pourquoi."), z.maxLength(500))),
        }),
      )
      .check(z.maxLength(limits.messageFiles)),
  ),
  /** Each copy names the other recipients; off, nobody learns who else reads it. */
  recipientsVisible: z.optional(z.boolean()),
  /** Last entry the agent saw: when a newer one exists the answer is `conflict`, reason `newer_entry`, unless `despiteNewer`. */
  lastSeenEntryId: z.nullable(Id),
  despiteNewer: z.optional(z.boolean()),
  /** Writes to a representative whose mandate nobody verified: to ask for it, for example. */
  despiteMandate: z.optional(z.boolean()),
  /** Status wanted after sending, for example waiting for the answer. */
  nextStatus: z.optional(CaseStatus),
  /** To the administration: the day its answer is expected by, which becomes a task that the answer closes. */
  answerBy: z.optional(Day),
});
export type SendMessage = z.infer<typeof SendMessage>;

export const CloseCase = z.strictObject({
  caseId: Id,
  version: z.number(),
  outcome: Outcome,
  mediationEndedOn: Day,
  closingWords: optionalText(limits.closingWordsMax),
  /** Say the outcome in plain words in the closing mail. */
  sayOutcome: z.boolean(),
  /** Participants to tell; empty = close without telling anyone. */
  notify: z.array(Id),
  /** Blocks of the case saved with it: what was being edited, and what the closing itself decides. */
  edits: z.optional(PendingEdits),
  /** Why, when an edit corrects a date. */
  reason: optionalText(500),
  /** Ends the tasks that are still open. */
  finishTasks: z.optional(z.boolean()),
  /** Asks for a letter to be posted: the requester has no e-mail. */
  letter: z.optional(z.boolean()),
});
export type CloseCase = z.infer<typeof CloseCase>;

export const ProcessEntry = z.strictObject({ caseId: Id, entryId: Id });
export type ProcessEntry = z.infer<typeof ProcessEntry>;

export const FileLink = z.object({ url: z.string(), expiresAt: z.string() });
export type FileLink = z.infer<typeof FileLink>;
