import { and, eq } from "drizzle-orm";
import type { CaseView, ProcessEntry } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { recountToProcess } from "./add-entry.ts";
import { asUser, caseForUpdate, permitOn } from "./case-access.ts";
import { readCaseAs } from "./read-case.ts";
import { caseEntry } from "./tables.ts";

/** Marks one entry as processed; twice changes nothing. Refuses an entry of another case as unknown. */
export const processEntry = async (ctx: Ctx, input: ProcessEntry): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.process", found);
    const mine = and(eq(caseEntry.id, input.entryId), eq(caseEntry.caseId, found.id));
    const [entry] = await tx.select({ toProcess: caseEntry.toProcess }).from(caseEntry).where(mine);
    if (!entry) return refuse(notFound);
    if (!entry.toProcess) return { result: null, permission, audit: [], events: [] };
    await tx
      .update(caseEntry)
      .set({ toProcess: false, processedAt: ctx.now(), processedBy: userId })
      .where(mine);
    await recountToProcess(tx, found.id);
    return {
      result: null,
      permission,
      audit: {
        action: "entry.process",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id: input.entryId },
        aggregateId: found.id,
        before: { toProcess: true },
        after: { toProcess: false },
      },
      events: [],
    };
  });
  return done.ok ? readCaseAs(ctx, input.caseId) : done;
};
