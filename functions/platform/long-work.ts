import { and, eq, inArray } from "drizzle-orm";
import * as z from "zod/mini";
import type { QueueName } from "../../infra/catalogue.ts";
import type { Actor, Ctx } from "./ctx.ts";
import type { Tx } from "./db.ts";
import { enterAs } from "./enter.ts";
import { mutate, type OutboxEvent, permit } from "./mutate.ts";
import { Refused } from "./refusal.ts";
import { backgroundJob } from "./tables.ts";

type JobRow = typeof backgroundJob.$inferSelect;

/** A piece of long work as its kind receives it: with the rights its asker has now, not when they asked. */
export interface JobRun {
  ctx: Ctx;
  job: JobRow;
  /** Tells the asker how far it is; any number of times. */
  progress: (made: number, total: number) => Promise<void>;
}

/** What work came to: figures for the asker, and the file it made (key in the bucket `exports`). */
export interface JobOutcome {
  result?: Record<string, unknown>;
  file?: { key: string; name: string; size: number };
}

/** Runs from the beginning each time: what an interrupted run did must not be done twice. */
export type JobWork = (run: JobRun) => Promise<JobOutcome>;

/** What a service says of its own long work (docs/decisions/065). */
export interface LongWork {
  /** Who does which kind of work; read when it is needed. */
  works: Readonly<Record<string, () => Promise<JobWork>>>;
  /** The asker with the roles they hold now; nobody's rights when they left. */
  askerOf: (ctx: Ctx, job: JobRow) => Promise<Actor>;
  /** Tells who asked that there is a file to fetch, in the transaction that ends the work. */
  fileReady: (tx: Tx, ctx: Ctx, job: JobRow) => Promise<readonly OutboxEvent[]>;
}

/**
 * Writes down long work in the caller's transaction and gives the event that starts it. Whether the asker may is the
 * caller's to check, and is asked again when it runs.
 */
export const askLongWork = async (
  tx: Tx,
  ctx: Ctx,
  queue: QueueName,
  given: Pick<JobRow, "organisationId" | "userId" | "kind" | "input"> & { caseId?: string; total?: number },
): Promise<{ id: string; event: OutboxEvent }> => {
  const id = ctx.newId();
  const { organisationId } = given;
  await tx.insert(backgroundJob).values({ ...given, id, caseId: given.caseId ?? null, state: "queued" });
  return { id, event: { queue, body: { jobId: id }, organisationId } };
};

/** The message that starts long work. */
const LongWorkAsked = z.object({ jobId: z.uuid() });
/** Hours a made file is kept (mediation.md §9). */
const keptHours = 24;

/**
 * Does one piece of long work, as whoever asked for it: a right lost meanwhile is lost here too. A second delivery of
 * finished work does nothing. A refusal ends it as failed, with its reason; a fault is tried again by the queue.
 */
export const runLongWork = async (ctx: Ctx, asked: unknown, of: LongWork): Promise<void> => {
  const { jobId } = LongWorkAsked.parse(asked);
  const [job] = await ctx.db
    .update(backgroundJob)
    .set({ state: "running", startedAt: ctx.now(), made: 0 })
    .where(and(eq(backgroundJob.id, jobId), inArray(backgroundJob.state, ["queued", "running"])))
    .returning();
  if (!job) return;
  const known: Ctx = { ...ctx, actor: await of.askerOf(ctx, job) };
  const work = await of.works[job.kind]?.();
  if (!work) throw new Error(`nobody does ${job.kind}`);
  const progress = async (made: number, total: number) => {
    await ctx.db.update(backgroundJob).set({ made, total }).where(eq(backgroundJob.id, jobId));
  };
  try {
    const { result, file } = await enterAs(known, () => work({ ctx: known, job, progress }));
    const expiresAt = new Date(ctx.now().getTime() + keptHours * 3_600_000);
    const kept = file && { fileKey: file.key, fileName: file.name, fileSize: file.size, expiresAt };
    await finish(ctx, of, job, { state: "done", result: result ?? null, ...kept });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await finish(ctx, of, job, { state: "failed", errorCode: error.refusal.reason });
  }
};

const finish = async (
  ctx: Ctx,
  of: LongWork,
  job: JobRow,
  set: Partial<typeof backgroundJob.$inferInsert>,
) => {
  const ended = await mutate(ctx, async (tx) => {
    await tx
      .update(backgroundJob)
      .set({ ...set, finishedAt: ctx.now() })
      .where(eq(backgroundJob.id, job.id));
    const events = set.fileKey ? await of.fileReady(tx, ctx, job) : [];
    return { result: null, permission: permit(true), audit: [], events };
  });
  if (!ended.ok) throw new Error(`the end of work was refused: ${ended.refusal.reason}`);
};
