import * as z from "zod/mini";
import { CaseStatus } from "./enums.ts";
import { limits } from "./limits.ts";
import { Mentions, NoteText } from "./notes.ts";

/** What is being written on a case: drafts, notes, and who else is there (mail.md §4.6, mediation.md §4.6, §4.7). */

const Id = z.uuid("Identifiant illisible.");

/** A message to people of the case, or a note between colleagues. Each person has one draft of each per case. */
export const DraftKind = z.enum(["message", "note"]);
export type DraftKind = z.infer<typeof DraftKind>;

/** A file that will go with the message: sent ahead, or one the case has already. `size` in bytes. */
export const DraftFile = z.object({
  id: Id,
  name: z.string().check(z.maxLength(200)),
  size: z.number().check(z.int(), z.nonnegative()),
  onCase: z.optional(z.boolean()),
  /** Why a file of the case goes to a side it is kept from. */
  reason: z.optional(z.string().check(z.maxLength(500))),
});
export type DraftFile = z.infer<typeof DraftFile>;

const draft = {
  kind: DraftKind,
  /** Key the message will be sent with: the same draft sent from two devices leaves once. */
  messageKey: Id,
  subject: z.string().check(z.maxLength(255)),
  text: z.string().check(z.maxLength(limits.messageMax)),
  /** Participants chosen. */
  recipients: z.array(Id).check(z.maxLength(20)),
  recipientsVisible: z.boolean(),
  files: z.array(DraftFile).check(z.maxLength(limits.messageFiles)),
  lastSeenEntryId: z.nullable(Id),
  /** Chosen by the agent; null = the usual one for the side written to. */
  nextStatus: z.nullable(CaseStatus),
};

export const SaveDraft = z.strictObject({
  caseId: Id,
  ...draft,
  /** `savedAt` of the version this one follows; null for a first one. Another one means that it was written elsewhere. */
  basedOn: z.nullable(z.string().check(z.maxLength(40))),
});
export type SaveDraft = z.infer<typeof SaveDraft>;

export const DraftSaved = z.object({ savedAt: z.string() });
export type DraftSaved = z.infer<typeof DraftSaved>;

export const DraftView = z.object({ ...draft, savedAt: z.string() });
export type DraftView = z.infer<typeof DraftView>;

/** What a composer opens with. */
export const Composing = z.object({
  message: z.nullable(DraftView),
  note: z.nullable(DraftView),
  /** Lines the organisation puts under each message. */
  signature: z.nullable(z.string()),
  /** Seconds during which a sent message can be taken back; 0 = it leaves at once. */
  undoSeconds: z.number(),
});
export type Composing = z.infer<typeof Composing>;

export const DiscardDraft = z.strictObject({ caseId: Id, kind: DraftKind });
export type DiscardDraft = z.infer<typeof DiscardDraft>;

export const DraftList = z.object({
  drafts: z.array(
    z.object({
      caseId: z.string(),
      caseNumber: z.string(),
      kind: DraftKind,
      subject: z.string(),
      savedAt: z.string(),
    }),
  ),
});
export type DraftList = z.infer<typeof DraftList>;

export const AddNote = z.strictObject({
  caseId: Id,
  /** One key per note: a double click adds one. */
  idempotencyKey: Id,
  text: NoteText,
  /** Colleagues called by name; each may read the case. */
  mentions: z.optional(Mentions),
  /** When what it tells happened; now unless said, never later. */
  occurredAt: z.optional(z.iso.datetime()),
});
export type AddNote = z.infer<typeof AddNote>;

/** A sign of life from an open case; `left` = no longer there. */
export const ShowPresence = z.strictObject({ caseId: Id, activity: z.enum(["reading", "writing", "left"]) });
export type ShowPresence = z.infer<typeof ShowPresence>;

/** Seconds between two signs of life, and how long one counts. */
export const presencePace = { every: 15, lasts: 30 } as const;

export const Present = z.object({
  others: z.array(z.object({ name: z.string(), activity: z.enum(["reading", "writing"]) })),
});
export type Present = z.infer<typeof Present>;
