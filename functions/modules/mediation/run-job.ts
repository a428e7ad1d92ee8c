import { and, eq, inArray } from "drizzle-orm";
import * as z from "zod/mini";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { JobKind } from "../../../shared/mediation/jobs.ts";
import type { Actor, Ctx } from "../../platform/ctx.ts";
import { enterAs } from "../../platform/enter.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { Refused } from "../../platform/refusal.ts";
import { memberNow, organisationById } from "../access/index.ts";
import { awayOn } from "./absences-of.ts";
import { announceOffice } from "./announce-office.ts";
import { service } from "./case-access.ts";
import { backgroundJob } from "./tables-office.ts";

/** A piece of long work as its kind receives it: with the rights its asker has now, not when they asked. */
export interface JobRun {
  ctx: Ctx;
  job: typeof backgroundJob.$inferSelect;
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

/** Who does which kind of work; read when it is needed. */
const works: Partial<Record<JobKind, () => Promise<JobWork>>> = {
  synthesis: () => import("./synthesis-work.ts").then((m) => m.synthesisWork),
  case_file: () => import("./case-file-work.ts").then((m) => m.caseFileWork),
  export_named: () => import("./export-cases.ts").then((m) => m.exportNamed),
  export_anonymous: () => import("./export-cases.ts").then((m) => m.exportAnonymous),
  bulk: () => import("./bulk-work.ts").then((m) => m.bulkWork),
  letters: () => import("./bulk-work.ts").then((m) => m.bulkWork),
  documents: () => import("./zip-documents.ts").then((m) => m.documentsWork),
  access_request: () => import("./access-work.ts").then((m) => m.accessWork),
  report: () => import("./report-work.ts").then((m) => m.reportWork),
};

const Asked = z.object({ jobId: z.uuid() });
/** Hours a made file is kept (mediation.md §9). */
const keptHours = 24;

/**
 * Does one piece of long work, as whoever asked for it: a right lost meanwhile is lost here too. A second delivery of
 * finished work does nothing. A refusal ends it as failed, with its reason; a fault is tried again by the queue.
 */
export const runJob = async (ctx: Ctx, asked: unknown): Promise<void> => {
  const { jobId } = Asked.parse(asked);
  const [job] = await ctx.db
    .update(backgroundJob)
    .set({ state: "running", startedAt: ctx.now(), made: 0 })
    .where(and(eq(backgroundJob.id, jobId), inArray(backgroundJob.state, ["queued", "running"])))
    .returning();
  if (!job) return;
  const actor = await askerOf(ctx, job);
  const known: Ctx = { ...ctx, actor };
  const work = await works[job.kind as JobKind]?.();
  if (!work) throw new Error(`nobody does ${job.kind}`);
  const progress = async (made: number, total: number) => {
    await ctx.db.update(backgroundJob).set({ made, total }).where(eq(backgroundJob.id, jobId));
  };
  try {
    const outcome = await enterAs(known, () => work({ ctx: known, job, progress }));
    await finish(ctx, job, {
      state: "done",
      result: outcome.result ?? null,
      ...(outcome.file
        ? {
            fileKey: outcome.file.key,
            fileName: outcome.file.name,
            fileSize: outcome.file.size,
            expiresAt: new Date(ctx.now().getTime() + keptHours * 3_600_000),
          }
        : {}),
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await finish(ctx, job, { state: "failed", errorCode: error.refusal.reason });
  }
};

/** Ends the work, and tells who asked when there is a file to fetch (mediation.md §6 row 18). */
const finish = async (
  ctx: Ctx,
  { id, organisationId, userId }: typeof backgroundJob.$inferSelect,
  set: Partial<typeof backgroundJob.$inferInsert>,
) => {
  const ended = await mutate(ctx, async (tx) => {
    await tx
      .update(backgroundJob)
      .set({ ...set, finishedAt: ctx.now() })
      .where(eq(backgroundJob.id, id));
    const events = set.fileKey
      ? await announceOffice(tx, ctx, await organisationById(tx, organisationId), {
          userIds: [userId],
          kind: "export_ready",
          onceKey: `export_ready:${id}`,
        })
      : [];
    return { result: null, permission: permit(true), audit: [], events };
  });
  if (!ended.ok) throw new Error(`the end of work was refused: ${ended.refusal.reason}`);
};

/** The asker with the roles they hold now; nobody's rights when they left. */
const askerOf = async (ctx: Ctx, job: typeof backgroundJob.$inferSelect): Promise<Actor> => {
  const { organisationId, userId } = job;
  const [member, { timeZone }] = await Promise.all([
    memberNow(ctx.db, organisationId, service, userId),
    organisationById(ctx.db, organisationId),
  ]);
  const away = await awayOn(ctx.db, organisationId, dayIn(timeZone, ctx.now()));
  const replaces = away.filter((one) => one.replacementId === userId).map((one) => one.userId);
  return {
    kind: "user",
    userId,
    memberships: member ? [{ organisationId, service, roles: member.roles, replaces }] : [],
  };
};
