import { and, isNotNull, sql } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { AbsenceView, Team, TeamMember } from "../../../shared/mediation/hands.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { permit } from "../../platform/mutate.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { membersOf, organisationById } from "../access/index.ts";
import { type AbsenceRow, absencesBetween } from "./absences-of.ts";
import { asUser, caseActor, service, visibleCases } from "./case-access.ts";
import { openCase } from "./case-conditions.ts";
import { handlingRoles, readingRoles } from "./case-hands.ts";
import { cases } from "./tables.ts";

/** Later than any absence. */
const everAfter = "9999-12-31";

/**
 * Who works in the organisation's mediation, who is away now or will be, and for whom whoever asks acts today
 * (mediation.md §4.12). How many open cases each one has is shown to managers only.
 */
export const readTeam = async (ctx: Ctx, organisationId: string): Promise<Result<Team>> => {
  const { userId } = asUser(ctx);
  const actor = caseActor(ctx.actor, organisationId);
  permit(may(actor, "case.list"));
  const { timeZone } = await organisationById(ctx.db, organisationId);
  const today = dayIn(timeZone, ctx.now());
  const compares = may(actor, "statistics.load") === true;
  const [members, absences, loads] = await together([
    membersOf(ctx.db, organisationId, service),
    absencesBetween(ctx.db, organisationId, today, everAfter),
    compares
      ? ctx.db
          .select({
            userId: cases.assigneeId,
            open: sql<number>`count(*)::int`,
            overdue: sql<number>`(count(*) filter (where ${cases.dueOn} < ${today}))::int`,
          })
          .from(cases)
          .where(and(visibleCases(actor, organisationId), openCase, isNotNull(cases.assigneeId)))
          .groupBy(cases.assigneeId)
      : [],
  ]);
  const names = new Map(members.map((one) => [one.userId, one.name]));
  const away = absences.filter(({ fromOn }) => fromOn <= today);
  return done({
    members: members.map(({ userId: id, name, roles }): TeamMember => {
      const absent = away.find((one) => one.userId === id);
      const load = loads.find((one) => one.userId === id);
      return {
        id,
        name,
        roles,
        handles: roles.some((role) => handlingRoles.includes(role)),
        reads: roles.some((role) => readingRoles.includes(role)),
        awayUntil: absent?.toOn ?? null,
        replacedBy: (absent?.replacementId && names.get(absent.replacementId)) ?? null,
        open: compares ? (load?.open ?? 0) : null,
        overdue: compares ? (load?.overdue ?? 0) : null,
      };
    }),
    absences: absences
      .filter((one) => names.has(one.userId))
      .map((one) => absenceView(one, names, one.userId === userId || may(actor, "absence.any") === true)),
    replaces: away
      .filter(({ replacementId }) => replacementId === userId)
      .map((one) => ({ id: one.userId, name: names.get(one.userId) ?? "", until: one.toOn })),
  });
};

const absenceView = (one: AbsenceRow, names: ReadonlyMap<string, string>, mine: boolean): AbsenceView => {
  const replacement = one.replacementId && names.get(one.replacementId);
  return {
    id: one.id,
    userId: one.userId,
    name: names.get(one.userId) ?? "",
    fromOn: one.fromOn,
    toOn: one.toOn,
    replacement: one.replacementId && replacement ? { id: one.replacementId, name: replacement } : null,
    muted: one.muted,
    mine,
  };
};
