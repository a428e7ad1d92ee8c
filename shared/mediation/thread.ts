import * as z from "zod/mini";
import { MailCard } from "../mail/cards.ts";
import { SentFileLink } from "../mail/file-links.ts";
import { Side } from "./enums.ts";
import { NoteView } from "./notes.ts";

/** One line of a case's thread as agents read it. */

export const CaseFileView = z.object({
  id: z.string(),
  name: z.string(),
  size: z.number(),
  type: z.string(),
  inline: z.boolean(),
  /** Who may read it (shared/mediation/file-visibility.ts). */
  visibility: z.enum(["SHARED", "REQUESTER_ONLY", "ADMINISTRATION_ONLY", "INTERNAL"]),
  /** `kept` files can be downloaded once scanned; others say why they are not there. */
  decision: z.enum(["kept", "refused_type", "refused_malware", "refused_limit", "empty"]),
  scan: z.enum(["pending", "clean", "threat", "unsupported", "failed"]),
});
export type CaseFileView = z.infer<typeof CaseFileView>;

export const RecipientView = z.object({
  id: z.string(),
  name: z.nullable(z.string()),
  address: z.string(),
  /** Codes and words of shared/mail (recipient states). */
  state: z.string(),
  at: z.string(),
  /** One French sentence when the delivery failed. */
  cause: z.nullable(z.string()),
  /** When the recipient's program said the message was read. */
  readAt: z.nullable(z.string()),
  /** The copy this one sends again. */
  resendOf: z.nullable(z.string()),
  /** Somebody decided not to send it again. */
  settled: z.boolean(),
  /** Its address was unblocked here, and the provider's own list still holds it. */
  liftRefused: z.boolean(),
});
export type RecipientView = z.infer<typeof RecipientView>;

export const CaseEntryView = z.object({
  id: z.string(),
  kind: z.enum(["message", "automatic", "delivery_report", "note", "fact"]),
  direction: z.nullable(z.enum(["IN", "OUT"])),
  medium: z.string(),
  side: z.nullable(Side),
  at: z.string(),
  author: z.nullable(z.string()),
  /** The participant who wrote it. */
  participantId: z.nullable(z.string()),
  /** The number of the merged case it came on. */
  receivedOn: z.optional(z.string()),
  mine: z.boolean(),
  authorship: z.nullable(z.string()),
  fact: z.nullable(z.string()),
  subject: z.nullable(z.string()),
  text: z.nullable(z.string()),
  /** True when `text` is only its beginning (`longestText` letters): the whole is read apart. */
  cut: z.optional(z.boolean()),
  /** True when the sanitised HTML can be shown in its frame. */
  hasHtml: z.boolean(),
  folds: z.array(z.object({ from: z.number(), to: z.number(), kind: z.enum(["quote", "signature"]) })),
  flags: z.array(z.string()),
  /** Appointments and forwarded originals found in the mail. */
  cards: z.array(MailCard),
  /** Addresses of To and Cc, as the mail wrote them. */
  shownRecipients: z.array(z.string()),
  /** Addresses the sender wants answers at, when they are not their own. */
  replyTo: z.array(z.string()),
  /** What the sender's program says, when it differs from `at` by more than an hour. */
  claimedAt: z.nullable(z.string()),
  /** Whether its exact bytes can be looked at: kept, deleted after their time, or never a mail. */
  original: z.enum(["kept", "purged", "none"]),
  /** Until when this message of ours can be taken back; null once it is too late. */
  undoUntil: z.nullable(z.string()),
  toProcess: z.boolean(),
  /** Of a note alone. */
  note: z.optional(NoteView),
  files: z.array(CaseFileView),
  recipients: z.array(RecipientView),
  /** Files too large for the mail, given as links, each to one recipient. */
  fileLinks: z.array(SentFileLink),
});
export type CaseEntryView = z.infer<typeof CaseEntryView>;

/** Entries read with a case: its newest ones. Those that wait for somebody come with them, however old. */
export const entriesAtOnce = 100;
/** Letters of one entry read with the case. */
export const longestText = 20_000;

/** What comes before the entries read so far; null at the beginning of the case. */
export const OlderEntries = z.nullable(z.object({ count: z.number(), before: z.string() }));
export type OlderEntries = z.infer<typeof OlderEntries>;
export const EntryPage = z.object({ entries: z.array(CaseEntryView), older: OlderEntries });
export type EntryPage = z.infer<typeof EntryPage>;
export const EntryText = z.object({ text: z.string() });
export type EntryText = z.infer<typeof EntryText>;
