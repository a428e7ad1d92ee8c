import { and, eq, inArray } from "drizzle-orm";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import type { OutgoingClass } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { invalid, refuse } from "../../platform/refusal.ts";
import { withLinkMarks } from "./file-links.ts";
import { headerProblem } from "./header-text.ts";
import { anchorId, newToken, ourMessageId } from "./message-ids.ts";
import { replyAddressFor } from "./reply-address.ts";
import { outgoingMessage, outgoingRecipient } from "./tables.ts";

/** A message a service wrote, ready to be kept and sent: words, files and whom it is for. */
export interface ComposedMessage {
  organisationId: string | null;
  /** Code of the service that wrote it: `mediation`, `access`. */
  service: string;
  /** The case it is about, or null for account mails. */
  targetId: string | null;
  class: OutgoingClass;
  /** Template and version that made it, `mediation.receipt@1`, or `free` for an agent's own words. */
  template: string;
  authorUserId?: string;
  /** Shown as the sender, without address: `Médiation – Ville de Valbrune`. */
  senderName: string;
  /** Where answers go, when it is somebody's own address: mails to rights bodies (settled.md §9). */
  replyTo?: string;
  /** 1 to 255 characters, beginning with the number for people; no line break. */
  subject: string;
  /** Complete by itself: the HTML says nothing more. */
  text: string;
  html: string;
  attachments?: readonly { storedFileId: string; name: string }[];
  /** The same key gives the same message, however often it is queued. */
  idempotencyKey: string;
  /** The mail this one answers, when it is one mail in particular (acknowledgements). */
  answers?: { messageId: string; references: readonly string[] };
  recipients: readonly ComposedRecipient[];
  /** Each copy names all recipients; off, each only theirs. */
  recipientsVisible?: boolean;
  /** Leaves after this instant, and can be cancelled until then. */
  notBefore?: Date;
}

interface ComposedRecipient {
  address: string;
  /** The name we hold for them, never one a mail claimed. */
  name?: string;
  kind?: "to" | "cc" | "bcc";
  /** Their answers come back to the case as theirs: `r-` address. */
  participantId?: string;
  /** An agent: their answers become internal notes, `a-` address. */
  userId?: string;
}

export interface QueuedMail {
  messageId: string;
  recipients: ReadonlyArray<{ id: string; address: string }>;
  /** False when this key was queued before: nothing was written. */
  isNew: boolean;
  /** For the surrounding `mutate`. */
  events: OutboxEvent[];
}

/**
 * Keeps a message, its recipients and the outbox rows in the caller's transaction; nothing is sent here. Refuses an
 * address nobody can write to and a header that would break the mail, as a mistake of the form.
 */
export async function queueMail(tx: Tx, ctx: Ctx, message: ComposedMessage): Promise<QueuedMail> {
  const recipients = uniqueRecipients(message);
  checkHeaders(message);
  const messageId = ctx.newId();
  const hasLinks = message.organisationId !== null && message.targetId !== null;
  const attachments = hasLinks
    ? await withLinkMarks(tx, message.attachments ?? [])
    : [...(message.attachments ?? [])];
  const [inserted, rows] = await together([
    tx
      .insert(outgoingMessage)
      .values({
        id: messageId,
        organisationId: message.organisationId,
        service: message.service,
        targetId: message.targetId,
        class: message.class,
        template: message.template,
        authorUserId: message.authorUserId ?? null,
        senderName: message.senderName,
        replyTo: message.replyTo ?? null,
        subject: message.subject,
        text: message.text,
        html: message.html,
        attachments,
        recipientsVisible: message.recipientsVisible ?? false,
        idempotencyKey: message.idempotencyKey,
        inReplyTo: message.answers?.messageId ?? null,
        references: [...(message.answers?.references ?? [])],
      })
      .onConflictDoNothing({ target: outgoingMessage.idempotencyKey })
      .returning({ id: outgoingMessage.id })
      .execute(),
    together(recipients.map((recipient) => recipientRow(tx, ctx, message, messageId, recipient))),
  ]);
  if (inserted.length === 0) return alreadyQueued(tx, message.idempotencyKey);

  await tx.insert(outgoingRecipient).values(rows);
  return {
    messageId,
    recipients: rows.map(({ id, address }) => ({ id, address })),
    isNew: true,
    events: rows.map(({ id }) => ({
      queue: "mail-outbound",
      body: { recipientId: id },
      organisationId: message.organisationId,
      ...(message.notBefore === undefined ? {} : { notBefore: message.notBefore }),
    })),
  };
}

async function alreadyQueued(tx: Tx, idempotencyKey: string): Promise<QueuedMail> {
  const rows = await tx
    .select({ messageId: outgoingMessage.id, id: outgoingRecipient.id, address: outgoingRecipient.address })
    .from(outgoingMessage)
    .innerJoin(outgoingRecipient, eq(outgoingRecipient.outgoingMessageId, outgoingMessage.id))
    .where(eq(outgoingMessage.idempotencyKey, idempotencyKey));
  const [first] = rows;
  if (first === undefined)
    throw new Error("an idempotency key was used by a message of another organisation");
  return { messageId: first.messageId, recipients: rows, isNew: false, events: [] };
}

async function recipientRow(
  tx: Tx,
  ctx: Ctx,
  message: ComposedMessage,
  messageId: string,
  recipient: ComposedRecipient,
) {
  const id = ctx.newId();
  const wireMessageIds = [ourMessageId(ctx.env, id)];
  if (message.targetId !== null) wireMessageIds.push(anchorId(ctx.env, message.targetId, recipient.address));
  return {
    id,
    organisationId: message.organisationId,
    outgoingMessageId: messageId,
    address: recipient.address,
    name: recipient.name ?? null,
    participantId: recipient.participantId ?? null,
    fromLocalPart: await fromLocalPart(tx, ctx, message, recipient),
    kind: recipient.kind ?? "to",
    state: "queued",
    stateAt: ctx.now(),
    nextAttemptAt: message.notBefore ?? ctx.now(),
    wireMessageIds,
    returnToken: newToken(),
  };
}

async function fromLocalPart(tx: Tx, ctx: Ctx, message: ComposedMessage, recipient: ComposedRecipient) {
  const { organisationId, service, targetId } = message;
  if (
    organisationId === null ||
    targetId === null ||
    message.class === "security" ||
    message.class === "digest"
  ) {
    return "noreply";
  }
  if (recipient.participantId !== undefined) {
    const as = { is: "participant", participantId: recipient.participantId } as const;
    return replyAddressFor(tx, ctx, { organisationId, service, targetId, as });
  }
  if (recipient.userId !== undefined) {
    return replyAddressFor(tx, ctx, {
      organisationId,
      service,
      targetId,
      as: { is: "agent", userId: recipient.userId },
    });
  }
  return "noreply";
}

function uniqueRecipients(message: ComposedMessage): ComposedRecipient[] {
  const byAddress = new Map<string, ComposedRecipient>();
  for (const [index, recipient] of message.recipients.entries()) {
    const address = canonicalAddress(recipient.address);
    if (address === undefined) {
      return refuse(
        invalid([
          { path: `recipients.${index}.address`, message: "Cette adresse n’est pas prise en charge." },
        ]),
      );
    }
    if (!byAddress.has(address)) byAddress.set(address, { ...recipient, address });
  }
  if (byAddress.size === 0) {
    return refuse(invalid([{ path: "recipients", message: "Choisissez au moins un destinataire." }]));
  }
  return [...byAddress.values()];
}

function checkHeaders(message: ComposedMessage) {
  const subject = headerProblem(message.subject, 255);
  if (subject !== undefined) refuse(invalid([{ path: "subject", message: subject }]));
  const sender = headerProblem(message.senderName, 120);
  if (sender !== undefined) refuse(invalid([{ path: "senderName", message: sender }]));
}

/** Takes back what has not left yet. Returns the recipients that were cancelled; the others had gone. */
export async function cancelMail(
  tx: Tx,
  ctx: Ctx,
  messageId: string,
  recipientIds?: readonly string[],
): Promise<string[]> {
  const rows = await tx
    .update(outgoingRecipient)
    .set({ state: "cancelled", stateAt: ctx.now(), nextAttemptAt: null })
    .where(
      and(
        eq(outgoingRecipient.outgoingMessageId, messageId),
        eq(outgoingRecipient.state, "queued"),
        ...(recipientIds === undefined ? [] : [inArray(outgoingRecipient.id, [...recipientIds])]),
      ),
    )
    .returning({ id: outgoingRecipient.id });
  return rows.map((row) => row.id);
}
