import { and, asc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import type { QueueName } from "../../../infra/catalogue.ts";
import type { ReplayDeadLetters } from "../../../shared/access/platform.ts";
import { queueWords } from "../../../shared/platform/operations-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { sendToQueue } from "../../platform/queue.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { deadLetter } from "../../platform/tables.ts";
import { permitPlatform } from "../access/index.ts";

const mostAtOnce = 500;

/**
 * Asks for failed messages to go through their queue again: those chosen, or all that wait in one queue (500 at most).
 * Asking twice changes nothing. The sweep sends them within a minute (`requeueDeadLetters`).
 */
export const replayDeadLetters = (
  ctx: Ctx,
  { ids, queue }: ReplayDeadLetters,
): Promise<Result<{ replayed: number }>> =>
  mutate(ctx, async (tx) => {
    const permission = permitPlatform(ctx, "platform.change");
    if (!ids && !queue) {
      return refuse(invalid([{ path: "ids", message: "Choisissez des messages, ou une file." }]));
    }
    const waiting = tx
      .select({ id: deadLetter.id })
      .from(deadLetter)
      .where(
        and(
          isNull(deadLetter.replayedAt),
          ids ? inArray(deadLetter.id, ids) : undefined,
          queue ? eq(deadLetter.queue, queue) : undefined,
        ),
      )
      .orderBy(asc(deadLetter.at))
      .limit(mostAtOnce);
    const asked = await tx
      .update(deadLetter)
      .set({ replayedAt: ctx.now(), replayedBy: ctx.actor.kind === "user" ? ctx.actor.userId : null })
      .where(and(inArray(deadLetter.id, waiting), isNull(deadLetter.replayedAt)))
      .returning({ id: deadLetter.id, queue: deadLetter.queue });
    return {
      result: { replayed: asked.length },
      permission,
      audit: asked.map((letter) => ({
        action: "dead_letter.replay",
        organisationId: null,
        target: { kind: "dead_letter", id: letter.id },
        after: { queue: letter.queue },
      })),
      events: [],
    };
  });

/**
 * Puts back what was asked for, with its own body, which only workers read; answers how many. Two runs at once never
 * send the same one; a crash between sending and noting it sends twice, which every consumer tolerates. A received
 * mail that goes through closes its « unprocessable » line of the quarantine by itself (`settleFailed`).
 */
export const requeueDeadLetters = (ctx: Ctx): Promise<number> =>
  ctx.db.transaction(async (tx) => {
    const rows = await tx
      .select({ id: deadLetter.id, queue: deadLetter.queue, body: deadLetter.body })
      .from(deadLetter)
      .where(
        and(
          isNotNull(deadLetter.replayedAt),
          isNull(deadLetter.requeuedAt),
          inArray(deadLetter.queue, Object.keys(queueWords)),
        ),
      )
      .orderBy(asc(deadLetter.replayedAt))
      .limit(100)
      .for("update", { skipLocked: true });
    for (const [queue, letters] of Map.groupBy(rows, (row) => row.queue)) {
      // The filter above only lets names of the catalogue through.
      await sendToQueue(
        ctx.env,
        queue as QueueName,
        letters.map(({ body }) => readBody(body)),
      );
    }
    if (rows.length > 0) {
      await tx
        .update(deadLetter)
        .set({ requeuedAt: ctx.now() })
        .where(
          inArray(
            deadLetter.id,
            rows.map(({ id }) => id),
          ),
        );
    }
    return rows.length;
  });

/** A body that is not JSON goes back as the text it is, and fails as it did. */
const readBody = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};
