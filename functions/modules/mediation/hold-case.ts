import type { CaseAfter, WithReason } from "../../../shared/mediation/hands.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Result } from "../../platform/refusal.ts";
import { caseEdit, onCase } from "./change-case.ts";

type Asked = WithReason & { caseId: string };

/** Holds a case: nothing of it is deleted until a manager lifts the hold (mediation.md §9). */
export const holdCase = (ctx: Ctx, { caseId, version, reason }: Asked): Promise<Result<CaseAfter>> =>
  onCase(ctx, caseId, (tx) =>
    caseEdit(tx, ctx, {
      caseId,
      version,
      right: "case.hold",
      shows: ["legalHold"],
      set: () => ({ legalHold: true, legalHoldReason: reason, legalHoldAt: ctx.now() }),
      reason,
    }),
  );

/** Lifts a hold; a manager's decision. */
export const unholdCase = (ctx: Ctx, { caseId, version, reason }: Asked): Promise<Result<CaseAfter>> =>
  onCase(ctx, caseId, (tx) =>
    caseEdit(tx, ctx, {
      caseId,
      version,
      right: "case.unhold",
      shows: ["legalHold"],
      set: () => ({ legalHold: false, legalHoldReason: null, legalHoldAt: null }),
      reason,
    }),
  );
