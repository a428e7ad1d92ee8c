import { and, eq, sql } from "drizzle-orm";
import {
  type AskBulk,
  BulkResult,
  BulkWork,
  bulkUndoMinutes,
  undoable,
} from "../../../shared/mediation/bulk.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { backgroundJob } from "../../platform/tables.ts";
import { askJob } from "./ask-job.ts";
import { asUser, caseActor } from "./case-access.ts";

/**
 * Asks for one act on up to two hundred cases (mediation.md §4.12). It runs as a job with the rights of whoever asked,
 * and says of each case what became of it.
 */
export const askBulk = (
  ctx: Ctx,
  { organisation, act, cases }: AskBulk,
): Promise<Result<{ jobId: string }>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const actor = caseActor(ctx.actor, organisation);
    const permission = permit(may(actor, act.is === "message" ? "case.bulk_message" : "case.bulk"));
    const { id, event } = await askJob(tx, ctx, {
      organisationId: organisation,
      kind: act.is === "letters" ? "letters" : "bulk",
      input: { act, cases },
      total: cases.length,
    });
    return {
      result: { jobId: id },
      permission,
      audit: {
        action: "case.bulk",
        organisationId: organisation,
        target: { kind: "background_job", id },
        after: { act: act.is, cases: cases.length },
      },
      events: [event],
    };
  });

const tooLate: Refusal = {
  code: "conflict",
  reason: "undo_over",
  detail: `Cette action ne peut plus être annulée : cela se fait une fois, dans les ${bulkUndoMinutes} minutes.`,
};

/** Takes back assignments or tags of the last ten minutes, on the cases that nobody changed since. Once. */
export const undoBulk = (ctx: Ctx, jobId: string): Promise<Result<{ jobId: string }>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const [job] = await tx
      .select()
      .from(backgroundJob)
      .where(and(eq(backgroundJob.id, jobId), eq(backgroundJob.userId, userId)))
      .for("update");
    if (job?.kind !== "bulk") return refuse(notFound);
    const permission = permit(may(caseActor(ctx.actor, job.organisationId), "case.bulk"));
    const result = BulkResult.safeParse(job.result).data;
    const until = (job.finishedAt?.getTime() ?? 0) + bulkUndoMinutes * 60_000;
    const { act } = BulkWork.parse(job.input);
    if (!result || result.undoneBy || !undoable(act.is) || ctx.now().getTime() > until)
      return refuse(tooLate);
    const cases = result.lines.flatMap(({ id, done, version, was }) =>
      done && version !== undefined ? [{ id, version, ...(was ? { was } : {}) }] : [],
    );
    if (cases.length === 0) return refuse(tooLate);
    const back = act.is === "tag" ? { ...act, is: "untag", add: !act.add } : { is: "unassign" };
    const { id, event } = await askJob(tx, ctx, {
      organisationId: job.organisationId,
      kind: "bulk",
      input: { act: back, cases },
      total: cases.length,
    });
    await tx
      .update(backgroundJob)
      .set({ result: sql`jsonb_set(${backgroundJob.result}, '{undoneBy}', to_jsonb(${id}::text))` })
      .where(eq(backgroundJob.id, jobId));
    return {
      result: { jobId: id },
      permission,
      audit: {
        action: "case.bulk_undo",
        organisationId: job.organisationId,
        target: { kind: "background_job", id: jobId },
        after: { cases: cases.length },
      },
      events: [event],
    };
  });
