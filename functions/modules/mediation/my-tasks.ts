import { and, asc, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { MyTasks } from "../../../shared/mediation/tasks.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { done, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { caseActor, visibleCases } from "./case-access.ts";
import { partyName } from "./names.ts";
import { cases, party } from "./tables.ts";
import { caseTask } from "./tables-work.ts";

/** Open tasks that are somebody's to do: given to them, or to nobody on a case they handle. Needs `cases` joined. */
export const tasksOf = (userId: string): SQL =>
  sql`(${and(
    isNull(caseTask.doneAt),
    or(eq(caseTask.assigneeId, userId), and(isNull(caseTask.assigneeId), eq(cases.assigneeId, userId))),
  )})`;

/** What one person has to do in one organisation, soonest first, the two hundred first. */
export const myTasks = async (ctx: Ctx, organisationId: string): Promise<Result<MyTasks>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const actor = caseActor(ctx.actor, organisationId);
  const verdict = may(actor, "case.list");
  if (verdict !== true) return refused(verdict);
  const rows = await ctx.db
    .select({
      id: caseTask.id,
      title: caseTask.title,
      dueOn: caseTask.dueOn,
      kind: caseTask.kind,
      caseId: cases.id,
      year: cases.year,
      seq: cases.seq,
      caseSubject: cases.subject,
      who: {
        kind: party.kind,
        firstName: party.firstName,
        lastName: party.lastName,
        legalName: party.legalName,
      },
    })
    .from(caseTask)
    .innerJoin(cases, eq(cases.id, caseTask.caseId))
    .innerJoin(party, and(eq(party.caseId, cases.id), eq(party.role, "REQUESTER")))
    .where(and(visibleCases(actor, organisationId), tasksOf(ctx.actor.userId)))
    .orderBy(sql`${caseTask.dueOn} asc nulls last`, asc(caseTask.id))
    .limit(200);
  return done({
    tasks: rows.map(({ year, seq, who, ...task }) => ({
      ...task,
      caseNumber: caseNumber(year, seq),
      requesterName: partyName(who),
    })),
  });
};
