import { and, asc, between, eq, isNotNull, lt, type SQL } from "drizzle-orm";
import {
  type AskCalendar,
  type CalendarEntry,
  type CalendarView,
  mondayOf,
} from "../../../shared/mediation/calendar.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { addDays, may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { done, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { liveLinkOf, organisationById } from "../access/index.ts";
import { caseActor, visibleCases } from "./case-access.ts";
import { openCase } from "./case-conditions.ts";
import { tasksOf } from "./my-tasks.ts";
import { cases } from "./tables.ts";
import { caseTask } from "./tables-work.ts";

/** Of a week nobody reads more. */
const mostOfAWeek = 500;
const mostLate = 100;

/**
 * The seven days that begin on `from` (this week without it): one's cases that fall due and one's tasks, with what is
 * late when today is among them (mediation.md §4.8). Only of cases its reader may know of.
 */
export const myCalendar = async (
  ctx: Ctx,
  { organisation: organisationId, from: asked }: AskCalendar,
): Promise<Result<CalendarView>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const { userId } = ctx.actor;
  const actor = caseActor(ctx.actor, organisationId);
  const verdict = may(actor, "case.list");
  if (verdict !== true) return refused(verdict);
  const { timeZone } = await organisationById(ctx.db, organisationId);
  const today = dayIn(timeZone, ctx.now());
  const from = asked ?? mondayOf(today);
  const to = addDays(from, 6);

  const visible = visibleCases(actor, organisationId);
  const casesDue = (when: SQL | undefined, limit: number) =>
    ctx.db
      .select({
        id: cases.id,
        on: cases.dueOn,
        title: cases.subject,
        caseId: cases.id,
        year: cases.year,
        seq: cases.seq,
      })
      .from(cases)
      .where(and(visible, openCase, eq(cases.assigneeId, userId), isNotNull(cases.dueOn), when))
      .orderBy(asc(cases.dueOn), asc(cases.id))
      .limit(limit)
      .execute();
  const tasksDue = (when: SQL | undefined, limit: number) =>
    ctx.db
      .select({
        id: caseTask.id,
        on: caseTask.dueOn,
        title: caseTask.title,
        caseId: cases.id,
        year: cases.year,
        seq: cases.seq,
      })
      .from(caseTask)
      .innerJoin(cases, eq(cases.id, caseTask.caseId))
      .where(and(visible, tasksOf(userId), isNotNull(caseTask.dueOn), when))
      .orderBy(asc(caseTask.dueOn), asc(caseTask.id))
      .limit(limit)
      .execute();
  const ofToday = from <= today && today <= to;
  const [itsCases, itsTasks, lateCases, lateTasks, feed] = await together([
    casesDue(between(cases.dueOn, from, to), mostOfAWeek),
    tasksDue(between(caseTask.dueOn, from, to), mostOfAWeek),
    ofToday ? casesDue(lt(cases.dueOn, from), mostLate) : [],
    ofToday ? tasksDue(lt(caseTask.dueOn, from), mostLate) : [],
    liveLinkOf(ctx.db, { purpose: "calendar", organisationId, targetId: userId }),
  ]);
  return done({
    today,
    from,
    to,
    entries: inOrder(itsCases, itsTasks),
    late: inOrder(lateCases, lateTasks).slice(0, mostLate),
    feedSince: feed?.since.toISOString() ?? null,
  });
};

interface Due {
  id: string;
  on: string | null;
  title: string;
  caseId: string;
  year: number;
  seq: number;
}

const inOrder = (itsCases: readonly Due[], itsTasks: readonly Due[]): CalendarEntry[] =>
  [...entriesOf("case", itsCases), ...entriesOf("task", itsTasks)].sort((a, b) => a.on.localeCompare(b.on));

const entriesOf = (is: CalendarEntry["is"], rows: readonly Due[]): CalendarEntry[] =>
  rows.flatMap(({ id, on, title, caseId, year, seq }) =>
    on ? [{ id, on, is, title, caseId, caseNumber: caseNumber(year, seq) }] : [],
  );
