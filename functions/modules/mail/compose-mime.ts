import type { OutgoingClass } from "../../../shared/mail/schema.ts";
import type { Env } from "../../platform/env.ts";
import { headerProblem } from "./header-text.ts";
import { guichetId, ourMessageId } from "./message-ids.ts";

interface Named {
  address: string;
  name: string | undefined;
}

/** One recipient's copy, ready to become bytes. */
export interface OutgoingCopy {
  recipientId: string;
  class: OutgoingClass;
  service: string;
  senderName: string;
  /** `r-<token>`, `a-<token>` or `noreply`. */
  fromLocalPart: string;
  /** Somebody's own address, where answers are theirs; else the one it is from. */
  replyTo?: string | undefined;
  /** Whom the copy names, which is not always whom it goes to. */
  to: readonly Named[];
  cc: readonly Named[];
  subject: string;
  text: string;
  html: string;
  files: readonly { name: string; type: string; content: Buffer }[];
  inReplyTo: string | undefined;
  /** Oldest first; begins with the conversation's anchor. */
  references: readonly string[];
  /** Address at which a mail program unsubscribes its user by itself (RFC 8058): digests. */
  oneClick: string | undefined;
  date: Date;
}

/** The most SES takes in one call, after encoding. */
export const maxWireBytes = 10 * 1024 * 1024;

/** Headers that tell machines not to answer, and how (mail.md §5.13). */
const classHeaders: Record<OutgoingClass, Readonly<Record<string, string>>> = {
  // A person wrote it: an absence message of the recipient is welcome.
  conversation: {},
  notice: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  acknowledgement: { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All" },
  security: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  digest: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", Precedence: "bulk" },
  partner: { "Auto-Submitted": "auto-generated" },
};

/**
 * Builds the bytes: text and HTML as alternatives, files, ASCII headers with encoded-words, names by RFC 2231. The
 * same copy gives the same bytes but for the multipart boundary. Refuses control characters in any header.
 */
export async function composeMime(
  env: Pick<Env, "mailDomain" | "hmacKeys">,
  copy: OutgoingCopy,
): Promise<Buffer> {
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer/index.js");
  for (const value of [
    copy.subject,
    copy.senderName,
    ...[...copy.to, ...copy.cc].flatMap(({ address, name }) => (name ? [address, name] : [address])),
  ]) {
    const problem = headerProblem(value, 1000);
    if (problem !== undefined) throw new Error("a header value has a control character or no text");
  }
  const from = { name: copy.senderName, address: `${copy.fromLocalPart}@${env.mailDomain}` };
  const composer = new MailComposer({
    from,
    replyTo: copy.replyTo ?? from,
    to: copy.to.map(withName),
    ...(copy.cc.length === 0 ? {} : { cc: copy.cc.map(withName) }),
    subject: copy.subject,
    text: copy.text,
    html: copy.html,
    textEncoding: "quoted-printable",
    messageId: ourMessageId(env, copy.recipientId),
    date: copy.date,
    ...(copy.inReplyTo === undefined ? {} : { inReplyTo: copy.inReplyTo }),
    ...(copy.references.length === 0 ? {} : { references: [...copy.references] }),
    headers: {
      ...classHeaders[copy.class],
      "X-Guichet-Id": guichetId(env, copy.recipientId),
      ...(copy.oneClick === undefined
        ? {}
        : {
            "List-Unsubscribe": `<${copy.oneClick}>`,
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          }),
      "Feedback-ID": `${copy.class}:${copy.service}:guichet`,
    },
    attachments: copy.files.map(({ name, type, content }) => ({
      filename: name,
      contentType: type,
      content,
    })),
    disableUrlAccess: true,
    disableFileAccess: true,
    newline: "windows",
  });
  return composer.compile().build();
}

const withName = ({ address, name }: Named) => ({ address, name: name ?? "" });
