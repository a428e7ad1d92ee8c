import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { deadLetter, outbox } from "../../platform/tables.ts";
import { doom, dropUnusedFiles, removeDoomed } from "./doomed-objects.ts";
import {
  fileLink,
  inboundMail,
  inboundTarget,
  mailAttachment,
  messageDraft,
  outgoingMessage,
  outgoingRecipient,
  presence,
  quarantine,
  replyAddress,
  waitingNotice,
} from "./tables.ts";

const batch = 500;

/**
 * Erases what mail holds of a target for good (mail.md §9): tokens (only their sha256 stays, as tombstones), targets,
 * held mails, files, messages with their recipients and events, drafts, what waits to be told, and the original of
 * every mail that had this target among its own, even if another target keeps its entry of it.
 *
 * The service calls it once its own rows are gone, or say that the target is erased: what arrives from then on is held
 * as `case_erased`. Two phases: one transaction, then the objects it no longer names; a run that was cut short is
 * finished by the same call, or by `forgetMail`. Again, it finds nothing. `fileIds`: kept files that the service let go of.
 */
export async function eraseTarget(
  ctx: Ctx,
  service: string,
  targetId: string,
  fileIds: readonly string[] = [],
): Promise<void> {
  const erased = await mutate(ctx, async (tx) => {
    const received = await eraseReceived(tx, ctx, await receivedBy(tx, service, targetId));
    const sent = await eraseSent(tx, service, targetId, received.messageIds);
    await together([
      eraseAddresses(tx, ctx, service, targetId),
      tx.delete(messageDraft).where(ofTarget(messageDraft, service, targetId)),
      tx.delete(presence).where(ofTarget(presence, service, targetId)),
      tx.delete(waitingNotice).where(ofTarget(waitingNotice, service, targetId)),
      tx.update(quarantine).set({ suggestedCaseId: null }).where(eq(quarantine.suggestedCaseId, targetId)),
      ...[targetId, ...received.heldIds].map((id) => tx.execute(sql`select guichet.blank_audit(${id})`)),
    ]);
    await dropUnusedFiles(tx, [...received.fileIds, ...sent.fileIds, ...fileIds]);
    const organisationId = received.organisationId ?? sent.organisationId;
    const after = { mails: received.count, messages: sent.count };
    const target = { kind: service, id: targetId };
    return {
      result: after,
      permission: permit(true),
      audit: organisationId === null ? [] : { action: "mail.erase", organisationId, target, after },
      events: [],
    };
  });
  if (!erased.ok) throw new Error(`an erasure was refused: ${erased.refusal.reason}`);
  while ((await removeDoomed(ctx, batch)) === batch);
  ctx.log.info("mail.erased", { targetId, count: erased.value.mails + erased.value.messages });
}

type OfTarget = typeof messageDraft | typeof presence | typeof waitingNotice;
const ofTarget = (table: OfTarget, service: string, targetId: string) =>
  and(eq(table.service, service), eq(table.targetId, targetId));

/**
 * Every mail that had the target among its own, with what was made of it there. Those that name it by an address alone,
 * because they were too many targets at once or could not be processed, are its own too; what other targets made of
 * any of them stays theirs.
 */
async function receivedBy(tx: Tx, service: string, targetId: string) {
  const tokens = await tx
    .select({
      kind: replyAddress.kind,
      token: replyAddress.token,
      organisationId: replyAddress.organisationId,
    })
    .from(replyAddress)
    .where(and(eq(replyAddress.service, service), eq(replyAddress.targetId, targetId)));
  const named = tokens.map(({ kind, token }) => `%${kind === "agent" ? "a" : "r"}-${token}%`);
  const recipients = sql`lower(array_to_string(${inboundMail.envelopeRecipients}, ' '))`;
  const byAddress =
    named.length === 0
      ? undefined
      : and(
          or(
            eq(quarantine.cause, "unprocessable"),
            and(
              eq(quarantine.cause, "too_many_targets"),
              inArray(quarantine.organisationId, [...new Set(tokens.map((one) => one.organisationId))]),
            ),
          ),
          or(...named.map((pattern) => sql`${recipients} like ${pattern}`)),
        );
  return tx
    .select({
      id: inboundTarget.id,
      mailId: inboundTarget.inboundMailId,
      organisationId: inboundTarget.organisationId,
      heldId: quarantine.id,
      rawKey: inboundMail.rawKey,
      messageId: inboundMail.messageId,
    })
    .from(inboundTarget)
    .innerJoin(inboundMail, eq(inboundMail.id, inboundTarget.inboundMailId))
    .leftJoin(quarantine, eq(quarantine.inboundTargetId, inboundTarget.id))
    .where(or(eq(inboundTarget.caseId, targetId), eq(quarantine.caseId, targetId), byAddress));
}

async function eraseReceived(tx: Tx, ctx: Ctx, rows: Awaited<ReturnType<typeof receivedBy>>) {
  const ids = rows.map(({ id }) => id);
  const mailIds = [...new Set(rows.map(({ mailId }) => mailId))];
  const rawKeys = [...new Set(rows.map(({ rawKey }) => rawKey))];
  const found = {
    organisationId: rows[0]?.organisationId ?? null,
    count: mailIds.length,
    messageIds: rows.flatMap(({ messageId }) => messageId ?? []),
    heldIds: rows.flatMap(({ heldId }) => heldId ?? []),
    fileIds: [] as string[],
  };
  if (ids.length === 0) return found;
  const [attachments] = await together([
    tx
      .delete(mailAttachment)
      .where(inArray(mailAttachment.inboundTargetId, ids))
      .returning({ fileId: mailAttachment.storedFileId }),
    tx.delete(quarantine).where(inArray(quarantine.inboundTargetId, ids)),
    tx.delete(inboundTarget).where(inArray(inboundTarget.id, ids)),
    tx.update(inboundMail).set(blankMail(ctx)).where(inArray(inboundMail.id, mailIds)),
    doom(
      tx,
      rawKeys.map((key) => ({ bucket: "mail-raw", key })),
    ),
    // A dead letter holds the notification, with the headers of the mail.
    ...rawKeys.map((key) =>
      tx
        .delete(deadLetter)
        .where(sql`position(${key.slice(key.lastIndexOf("/") + 1)} in ${deadLetter.body}) > 0`),
    ),
  ]);
  return { ...found, fileIds: attachments.flatMap(({ fileId }) => fileId ?? []) };
}

/** What is left of a mail: that it came, when, how long it was, and what class it had. */
export const blankMail = (ctx: Ctx) => ({
  state: "purged" as const,
  purgedAt: ctx.now(),
  rawSha256: null,
  envelopeFrom: null,
  envelopeRecipients: [],
  messageId: null,
  bodyHash: null,
  classEvidence: [],
  fromAddress: null,
  fromNameClaimed: null,
  replyTo: [],
  sentAtClaimed: null,
  subject: null,
  problems: [],
});

/** Messages about the target, and automatic answers to mails that had it among theirs; those in flight are cut off. */
async function eraseSent(tx: Tx, service: string, targetId: string, answered: readonly string[]) {
  const about = and(eq(outgoingMessage.service, service), eq(outgoingMessage.targetId, targetId));
  const answers =
    answered.length === 0
      ? undefined
      : and(isNull(outgoingMessage.targetId), inArray(outgoingMessage.inReplyTo, [...answered]));
  const rows = await tx
    .select({
      id: outgoingMessage.id,
      organisationId: outgoingMessage.organisationId,
      attachments: outgoingMessage.attachments,
      recipientId: outgoingRecipient.id,
    })
    .from(outgoingMessage)
    .leftJoin(outgoingRecipient, eq(outgoingRecipient.outgoingMessageId, outgoingMessage.id))
    .where(or(about, answers));
  const messageIds = [...new Set(rows.map(({ id }) => id))];
  const recipientIds = rows.flatMap(({ recipientId }) => recipientId ?? []);
  const found = {
    organisationId: rows[0]?.organisationId ?? null,
    count: messageIds.length,
    fileIds: rows.flatMap(({ attachments }) => attachments.map(({ storedFileId }) => storedFileId)),
  };
  if (messageIds.length === 0) return found;
  await together([
    ...(recipientIds.length === 0
      ? []
      : [
          tx.delete(fileLink).where(inArray(fileLink.outgoingRecipientId, recipientIds)),
          tx
            .delete(outbox)
            .where(and(isNull(outbox.sentAt), inArray(sql`${outbox.body} ->> 'recipientId'`, recipientIds))),
        ]),
    // Recipients and their events go with the message.
    tx.delete(outgoingMessage).where(inArray(outgoingMessage.id, messageIds)),
  ]);
  return found;
}

/** A mail to one of these addresses finds the organisation, and nothing else. */
const eraseAddresses = (tx: Tx, ctx: Ctx, service: string, targetId: string) =>
  tx
    .update(replyAddress)
    .set({
      token: sql`encode(sha256(convert_to(${replyAddress.token}, 'UTF8')), 'hex')`,
      state: "tombstone",
      targetId: null,
      participantId: null,
      userId: null,
      lastUsedAt: null,
      createdAt: ctx.now(),
    })
    .where(and(eq(replyAddress.service, service), eq(replyAddress.targetId, targetId)));
