import { and, asc, desc, eq, inArray, lte } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject } from "../../platform/files.ts";
import { storedFile } from "../../platform/tables.ts";
import type { OutgoingCopy } from "./compose-mime.ts";
import { oneClickUrl, unblockUrl } from "./copy-links.ts";
import { linksOf } from "./file-links.ts";
import { withFileLinks } from "./link-words.ts";
import { anchorId } from "./message-ids.ts";
import { inboundMail, inboundTarget, type outgoingMessage, outgoingRecipient } from "./tables.ts";

type Recipient = typeof outgoingRecipient.$inferSelect;
type Message = typeof outgoingMessage.$inferSelect;

const maxFileBytes = 15 * 1024 * 1024;

/** One recipient's copy of a message, from what is kept of it. The same at each try but for its date. */
export async function copyOf(
  ctx: Ctx,
  recipient: Recipient,
  message: Message,
  /** Whoever called a letter unwanted is offered to take it back, in what they ask for themselves. */
  offersUnblock: boolean,
): Promise<OutgoingCopy> {
  const complete = withFileLinks(
    { text: message.text, html: message.html },
    await linksOf(ctx, recipient, message),
  );
  const words = offersUnblock ? withOffer(complete, unblockUrl(ctx.env, recipient.id)) : complete;
  return {
    recipientId: recipient.id,
    class: message.class,
    service: message.service,
    senderName: message.senderName,
    fromLocalPart: recipient.fromLocalPart,
    replyTo: message.replyTo ?? undefined,
    ...(await shownRecipients(ctx, recipient, message)),
    subject: message.subject,
    ...words,
    files: await filesOf(ctx, message),
    ...(await threadOf(ctx, recipient, message)),
    oneClick: message.class === "digest" ? oneClickUrl(ctx.env, recipient.id) : undefined,
    date: ctx.now(),
  };
}

/** Whom the copy names: all, where the agent ticked it, else this recipient alone. */
async function shownRecipients(
  ctx: Ctx,
  recipient: Recipient,
  message: Message,
): Promise<Pick<OutgoingCopy, "to" | "cc">> {
  const own = { address: recipient.address, name: recipient.name ?? undefined };
  if (!message.recipientsVisible) return { to: [own], cc: [] };
  const rows = await ctx.db
    .select()
    .from(outgoingRecipient)
    .where(eq(outgoingRecipient.outgoingMessageId, message.id))
    .orderBy(asc(outgoingRecipient.id));
  // A copy sent again stands in for the one it repeats.
  const replaced = new Set(rows.map((row) => row.resendOf));
  const named = (kind: Recipient["kind"]) =>
    rows
      .filter((row) => row.kind === kind && (row.id === recipient.id || !replaced.has(row.id)))
      .map((row) => ({ address: row.address, name: row.name ?? undefined }));
  const to = named("to");
  return { to: to.length > 0 ? to : [own], cc: named("cc") };
}

const offer =
  "Vous avez signalé l’un de nos messages comme indésirable : nous ne vous écrivons plus, sauf pour ce que vous demandez vous-même, comme ce message.".replaceAll(
    " :",
    "\u00a0:",
  );

function withOffer(
  { text, html }: Pick<OutgoingCopy, "text" | "html">,
  url: string,
): Pick<OutgoingCopy, "text" | "html"> {
  const paragraph = `<p style="margin:24px;font:16px/24px Arial,sans-serif">${offer} <a href="${url}">Débloquer mon adresse</a></p>`;
  const end = html.lastIndexOf("</body>");
  return {
    text: `${text.trimEnd()}\n\n${offer}\nDébloquer mon adresse\u00a0:\n${url}\n`,
    html: end < 0 ? html + paragraph : html.slice(0, end) + paragraph + html.slice(end),
  };
}

/** What the copy answers: the mail named by the message, else the last one this address wrote on the case. */
async function threadOf(
  ctx: Ctx,
  recipient: Recipient,
  message: Message,
): Promise<Pick<OutgoingCopy, "inReplyTo" | "references">> {
  if (message.targetId === null || message.class === "security" || message.class === "digest") {
    return { inReplyTo: undefined, references: [] };
  }
  const anchor = anchorId(ctx.env, message.targetId, recipient.address);
  if (message.inReplyTo !== null) {
    return {
      inReplyTo: message.inReplyTo,
      references: unique([anchor, ...message.references.slice(-10), message.inReplyTo]),
    };
  }
  const rows = await ctx.db
    .select({ messageId: inboundTarget.messageId })
    .from(inboundTarget)
    .innerJoin(inboundMail, eq(inboundMail.id, inboundTarget.inboundMailId))
    .where(
      and(
        eq(inboundTarget.caseId, message.targetId),
        eq(inboundTarget.outcome, "entry"),
        eq(inboundMail.fromAddress, recipient.address),
        // Later mails would change the bytes of a second try.
        lte(inboundTarget.createdAt, message.createdAt),
      ),
    )
    .orderBy(desc(inboundTarget.createdAt))
    .limit(10);
  const ids = rows
    .map((row) => row.messageId)
    .filter((id) => id !== null)
    .reverse();
  const last = message.class === "conversation" ? ids.at(-1) : undefined;
  return { inReplyTo: last ?? anchor, references: unique([anchor, ...ids]) };
}

const unique = (ids: readonly string[]) => [...new Set(ids)];

/**
 * Whether the scanner has looked at the files of a message: those in the mail must have been, and none may carry a
 * virus. What it could not look into goes, since an agent chose to send it.
 */
export async function scanOfFiles(
  ctx: Ctx,
  { attachments }: Message,
): Promise<{ is: "done" | "pending" } | { is: "threat"; name: string }> {
  if (attachments.length === 0) return { is: "done" };
  const ids = attachments.map(({ storedFileId }) => storedFileId);
  const rows = await ctx.db
    .select({ id: storedFile.id, scan: storedFile.scan })
    .from(storedFile)
    .where(inArray(storedFile.id, ids));
  const scans = new Map(rows.map(({ id, scan }) => [id, scan]));
  const infected = attachments.find(({ storedFileId }) => scans.get(storedFileId) === "threat");
  if (infected) return { is: "threat", name: infected.name };
  const waits = attachments.some(({ storedFileId, link }) => !link && scans.get(storedFileId) === "pending");
  return { is: waits ? "pending" : "done" };
}

async function filesOf(ctx: Ctx, message: Message): Promise<OutgoingCopy["files"]> {
  const inMail = message.attachments.filter(({ link }) => !link);
  if (inMail.length === 0) return [];
  const ids = inMail.map((attachment) => attachment.storedFileId);
  const stored = await ctx.db.select().from(storedFile).where(inArray(storedFile.id, ids));
  const files = [];
  for (const { storedFileId, name } of inMail) {
    const file = stored.find(
      (row) => row.id === storedFileId && row.organisationId === message.organisationId,
    );
    const content =
      file === undefined ? undefined : await readObject(ctx.env, "files", file.key, maxFileBytes);
    if (file === undefined || content === undefined)
      throw new Error("an attachment of the message is not stored");
    files.push({ name, type: file.type, content });
  }
  return files;
}
