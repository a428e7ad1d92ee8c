import { and, eq, inArray, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { sendToQueue } from "../../platform/queue.ts";
import { changeState, rises } from "./apply-delivery.ts";
import type { Senders, Traces } from "./mailbox.ts";
import { sesMessageId } from "./message-ids.ts";
import { isTooOld, retryDelay, secondTry, uncertainWaitMs } from "./provider-answer.ts";
import type { Provider } from "./provider-health.ts";
import { outgoingMessage, outgoingRecipient } from "./tables.ts";

type Recipient = typeof outgoingRecipient.$inferSelect;
type Message = typeof outgoingMessage.$inferSelect;

/** A copy in hand-over, and its message. */
export interface Held {
  recipient: Recipient;
  message: Message;
}
export type End = { state: "suppressed" | "cancelled" | "failed"; reason: string };

const refusedWords = "Le fournisseur de messagerie a refusé ce message.";
const silentWords = "Le fournisseur de messagerie ne répond pas : l’envoi a été abandonné.".replace(
  " :",
  "\u00a0:",
);
const nothing: Traces = { audit: [], events: [] };
/** The longest a queue hides a message. */
const longestDelaySeconds = 900;

/** The provider took it. News of it may have been faster than this answer. */
export async function accepted(
  ctx: Ctx,
  senders: Senders,
  { recipient, message }: Held,
  provider: Provider,
  providerId: string | undefined,
): Promise<void> {
  await change(ctx, recipient, async (tx, current) => {
    await tx
      .update(outgoingRecipient)
      .set({
        provider,
        ...(providerId === undefined ? {} : named(providerId, sesMessageId(providerId, ctx.env.region))),
      })
      .where(eq(outgoingRecipient.id, recipient.id));
    if (!rises(current.state, "sent")) return nothing;
    const held = { recipient: current, message };
    return changeState(tx, ctx, senders, held, {
      ...{ state: "sent", at: ctx.now(), reason: undefined, diagnostic: undefined },
      addressUndeliverable: false,
    });
  });
}

const named = (providerMessageId: string, wireId: string) => ({
  providerMessageId,
  wireMessageIds: sql`array_append(array_remove(${outgoingRecipient.wireMessageIds}, ${wireId}), ${wireId})`,
});

/** It will not leave: blocked, cancelled, or given up. */
export async function finish(
  ctx: Ctx,
  senders: Senders,
  { recipient, message }: Held,
  end: End,
  code?: string,
): Promise<void> {
  await change(ctx, recipient, async (tx, current) => {
    if (!undecided.includes(current.state)) return nothing;
    if (code !== undefined)
      await tx.update(outgoingRecipient).set({ lastCode: code }).where(eq(outgoingRecipient.id, current.id));
    const held = { recipient: current, message };
    return changeState(tx, ctx, senders, held, {
      ...{ state: end.state, at: ctx.now(), reason: end.reason, diagnostic: undefined },
      addressUndeliverable: end.state === "suppressed",
    });
  });
}

/** The provider said no for good. */
export const refusedForGood = (ctx: Ctx, senders: Senders, held: Held, code: string): Promise<void> =>
  finish(ctx, senders, held, { state: "failed", reason: refusedWords }, code);

/** Nobody knows: it waits for news that carry its tag; the sweep decides after a quarter of an hour. */
export async function uncertain(ctx: Ctx, recipient: Recipient, code: string): Promise<void> {
  const now = ctx.now();
  await ctx.db
    .update(outgoingRecipient)
    .set({
      state: "uncertain",
      stateAt: now,
      leaseUntil: null,
      lastCode: lastCodeOf(recipient, code),
      nextAttemptAt: new Date(now.getTime() + uncertainWaitMs),
    })
    .where(and(isHeld(recipient), eq(outgoingRecipient.state, "handing_over")));
}

/** Surely not sent: again later, until it has been too long. */
export async function tryLater(ctx: Ctx, senders: Senders, held: Held, code: string): Promise<void> {
  const { recipient, message } = held;
  // The same message is not retried at the same instant as its neighbours, nor differently in a replay.
  const spread = Number.parseInt(recipient.id.slice(-4), 16) / 0xffff;
  const delay = retryDelay(message.class === "security", recipient.attempts, spread);
  if (delay === undefined || isTooOld(ctx.now(), recipient.createdAt, message.class))
    return finish(ctx, senders, held, { state: "failed", reason: silentWords }, code);
  await comeBack(ctx, recipient, delay / 1000, { lastCode: lastCodeOf(recipient, code) });
}

/** It was not even tried: nobody to hand it to, or not its turn. The try does not count. */
export async function putBack(ctx: Ctx, senders: Senders, held: Held, seconds: number): Promise<void> {
  const { recipient, message } = held;
  if (isTooOld(ctx.now(), recipient.createdAt, message.class))
    return finish(ctx, senders, held, { state: "failed", reason: silentWords });
  await comeBack(ctx, recipient, seconds, { attempts: recipient.attempts - 1 });
}

/** Queued again, and shown to the queue when it is due; the sweep finds what the queue lost. */
async function comeBack(
  ctx: Ctx,
  recipient: Recipient,
  seconds: number,
  also: Partial<Recipient>,
): Promise<void> {
  const now = ctx.now();
  const changed = await ctx.db
    .update(outgoingRecipient)
    .set({
      state: "queued",
      stateAt: recipient.stateAt,
      leaseUntil: null,
      nextAttemptAt: new Date(now.getTime() + seconds * 1000),
      ...also,
    })
    .where(isHeld(recipient))
    .returning({ id: outgoingRecipient.id });
  if (changed.length === 0 || seconds > longestDelaySeconds) return;
  await sendToQueue(ctx.env, "mail-outbound", [{ recipientId: recipient.id }], Math.ceil(seconds));
}

/** Its lease may have ended before a slow answer came: the answer is worth as much. */
const undecided: readonly string[] = ["handing_over", "uncertain"];

/** Still this very hand-over: news or a later one may have been faster. */
const isHeld = ({ id, attempts }: Recipient) =>
  and(
    eq(outgoingRecipient.id, id),
    inArray(outgoingRecipient.state, [...undecided]),
    eq(outgoingRecipient.attempts, attempts),
  );

/** A second send stays known as one: there is no third. */
const lastCodeOf = (recipient: Recipient, code: string): string =>
  recipient.lastCode === secondTry ? secondTry : code;

/** One transaction over the recipient's row as it is now. */
async function change(
  ctx: Ctx,
  { id }: Recipient,
  write: (tx: Parameters<Parameters<typeof mutate>[1]>[0], current: Recipient) => Promise<Traces>,
): Promise<void> {
  const result = await mutate(ctx, async (tx) => {
    const [current] = await tx
      .select()
      .from(outgoingRecipient)
      .where(eq(outgoingRecipient.id, id))
      .for("update");
    const traces = current === undefined ? nothing : await write(tx, current);
    return { result: undefined, permission: permit(true), ...traces };
  });
  if (!result.ok) throw new Error(`a state was refused: ${result.refusal.reason}`);
}

/** For callers that know the copy by its id alone. */
export async function heldCopy(ctx: Ctx, recipientId: string): Promise<Held | undefined> {
  const [row] = await ctx.db
    .select({ recipient: outgoingRecipient, message: outgoingMessage })
    .from(outgoingRecipient)
    .innerJoin(outgoingMessage, eq(outgoingMessage.id, outgoingRecipient.outgoingMessageId))
    .where(eq(outgoingRecipient.id, recipientId));
  return row;
}
