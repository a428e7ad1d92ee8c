import { and, sql } from "drizzle-orm";
import { may } from "../../../shared/mediation/rules.ts";
import type { CaseCounts } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { permit } from "../../platform/mutate.ts";
import { done, Refused, type Result, refused } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { heldTotal } from "../mail/index.ts";
import { asUser, caseActor, service, visibleCases } from "./case-access.ts";
import { dueDays, openCase, signalCondition } from "./list-cases.ts";
import { seesOnlyCaseless } from "./list-quarantine.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { cases } from "./tables.ts";

/**
 * Figures of the agent's home, each counted by the condition of the list it opens: the person's own open cases
 * first, then the team's. Held mail is counted for those who may read it.
 */
export const countCases = async (ctx: Ctx, organisationId: string): Promise<Result<CaseCounts>> => {
  try {
    return done(await readCounts(ctx, organisationId));
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};

const readCounts = async (ctx: Ctx, organisationId: string): Promise<CaseCounts> => {
  const { userId } = asUser(ctx);
  const actor = caseActor(ctx.actor, organisationId);
  permit(may(actor, "case.list"));
  const [{ timeZone }, { holidayZone }] = await Promise.all([
    organisationById(ctx.db, organisationId),
    mediationSettingsOf(ctx.db, organisationId),
  ]);
  const days = dueDays(ctx.now(), timeZone, holidayZone);
  const mine = sql`${cases.assigneeId} = ${userId}`;
  const free = sql`${cases.assigneeId} is null`;
  const figure = (condition: ReturnType<typeof sql>) =>
    sql<number>`(count(*) filter (where ${condition}))::int`;
  const signal = (name: Parameters<typeof signalCondition>[0]) =>
    figure(sql`${mine} and ${signalCondition(name, days)}`);

  const open = ctx.db
    .select({
      mine: figure(mine),
      mineToProcess: figure(sql`${mine} and ${cases.status} = 'TO_PROCESS'`),
      unread: signal("unread"),
      overdue: signal("overdue"),
      dueSoon: signal("due_soon"),
      unassigned: figure(free),
      oldestUnassignedAt: sql<string | null>`min(${cases.receivedAt}) filter (where ${free})`,
    })
    .from(cases)
    .where(and(visibleCases(actor, organisationId), openCase));
  const failed = ctx.db
    .select({ failedSends: sql<number>`count(*)::int` })
    .from(cases)
    .where(
      and(
        visibleCases(actor, organisationId),
        sql`${cases.status} <> 'MERGED'`,
        signalCondition("failed_send", days),
      ),
    );
  const held =
    may(actor, "quarantine.list") === true
      ? heldTotal(ctx.db, { organisationId, service, withoutTarget: seesOnlyCaseless(actor) })
      : 0;

  const [[row], [sends], quarantined] = await Promise.all([open, failed, held]);
  if (!row) throw new Error("a count has no row");
  return {
    ...row,
    oldestUnassignedAt: row.oldestUnassignedAt ? new Date(row.oldestUnassignedAt).toISOString() : null,
    failedSends: sends?.failedSends ?? 0,
    quarantined,
  };
};
