import { sql } from "drizzle-orm";
import type { Ctx } from "./ctx.ts";
import { jobRun } from "./tables.ts";

/** Runs a schedule's work and keeps its last start, end and failure where administrators can see them. */
export const noteRun = async (ctx: Ctx, name: string, work: () => Promise<void>): Promise<void> => {
  const started = { name, startedAt: ctx.now(), finishedAt: null, lastError: null };
  await ctx.db
    .insert(jobRun)
    .values(started)
    .onConflictDoUpdate({
      target: jobRun.name,
      set: { ...started, previousStartedAt: sql`${jobRun.startedAt}` },
    });
  try {
    await work();
    await ctx.db
      .insert(jobRun)
      .values(started)
      .onConflictDoUpdate({ target: jobRun.name, set: { finishedAt: ctx.now() } });
  } catch (error) {
    const lastError = error instanceof Error ? error.name : "unknown";
    await ctx.db
      .insert(jobRun)
      .values(started)
      .onConflictDoUpdate({ target: jobRun.name, set: { lastError } });
    throw error;
  }
};
