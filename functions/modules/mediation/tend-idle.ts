import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { membersWithRole } from "../access/index.ts";
import { service } from "./case-access.ts";
import { idleCases } from "./case-conditions.ts";
import { daily } from "./daily-work.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { closeSystemTasks, openSystemTask } from "./system-tasks.ts";
import { cases } from "./tables.ts";
import { caseTask } from "./tables-work.ts";

/** Tasks opened in one night: what an office brought along years late comes in several. */
const aNight = 200;

/**
 * At 06:00 of each organisation: an open case without any exchange for the months it set becomes a manager's task, once
 * for each silence; a legal hold suspends it (mediation.md §9). Nobody is told one by one: tasks are in the digest.
 */
export const tendIdle = daily("idle", { hour: 6, minute: 0 }, async (ctx, organisation) => {
  const { idleAfterMonths, titularId } = await mediationSettingsOf(ctx.db, organisation.id);
  const silent = await ctx.db
    .select({ id: cases.id, organisationId: cases.organisationId, silentSince: cases.lastExchangeAt })
    .from(cases)
    .where(
      and(
        idleCases(organisation.id, idleAfterMonths, ctx.now()),
        eq(cases.legalHold, false),
        sql`not exists (select from ${caseTask} where ${caseTask.caseId} = ${cases.id}
          and ${caseTask.kind} = 'idle_case' and ${caseTask.createdAt} > ${cases.lastExchangeAt})`,
      ),
    )
    .orderBy(asc(cases.lastExchangeAt), asc(cases.id))
    .limit(aNight);
  if (silent.length === 0) return;
  const managers = await membersWithRole(ctx.db, organisation.id, service, "manager");
  const decides = managers.find(({ userId }) => userId === titularId) ?? managers[0];
  await mutate(ctx, async (tx) => {
    for (const found of silent) {
      await openSystemTask(tx, ctx, found, {
        kind: "idle_case",
        onceKey: `idle:${found.id}:${dayIn(organisation.timeZone, found.silentSince)}`,
        ...(decides ? { assigneeId: decides.userId } : {}),
      });
    }
    return { result: null, permission: permit(true), audit: [], events: [] };
  });
});

/** Closes what the silence asked for on cases where somebody wrote since, or that are closed. */
export const settleIdle = async (ctx: Ctx): Promise<void> => {
  const ended = await ctx.db
    .select({ caseId: caseTask.caseId })
    .from(caseTask)
    .innerJoin(cases, eq(cases.id, caseTask.caseId))
    .where(
      and(
        eq(caseTask.kind, "idle_case"),
        isNull(caseTask.doneAt),
        or(
          sql`${cases.status} in ('CLOSED', 'MERGED')`,
          sql`${cases.lastExchangeAt} > ${caseTask.createdAt}`,
        ),
      ),
    );
  if (ended.length === 0) return;
  await mutate(ctx, async (tx) => {
    for (const { caseId } of ended) await closeSystemTasks(tx, ctx, caseId, ["idle_case"]);
    return { result: null, permission: permit(true), audit: [], events: [] };
  });
};
