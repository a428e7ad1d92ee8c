import type { JobKind } from "../../../shared/mediation/jobs.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { asUser } from "./case-access.ts";
import { backgroundJob } from "./tables-office.ts";

/**
 * Writes down long work in the caller's transaction and gives the event that starts it. Whether the asker may is the
 * caller's to check, and is asked again when it runs.
 */
export const askJob = async (
  tx: Tx,
  ctx: Ctx,
  given: {
    organisationId: string;
    kind: JobKind;
    input: Record<string, unknown>;
    caseId?: string;
    total?: number;
  },
): Promise<{ id: string; event: OutboxEvent }> => {
  const id = ctx.newId();
  const { organisationId } = given;
  await tx.insert(backgroundJob).values({
    ...given,
    id,
    userId: asUser(ctx).userId,
    caseId: given.caseId ?? null,
    state: "queued",
  });
  return { id, event: { queue: "case-jobs", body: { jobId: id }, organisationId } };
};
