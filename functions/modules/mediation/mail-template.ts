import type { Organisation } from "../access/index.ts";
import type { ComposedMessage } from "../mail/index.ts";

/** What a sample shows. */
export type Words = Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template">;

/** A mail of ours: who receives it, when, and what it looks like. */
export interface MailTemplate {
  /** Template without its version: `mediation.receipt`. */
  code: string;
  /** For whoever chooses one to look at. */
  name: string;
  to: string;
  when: string;
  /** « une fois par dossier »; absent = each time. */
  limit?: string;
  sample: (env: { appOrigin: string }, organisation: Organisation, own: OwnWords) => Words;
}

/** What the organisation's settings add to mails. */
interface OwnWords {
  signature: string | null;
  acknowledgement: string | null;
}
