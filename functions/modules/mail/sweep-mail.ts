import { and, eq, inArray, isNull, lte, sql } from "drizzle-orm";
import type { RecipientState } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { sendToQueue } from "../../platform/queue.ts";
import { changeState, tellService } from "./apply-delivery.ts";
import type { Held } from "./hand-over-outcome.ts";
import type { Senders, Traces } from "./mailbox.ts";
import { secondTry, uncertainWaitMs } from "./provider-answer.ts";
import { outgoingMessage, outgoingRecipient } from "./tables.ts";
import { classOrder } from "./take-turn.ts";

const atOnce = 500;
/** A copy this late was forgotten by its own queue message. */
const lateMs = 45_000;
/** A delivery this late is worth telling. */
const lateAfterMs = 12 * 3600_000;

/**
 * Each minute: leases that ended make a copy uncertain; an uncertain copy without news is sent once more or given up;
 * long delays are told; what is due is queued again, urgent classes first. Returns how many were queued. Safe to run twice at once: the lease decides.
 */
export async function sweepMail(ctx: Ctx, senders: Senders): Promise<number> {
  await endLeases(ctx);
  await settleUncertain(ctx, senders);
  await tellOfDelays(ctx, senders);
  const due = await ctx.db
    .select({ id: outgoingRecipient.id })
    .from(outgoingRecipient)
    .innerJoin(outgoingMessage, eq(outgoingMessage.id, outgoingRecipient.outgoingMessageId))
    .where(and(eq(outgoingRecipient.state, "queued"), lte(outgoingRecipient.nextAttemptAt, ago(ctx, lateMs))))
    .orderBy(urgency, outgoingRecipient.nextAttemptAt)
    .limit(atOnce);
  if (due.length > 0) {
    await sendToQueue(
      ctx.env,
      "mail-outbound",
      due.map(({ id }) => ({ recipientId: id })),
    );
  }
  return due.length;
}

/** Codes before letters, letters before digests. */
const urgency = sql`array_position(${sql.raw(`array['${classOrder.join("','")}']`)}, ${outgoingMessage.class})`;

const ago = (ctx: Ctx, ms: number) => new Date(ctx.now().getTime() - ms);

/** The function that held it died: the provider may or may not have it. */
async function endLeases(ctx: Ctx): Promise<void> {
  await ctx.db
    .update(outgoingRecipient)
    .set({
      state: "uncertain",
      stateAt: ctx.now(),
      leaseUntil: null,
      lastCode: sql`case when ${outgoingRecipient.lastCode} = ${secondTry} then ${secondTry} else 'lease_over' end`,
      nextAttemptAt: new Date(ctx.now().getTime() + uncertainWaitMs),
    })
    .where(and(eq(outgoingRecipient.state, "handing_over"), lte(outgoingRecipient.leaseUntil, ctx.now())));
}

/** No event came: conversations, notices and acknowledgements go once more; codes and digests are worth nothing late. */
async function settleUncertain(ctx: Ctx, senders: Senders): Promise<void> {
  const waiting = await ctx.db
    .select({ id: outgoingRecipient.id, lastCode: outgoingRecipient.lastCode, class: outgoingMessage.class })
    .from(outgoingRecipient)
    .innerJoin(outgoingMessage, eq(outgoingMessage.id, outgoingRecipient.outgoingMessageId))
    .where(and(eq(outgoingRecipient.state, "uncertain"), lte(outgoingRecipient.nextAttemptAt, ctx.now())))
    .limit(atOnce);
  const again = waiting.filter(
    (row) => row.lastCode !== secondTry && row.class !== "security" && row.class !== "digest",
  );
  if (again.length > 0) {
    await ctx.db
      .update(outgoingRecipient)
      // Due long ago, so that this very sweep queues it.
      .set({
        state: "queued",
        stateAt: ctx.now(),
        lastCode: secondTry,
        nextAttemptAt: ago(ctx, lateMs),
        diagnostic: "Second envoi possible.",
      })
      .where(
        and(
          eq(outgoingRecipient.state, "uncertain"),
          inArray(
            outgoingRecipient.id,
            again.map((row) => row.id),
          ),
        ),
      );
  }
  for (const row of waiting) if (!again.includes(row)) await giveUp(ctx, senders, row.id);
}

/** After half a day the author and whoever handles the target are told, once (mail.md §5.12). */
async function tellOfDelays(ctx: Ctx, senders: Senders): Promise<void> {
  const late = await ctx.db
    .select({ id: outgoingRecipient.id })
    .from(outgoingRecipient)
    .where(
      and(
        eq(outgoingRecipient.state, "delayed"),
        isNull(outgoingRecipient.lateToldAt),
        lte(outgoingRecipient.stateAt, ago(ctx, lateAfterMs)),
      ),
    )
    .limit(atOnce);
  for (const { id } of late) {
    await settle(ctx, id, "delayed", async (tx, row) => {
      await tx.update(outgoingRecipient).set({ lateToldAt: ctx.now() }).where(eq(outgoingRecipient.id, id));
      return tellService(tx, ctx, senders, row, { to: "delayed", at: ctx.now(), isLate: true });
    });
  }
}

const giveUp = (ctx: Ctx, senders: Senders, recipientId: string): Promise<void> =>
  settle(ctx, recipientId, "uncertain", (tx, row) =>
    changeState(tx, ctx, senders, row, {
      state: "failed",
      at: ctx.now(),
      reason: "Le fournisseur de messagerie n’a pas confirmé l’envoi.",
      diagnostic: undefined,
      addressUndeliverable: false,
    }),
  );

/** One transaction over a copy that is still in this state. */
async function settle(
  ctx: Ctx,
  recipientId: string,
  state: RecipientState,
  write: (tx: Tx, row: Held) => Promise<Traces>,
): Promise<void> {
  const result = await mutate(ctx, async (tx) => {
    const [row] = await tx
      .select({ recipient: outgoingRecipient, message: outgoingMessage })
      .from(outgoingRecipient)
      .innerJoin(outgoingMessage, eq(outgoingMessage.id, outgoingRecipient.outgoingMessageId))
      .where(and(eq(outgoingRecipient.id, recipientId), eq(outgoingRecipient.state, state)))
      .for("update", { of: outgoingRecipient });
    const traces = row === undefined ? { audit: [], events: [] } : await write(tx, row);
    return { result: undefined, permission: permit(true), ...traces };
  });
  if (!result.ok) throw new Error(`a state was refused: ${result.refusal.reason}`);
}
