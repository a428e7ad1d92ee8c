import { and, asc, inArray, isNull, lte, or, sql } from "drizzle-orm";
import type { QueueName } from "../../infra/catalogue.ts";
import type { Ctx } from "./ctx.ts";
import { errorFields } from "./log.ts";
import { sendToQueue } from "./queue.ts";
import { outbox } from "./tables.ts";

export interface OutboxRow {
  id: string;
  queue: string;
  body: unknown;
  notBefore: Date | null;
}

/** A queue holds a message back this long at most (SQS `DelaySeconds`); later ones wait for the sweep. */
const longestDelay = 900;

/** Seconds the queue must hold a row back. */
const delayOf = ({ notBefore }: OutboxRow, now: Date): number =>
  notBefore ? Math.max(0, Math.ceil((notBefore.getTime() - now.getTime()) / 1_000)) : 0;

/**
 * Sends rows that were just committed; those for a little later wait in their queue, so that they leave on the second. A
 * queue that does not answer is not the caller's fault and loses nothing: the rows stay unsent and the sweep takes them
 * within a minute, which is why the error is only reported.
 */
export const kick = async (ctx: Ctx, rows: readonly OutboxRow[]): Promise<void> => {
  const now = ctx.now();
  const soon = rows.filter((row) => delayOf(row, now) <= longestDelay);
  if (soon.length === 0) return;
  try {
    for (const [delay, due] of Map.groupBy(soon, (row) => delayOf(row, now))) await send(ctx, due, delay);
  } catch (error) {
    ctx.log.warn("outbox.left_for_sweep", { count: soon.length, ...errorFields(error) });
  }
};

/**
 * Sends what a crash or a full queue left behind, oldest first. Two sweeps at once never send the same row
 * (`skip locked`); a crash between sending and marking sends twice, which every consumer tolerates.
 * Returns how many rows went out.
 */
export const sweepOutbox = async (ctx: Ctx, limit = 500): Promise<number> =>
  ctx.db.transaction(async (tx) => {
    const rows = await tx
      .select({ id: outbox.id, queue: outbox.queue, body: outbox.body, notBefore: outbox.notBefore })
      .from(outbox)
      .where(
        and(
          isNull(outbox.sentAt),
          // A younger row is still in the hands of the request that wrote it.
          lte(outbox.createdAt, sql`now() - interval '5 seconds'`),
          or(isNull(outbox.notBefore), lte(outbox.notBefore, ctx.now())),
        ),
      )
      .orderBy(asc(outbox.createdAt))
      .limit(limit)
      .for("update", { skipLocked: true });
    if (rows.length === 0) return 0;
    for (const [queue, mine] of Map.groupBy(rows, (row) => row.queue)) {
      await sendToQueue(
        ctx.env,
        queue as QueueName,
        mine.map((row) => row.body),
      );
    }
    await tx
      .update(outbox)
      .set({ sentAt: ctx.now() })
      .where(
        inArray(
          outbox.id,
          rows.map((row) => row.id),
        ),
      );
    return rows.length;
  });

const send = async (ctx: Ctx, rows: readonly OutboxRow[], delaySeconds: number): Promise<void> => {
  for (const [queue, mine] of Map.groupBy(rows, (row) => row.queue)) {
    // The column only ever receives names of the catalogue: OutboxEvent.queue is typed by it.
    await sendToQueue(
      ctx.env,
      queue as QueueName,
      mine.map((row) => row.body),
      delaySeconds,
    );
  }
  const ids = `{${rows.map((row) => row.id).join(",")}}`;
  await ctx.db.execute(sql`select guichet.mark_sent(${ids}::uuid[])`);
};
