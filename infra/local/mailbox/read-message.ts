/** A stored mail as its reader sees it. */
import PostalMime, { type Attachment } from "postal-mime";
import type { HeaderLine } from "../mail-head.ts";

interface ReadAttachment {
  name: string;
  type: string;
  /** Bytes. */
  size: number;
  /** Shown inside the HTML rather than beside it. */
  inline: boolean;
  bytes: Buffer;
}

export interface ReadMessage {
  headers: HeaderLine[];
  from: string;
  to: string[];
  cc: string[];
  replyTo: string | undefined;
  subject: string;
  messageId: string | undefined;
  references: string | undefined;
  text: string | undefined;
  /** As sent: to be shown in a sandbox only. */
  html: string | undefined;
  attachments: ReadAttachment[];
}

const bytesOf = ({ content }: Attachment): Buffer =>
  typeof content === "string"
    ? Buffer.from(content)
    : Buffer.from(content instanceof Uint8Array ? content : new Uint8Array(content));

const shown = (one: { name?: string; address?: string }): string =>
  one.name && one.address ? `${one.name} <${one.address}>` : (one.address ?? one.name ?? "");

/** Reads the MIME of a mail. Pictures that the HTML names by `cid:` are put into it as data. */
export const readMessage = async (raw: Buffer): Promise<ReadMessage> => {
  const email = await PostalMime.parse(raw);
  let html = email.html;
  const attachments = email.attachments.map((attachment, index): ReadAttachment => {
    const bytes = bytesOf(attachment);
    const cid = attachment.contentId?.replace(/^<|>$/g, "");
    const named = cid !== undefined && html?.includes(`cid:${cid}`) === true;
    if (named)
      html = html?.replaceAll(`cid:${cid}`, `data:${attachment.mimeType};base64,${bytes.toString("base64")}`);
    return {
      name: attachment.filename ?? `piece-jointe-${index + 1}`,
      type: attachment.mimeType,
      size: bytes.length,
      inline: named,
      bytes,
    };
  });
  return {
    headers: email.headers.map((header) => ({ name: header.originalKey, value: header.value })),
    from: email.from ? shown(email.from) : "",
    to: (email.to ?? []).map(shown),
    cc: (email.cc ?? []).map(shown),
    replyTo: email.replyTo?.[0]?.address,
    subject: email.subject ?? "",
    messageId: email.messageId,
    references: email.references,
    text: email.text,
    html,
    attachments,
  };
};
