import { and, count, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { type AnyPgColumn, alias } from "drizzle-orm/pg-core";
import { lostStates } from "../../../shared/mail/lost.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { liftEvent } from "./lift-suppressions.ts";
import { anchorId, newToken, ourMessageId } from "./message-ids.ts";
import { replyAddressFor } from "./reply-address.ts";
import { outgoingMessage, outgoingRecipient } from "./tables.ts";

/** One recipient's copy of a message about a target, and where it belongs. */
export type SentCopy = typeof outgoingRecipient.$inferSelect & { service: string; targetId: string | null };

/**
 * A copy, locked for the rest of the transaction; row-level security decides whose. Lock it before its target, as news
 * of it do.
 */
export async function sentCopyForUpdate(tx: Tx, recipientId: string): Promise<SentCopy | undefined> {
  const [row] = await tx
    .select({
      recipient: outgoingRecipient,
      service: outgoingMessage.service,
      targetId: outgoingMessage.targetId,
    })
    .from(outgoingRecipient)
    .innerJoin(outgoingMessage, eq(outgoingMessage.id, outgoingRecipient.outgoingMessageId))
    .where(eq(outgoingRecipient.id, recipientId))
    .for("update", { of: outgoingRecipient });
  return row && { ...row.recipient, service: row.service, targetId: row.targetId };
}

/** The copies of one message, locked. */
export const copiesForUpdate = (tx: Tx, messageId: string) =>
  tx
    .select({ id: outgoingRecipient.id, state: outgoingRecipient.state })
    .from(outgoingRecipient)
    .where(eq(outgoingRecipient.outgoingMessageId, messageId))
    .orderBy(outgoingRecipient.id)
    .for("update");

/** Whether a message never left, since each of its copies was taken back: a condition on the column that names it. */
export const wasTakenBack = (messageId: AnyPgColumn): SQL =>
  sql`coalesce((select bool_and(${outgoingRecipient.state} = 'cancelled') from ${outgoingRecipient}
    where ${outgoingRecipient.outgoingMessageId} = ${messageId}), false)`;

/** The copy that was sent again in place of this one; undefined when none was. */
export async function resentAs(tx: Tx, copy: SentCopy): Promise<{ id: string; address: string } | undefined> {
  const [row] = await tx
    .select({ id: outgoingRecipient.id, address: outgoingRecipient.address })
    .from(outgoingRecipient)
    .where(eq(outgoingRecipient.resendOf, copy.id));
  return row;
}

/** Why letters do not go to the address of a copy any more; null when they do. */
export async function whyBlocked(tx: Tx, recipientId: string): Promise<string | null> {
  const [row] = await tx.execute<{ reason: string | null }>(
    sql`select guichet.why_blocked(${recipientId}) as reason`,
  );
  return row?.reason ?? null;
}

/** Lets the address of a copy be written to again, here at once and at the provider by a job; nothing when it may be. */
export async function unblockCopy(
  tx: Tx,
  ctx: Ctx,
  copy: SentCopy,
): Promise<{ reason: string | null; events: OutboxEvent[] }> {
  const liftId = ctx.newId();
  const [row] = await tx.execute<{ reason: string | null }>(
    sql`select guichet.unblock_recipient(${copy.id}, ${liftId}, ${ctx.now().toISOString()}) as reason`,
  );
  const reason = row?.reason ?? null;
  return { reason, events: reason === null ? [] : [liftEvent(liftId, copy.organisationId)] };
}

/**
 * Sends the same message again in place of a copy, to its address or to another one of the same person: a new row
 * with a link to the old one, under their one live reply address. Asking twice makes one.
 */
export async function resendCopy(
  tx: Tx,
  ctx: Ctx,
  copy: SentCopy,
  address = copy.address,
): Promise<{ id: string; events: OutboxEvent[] }> {
  const id = ctx.newId();
  const wireMessageIds = [ourMessageId(ctx.env, id)];
  if (copy.targetId !== null) wireMessageIds.push(anchorId(ctx.env, copy.targetId, address));
  const { organisationId, outgoingMessageId, name, participantId, kind } = copy;
  const inserted = await tx
    .insert(outgoingRecipient)
    .values({
      ...{ id, organisationId, outgoingMessageId, address, name, participantId, kind, wireMessageIds },
      fromLocalPart: await fromLocalPart(tx, ctx, copy),
      resendOf: copy.id,
      state: "queued",
      stateAt: ctx.now(),
      nextAttemptAt: ctx.now(),
      returnToken: newToken(),
    })
    .onConflictDoNothing()
    .returning({ id: outgoingRecipient.id });
  return {
    id,
    events:
      inserted.length === 0 ? [] : [{ queue: "mail-outbound", body: { recipientId: id }, organisationId }],
  };
}

/** Their live address, which a corrected one has just renewed; else what the copy had. */
async function fromLocalPart(tx: Tx, ctx: Ctx, copy: SentCopy): Promise<string> {
  const { organisationId, service, targetId, participantId } = copy;
  if (organisationId === null || targetId === null || participantId === null) return copy.fromLocalPart;
  const as = { is: "participant", participantId } as const;
  return replyAddressFor(tx, ctx, { organisationId, service, targetId, as });
}

/** Somebody decided not to send it again. False when that was decided before. */
export async function settleCopy(tx: Tx, ctx: Ctx, copy: SentCopy, userId: string): Promise<boolean> {
  const settled = await tx
    .update(outgoingRecipient)
    .set({ settledAt: ctx.now(), settledBy: userId })
    .where(and(eq(outgoingRecipient.id, copy.id), isNull(outgoingRecipient.settledAt)))
    .returning({ id: outgoingRecipient.id });
  return settled.length > 0;
}

const again = alias(outgoingRecipient, "again");

/** Copies to people of a target that did not arrive, that nobody sent again and nobody settled. */
export async function openFailures(tx: Tx, targetId: string): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(outgoingMessage)
    .innerJoin(outgoingRecipient, eq(outgoingRecipient.outgoingMessageId, outgoingMessage.id))
    .leftJoin(again, eq(again.resendOf, outgoingRecipient.id))
    .where(
      and(
        eq(outgoingMessage.targetId, targetId),
        isNotNull(outgoingRecipient.participantId),
        inArray(outgoingRecipient.state, [...lostStates]),
        isNull(outgoingRecipient.settledAt),
        isNull(again.id),
      ),
    );
  return row?.count ?? 0;
}
