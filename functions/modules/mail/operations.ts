import { and, count, isNull, lte, min, or } from "drizzle-orm";
import type { Jobs } from "../../../shared/access/platform.ts";
import { isSilent, jobWords, queueWords } from "../../../shared/platform/operations-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { deadLetter, jobRun, outbox } from "../../platform/tables.ts";
import { permitPlatform } from "../access/index.ts";

/**
 * Signs of life of schedules and queues, for platform administrators: names, instants and counts, nothing of what a
 * message or a case says.
 */
export const readJobs = async (ctx: Ctx): Promise<Result<Jobs>> => {
  permitPlatform(ctx, "platform.read");
  const now = ctx.now();
  const [runs, waiting, dead] = await together([
    ctx.db.select().from(jobRun),
    ctx.db
      .select({ queue: outbox.queue, waiting: count(), oldestAt: min(outbox.createdAt) })
      .from(outbox)
      .where(and(isNull(outbox.sentAt), or(isNull(outbox.notBefore), lte(outbox.notBefore, now))))
      .groupBy(outbox.queue),
    ctx.db
      .select({ queue: deadLetter.queue, dead: count() })
      .from(deadLetter)
      .where(isNull(deadLetter.replayedAt))
      .groupBy(deadLetter.queue),
  ]);
  return done({
    jobs: Object.entries(jobWords).map(([name, { does, everyMinutes }]) => {
      const run = runs.find((one) => one.name === name);
      const last = run?.startedAt ?? null;
      return {
        name,
        does,
        startedAt: last?.toISOString() ?? null,
        finishedAt: run?.finishedAt?.toISOString() ?? null,
        // The error's class alone, which is all that is kept.
        lastError: run?.lastError ?? null,
        silent: isSilent(everyMinutes, { now, last, previous: run?.previousStartedAt ?? null }),
      };
    }),
    queues: Object.entries(queueWords).map(([queue, { keeps }]) => {
      const row = waiting.find((one) => one.queue === queue);
      return {
        queue,
        keeps,
        waiting: row?.waiting ?? 0,
        oldestAt: row?.oldestAt?.toISOString() ?? null,
        dead: dead.find((one) => one.queue === queue)?.dead ?? 0,
      };
    }),
  });
};
