import type { CaseAfter, SetDueDate } from "../../../shared/mediation/hands.ts";
import { alreadyClosed, isOpen } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Change } from "../../platform/mutate.ts";
import { type Result, refuse } from "../../platform/refusal.ts";
import { caseEdit, onCase } from "./change-case.ts";

type Asked = SetDueDate & { caseId: string };

/** Sets the day an open case should be settled by, or takes it away. A past day is accepted: it shows as late. */
export const setDueDate = (ctx: Ctx, asked: Asked): Promise<Result<CaseAfter>> =>
  onCase(ctx, asked.caseId, (tx) => dueDateChange(tx, ctx, asked));

/** The same in a transaction of its caller's. */
export const dueDateChange = (tx: Tx, ctx: Ctx, { caseId, version, dueOn }: Asked): Promise<Change<null>> =>
  caseEdit(tx, ctx, {
    caseId,
    version,
    right: "case.decide",
    noted: "case.due",
    shows: ["dueOn"],
    set: (found) => {
      if (!isOpen(found.status)) return refuse(alreadyClosed);
      return found.dueOn === dueOn ? undefined : { dueOn };
    },
  });
