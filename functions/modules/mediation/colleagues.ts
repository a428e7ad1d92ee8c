import type { MediationRole } from "../../../shared/access/roles.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Colleagues } from "../../../shared/mediation/tasks.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { done, Refused, type Result, refused } from "../../platform/refusal.ts";
import { membersOf } from "../access/index.ts";
import { asUser, type CaseRow, caseOf, permitOn, service } from "./case-access.ts";

/**
 * Members of the service beside one case: whether each may read it, and whether they may work on it. Replacements of
 * the day count as what they are without it: they are asked for by name.
 */
export const colleaguesOn = async (on: Queries, found: CaseRow): Promise<Colleagues["colleagues"]> => {
  const members = await membersOf(on, found.organisationId, service);
  return members.map(({ userId, name, roles }) => {
    const actor = { kind: "member", userId, roles: roles as MediationRole[] } as const;
    return {
      id: userId,
      name,
      reads: may(actor, "case.read", found) === true,
      works: may(actor, "case.task", found) === true,
    };
  });
};

/** Who can be mentioned on a case or given a task there, for whoever may write notes on it. */
export const listColleagues = async (ctx: Ctx, caseId: string): Promise<Result<Colleagues>> => {
  try {
    const { userId } = asUser(ctx);
    const found = await caseOf(ctx.db, caseId);
    permitOn(ctx, "case.note", found);
    const everyone = await colleaguesOn(ctx.db, found);
    return done({ colleagues: everyone.filter(({ id }) => id !== userId) });
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};
