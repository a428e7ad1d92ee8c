import type { CaseAfter, WithReason } from "../../../shared/mediation/hands.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Result } from "../../platform/refusal.ts";
import { caseEdit, onCase } from "./change-case.ts";

type Asked = WithReason & { caseId: string };

/** From now on the case exists for its handlers, its watchers and the managers only (mediation.md §2). */
export const restrictCase = (ctx: Ctx, asked: Asked): Promise<Result<CaseAfter>> =>
  setRestricted(ctx, asked, true);

/** Shows a restricted case to the whole office again; a manager's decision. */
export const unrestrictCase = (ctx: Ctx, asked: Asked): Promise<Result<CaseAfter>> =>
  setRestricted(ctx, asked, false);

const setRestricted = (ctx: Ctx, { caseId, version, reason }: Asked, restricted: boolean) =>
  onCase(ctx, caseId, (tx) =>
    caseEdit(tx, ctx, {
      caseId,
      version,
      right: restricted ? "case.restrict" : "case.unrestrict",
      shows: ["restricted"],
      set: (found) => (found.restricted === restricted ? undefined : { restricted }),
      reason,
    }),
  );
