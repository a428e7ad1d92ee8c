import type { JobKind } from "../../../shared/mediation/jobs.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { askLongWork } from "../../platform/long-work.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { asUser } from "./case-access.ts";

/** Asks for long work of mediation in the caller's transaction, and gives the event that starts it. */
export const askJob = (
  tx: Tx,
  ctx: Ctx,
  given: {
    organisationId: string;
    kind: JobKind;
    input: Record<string, unknown>;
    caseId?: string;
    total?: number;
  },
): Promise<{ id: string; event: OutboxEvent }> =>
  askLongWork(tx, ctx, "case-jobs", { ...given, userId: asUser(ctx).userId });
