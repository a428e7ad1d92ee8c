import { and, desc, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { storedFile } from "../../platform/tables.ts";
import { changeState, rises, suppressionKey } from "./apply-delivery.ts";
import { composeMime, maxWireBytes, type OutgoingCopy } from "./compose-mime.ts";
import { mailboxOf, type Senders, type Traces } from "./mailbox.ts";
import { anchorId, sesMessageId } from "./message-ids.ts";
import {
  handOverLeaseMs,
  type ProviderAnswer,
  readProviderError,
  retryDelay,
  secondTry,
  uncertainWaitMs,
} from "./provider-answer.ts";
import { inboundMail, inboundTarget, outgoingMessage, outgoingRecipient, suppression } from "./tables.ts";

type Recipient = typeof outgoingRecipient.$inferSelect;
type Message = typeof outgoingMessage.$inferSelect;
type End = { state: "suppressed" | "cancelled" | "failed"; reason: string };

const maxFileBytes = 15 * 1024 * 1024;

/**
 * Hands one recipient's copy over to SES, once: a lease picks one winner, rights and state are looked at again, and
 * the answer says sent, surely not sent (tried again later), refused, or uncertain (never sent again blindly).
 * Does nothing when the copy left already, was cancelled, or is in other hands. Source: mail.md §5.13.
 */
export async function handOver(ctx: Ctx, senders: Senders, recipientId: string): Promise<void> {
  const recipient = await takeLease(ctx, recipientId);
  if (recipient === undefined) return;
  const [message] = await ctx.db
    .select()
    .from(outgoingMessage)
    .where(eq(outgoingMessage.id, recipient.outgoingMessageId));
  if (message === undefined) throw new Error("a recipient without its message");

  const end = (await reasonNotToSend(ctx, senders, recipient, message)) ?? undefined;
  if (end !== undefined) return finish(ctx, senders, { recipient, message }, end);
  const raw = await composeMime(ctx.env, await copyOf(ctx, recipient, message));
  if (raw.length > maxWireBytes) {
    const reason = "Le message et ses pièces jointes dépassent 10 Mo une fois encodés.";
    return finish(ctx, senders, { recipient, message }, { state: "failed", reason });
  }
  const answer = await sendRaw(ctx, recipient, raw);
  ctx.log.measure("mail.handed_over", { recipientId, outcome: answer.is, provider: "ses" });
  if (answer.is === "accepted") return accepted(ctx, senders, { recipient, message }, answer.providerId);
  if (answer.is === "refused") {
    const reason = "Le fournisseur de messagerie a refusé ce message.";
    return finish(ctx, senders, { recipient, message }, { state: "failed", reason }, answer.code);
  }
  if (answer.is === "uncertain") return uncertain(ctx, recipient, answer.code);
  return tryLater(ctx, senders, { recipient, message }, answer.code);
}

/** One winner; the others find nothing to do. */
async function takeLease(ctx: Ctx, recipientId: string): Promise<Recipient | undefined> {
  const now = ctx.now();
  const [row] = await ctx.db
    .update(outgoingRecipient)
    .set({
      state: "handing_over",
      stateAt: now,
      leaseUntil: new Date(now.getTime() + handOverLeaseMs),
      attempts: sql`${outgoingRecipient.attempts} + 1`,
    })
    .where(
      and(
        eq(outgoingRecipient.id, recipientId),
        eq(outgoingRecipient.state, "queued"),
        or(isNull(outgoingRecipient.nextAttemptAt), lte(outgoingRecipient.nextAttemptAt, now)),
      ),
    )
    .returning();
  return row;
}

/** What may have changed since the message was written: the address, the case, the participant. */
async function reasonNotToSend(
  ctx: Ctx,
  senders: Senders,
  recipient: Recipient,
  message: Message,
): Promise<End | undefined> {
  const [blocked] = await ctx.db
    .select({ reason: suppression.reason })
    .from(suppression)
    .where(eq(suppression.addressHash, suppressionKey(recipient.address)));
  // Whoever asked for a code wants it, even after having called another message unwanted.
  if (blocked !== undefined && !(blocked.reason === "complaint" && message.class === "security")) {
    return { state: "suppressed", reason: "Cette adresse a déjà refusé des messages : l’envoi est bloqué." };
  }
  const mailbox = mailboxOf(senders, message.service);
  if (mailbox?.targets === undefined || message.targetId === null) return undefined;
  const [target] = await mailbox.targets(ctx.db, [message.targetId]);
  if (target === undefined || target.state.is === "erased") {
    return { state: "cancelled", reason: "Le dossier a été supprimé avant l’envoi." };
  }
  const isGone =
    recipient.participantId !== null &&
    target.state.is !== "merged" &&
    !target.participants.some(
      ({ participantId, address }) =>
        participantId === recipient.participantId && address === recipient.address,
    );
  return isGone
    ? {
        state: "cancelled",
        reason: "Cette personne a quitté le dossier, ou changé d’adresse, avant l’envoi.",
      }
    : undefined;
}

async function copyOf(ctx: Ctx, recipient: Recipient, message: Message): Promise<OutgoingCopy> {
  const thread = await threadOf(ctx, recipient, message);
  return {
    recipientId: recipient.id,
    class: message.class,
    service: message.service,
    senderName: message.senderName,
    fromLocalPart: recipient.fromLocalPart,
    to: { address: recipient.address, name: recipient.name ?? undefined },
    subject: message.subject,
    text: message.text,
    html: message.html,
    files: await filesOf(ctx, message),
    ...thread,
    date: ctx.now(),
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

async function filesOf(ctx: Ctx, message: Message): Promise<OutgoingCopy["files"]> {
  if (message.attachments.length === 0) return [];
  const ids = message.attachments.map((attachment) => attachment.storedFileId);
  const stored = await ctx.db.select().from(storedFile).where(inArray(storedFile.id, ids));
  const files = [];
  for (const { storedFileId, name } of message.attachments) {
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

type SendAnswer = { is: "accepted"; providerId: string } | { is: ProviderAnswer; code: string };

type SesClient = import("@aws-sdk/client-ses").SESClient;
let ses: SesClient | undefined;

async function sendRaw(ctx: Ctx, recipient: Recipient, raw: Buffer): Promise<SendAnswer> {
  const { SendRawEmailCommand, SESClient } = await import("@aws-sdk/client-ses");
  // The SDK must not try again by itself: it cannot know whether the first try was taken.
  ses ??= new SESClient({
    region: ctx.env.region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
    ...(ctx.env.endpoints.ses === undefined ? {} : { endpoint: ctx.env.endpoints.ses }),
  });
  try {
    const { MessageId } = await ses.send(
      new SendRawEmailCommand({
        Source: `${recipient.fromLocalPart}@${ctx.env.mailDomain}`,
        Destinations: [recipient.address],
        RawMessage: { Data: raw },
        ConfigurationSetName: ctx.env.sesConfigurationSet,
        Tags: [{ Name: "r", Value: recipient.id }],
      }),
    );
    return MessageId === undefined
      ? { is: "uncertain", code: "no_id" }
      : { is: "accepted", providerId: MessageId };
  } catch (error) {
    return { is: readProviderError(error), code: error instanceof Error ? error.name : "unknown" };
  }
}

interface Held {
  recipient: Recipient;
  message: Message;
}

async function accepted(
  ctx: Ctx,
  senders: Senders,
  { recipient, message }: Held,
  providerId: string,
): Promise<void> {
  const wireId = sesMessageId(providerId, ctx.env.region);
  await change(ctx, { recipient, message }, async (tx, current) => {
    await tx
      .update(outgoingRecipient)
      .set({
        provider: "ses",
        providerMessageId: providerId,
        wireMessageIds: sql`array_append(array_remove(${outgoingRecipient.wireMessageIds}, ${wireId}), ${wireId})`,
      })
      .where(eq(outgoingRecipient.id, recipient.id));
    // An event may have been faster than this answer.
    if (!rises(current.state, "sent")) return { audit: [], events: [] };
    return changeState(
      tx,
      ctx,
      senders,
      { recipient: current, message },
      {
        state: "sent",
        at: ctx.now(),
        reason: undefined,
        diagnostic: undefined,
        addressUndeliverable: false,
      },
    );
  });
}

async function finish(ctx: Ctx, senders: Senders, held: Held, end: End, code?: string): Promise<void> {
  await change(ctx, held, async (tx, current) => {
    if (current.state !== "handing_over") return { audit: [], events: [] };
    if (code !== undefined)
      await tx.update(outgoingRecipient).set({ lastCode: code }).where(eq(outgoingRecipient.id, current.id));
    return changeState(
      tx,
      ctx,
      senders,
      { recipient: current, message: held.message },
      {
        state: end.state,
        at: ctx.now(),
        reason: end.reason,
        diagnostic: undefined,
        addressUndeliverable: end.state === "suppressed",
      },
    );
  });
}

/** Nobody knows: it waits for an event that carries its tag; the sweep decides after a quarter of an hour. */
async function uncertain(ctx: Ctx, recipient: Recipient, code: string): Promise<void> {
  const now = ctx.now();
  await ctx.db
    .update(outgoingRecipient)
    .set({
      state: "uncertain",
      stateAt: now,
      leaseUntil: null,
      lastCode: recipient.lastCode === secondTry ? secondTry : code,
      nextAttemptAt: new Date(now.getTime() + uncertainWaitMs),
    })
    .where(and(eq(outgoingRecipient.id, recipient.id), eq(outgoingRecipient.state, "handing_over")));
}

async function tryLater(ctx: Ctx, senders: Senders, held: Held, code: string): Promise<void> {
  const { recipient, message } = held;
  // The same message is not retried at the same instant as its neighbours, nor differently in a replay.
  const spread = Number.parseInt(recipient.id.slice(-4), 16) / 0xffff;
  const delay = retryDelay(message.class === "security", recipient.attempts, spread);
  if (delay === undefined) {
    const reason = "Le fournisseur de messagerie ne répond pas : l’envoi a été abandonné.";
    return finish(ctx, senders, held, { state: "failed", reason }, code);
  }
  const now = ctx.now();
  await ctx.db
    .update(outgoingRecipient)
    .set({
      state: "queued",
      stateAt: now,
      leaseUntil: null,
      lastCode: recipient.lastCode === secondTry ? secondTry : code,
      nextAttemptAt: new Date(now.getTime() + delay),
    })
    .where(and(eq(outgoingRecipient.id, recipient.id), eq(outgoingRecipient.state, "handing_over")));
}

/** One transaction over the recipient's row as it is now. */
async function change(
  ctx: Ctx,
  { recipient }: Held,
  write: (tx: Parameters<Parameters<typeof mutate>[1]>[0], current: Recipient) => Promise<Traces>,
): Promise<void> {
  const result = await mutate(ctx, async (tx) => {
    const [current] = await tx
      .select()
      .from(outgoingRecipient)
      .where(eq(outgoingRecipient.id, recipient.id))
      .for("update");
    const traces = current === undefined ? { audit: [], events: [] } : await write(tx, current);
    return { result: undefined, permission: permit(true), ...traces };
  });
  if (!result.ok) throw new Error(`a state was refused: ${result.refusal.reason}`);
}
