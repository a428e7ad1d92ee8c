import type { CaseAfter, SetPriority } from "../../../shared/mediation/hands.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Result } from "../../platform/refusal.ts";
import { caseEdit, onCase } from "./change-case.ts";

/** Marks a case as urgent, with a reason, or as usual again. */
export const setPriority = (
  ctx: Ctx,
  { caseId, version, priority, reason }: SetPriority & { caseId: string },
): Promise<Result<CaseAfter>> =>
  onCase(ctx, caseId, (tx) =>
    caseEdit(tx, ctx, {
      caseId,
      version,
      right: "case.decide",
      noted: "case.priority",
      shows: ["priority"],
      set: (found) => {
        const priorityReason = priority === "HIGH" ? (reason ?? null) : null;
        const same = found.priority === priority && found.priorityReason === priorityReason;
        return same ? undefined : { priority, priorityReason };
      },
      ...(reason ? { reason } : {}),
    }),
  );
