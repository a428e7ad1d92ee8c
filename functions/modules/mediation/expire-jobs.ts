import { and, eq, isNotNull, lte } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { removeObject } from "../../platform/files.ts";
import { backgroundJob } from "../../platform/tables.ts";
import { filesOf } from "./read-jobs.ts";

const batch = 200;

/** Says of long work that its file is gone, and forgets what was asked; the objects are its caller's to remove. */
export const expired = async (db: Queries, job: typeof backgroundJob.$inferSelect): Promise<void> => {
  const { parts: _gone, ...result } = job.result ?? {};
  await db
    .update(backgroundJob)
    .set({ state: "expired", fileKey: null, input: {}, result: job.result && result })
    .where(eq(backgroundJob.id, job.id));
};

/**
 * Removes the files of long work whose 24 hours are over, every part of them, and what was asked, then says so on the
 * work (mediation.md §9). Cut short, the next run removes what is left: the keys go last.
 */
export const expireJobs = async (ctx: Ctx): Promise<void> => {
  for (;;) {
    const over = await ctx.db
      .select()
      .from(backgroundJob)
      .where(and(isNotNull(backgroundJob.fileKey), lte(backgroundJob.expiresAt, ctx.now())))
      .limit(batch);
    for (const job of over) {
      for (const { key } of filesOf(job)) await removeObject(ctx.env, "exports", key);
      await expired(ctx.db, job);
    }
    if (over.length < batch) return;
  }
};
