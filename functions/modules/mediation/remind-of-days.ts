import { and, eq, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { addBusinessDays, isBusinessDay } from "../../../shared/mediation/business-days.ts";
import { reminderOn } from "../../../shared/mediation/tasks.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import type { Organisation } from "../access/index.ts";
import { announce } from "./announce.ts";
import type { CaseRow } from "./case-access.ts";
import { openCase } from "./case-conditions.ts";
import { daily } from "./daily-work.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { cases } from "./tables.ts";
import { caseTask } from "./tables-work.ts";

/**
 * At 07:30 of each working day of an organisation: tells people of what is due in two working days, today, then each
 * week while it is late, for tasks and for cases (mediation.md §4.8, §7).
 */
export const remindOfDays = daily("reminders", { hour: 7, minute: 30 }, async (ctx, organisation, today) => {
  const { holidayZone } = await mediationSettingsOf(ctx.db, organisation.id);
  if (!isBusinessDay(today, holidayZone)) return;
  const near = addBusinessDays(today, 2, holidayZone);
  const here = and(
    eq(cases.organisationId, organisation.id),
    openCase,
    isNull(cases.deletedAt),
    eq(cases.sample, false),
  );
  const tasks = await ctx.db
    .select({ task: caseTask, found: cases })
    .from(caseTask)
    .innerJoin(cases, eq(cases.id, caseTask.caseId))
    .where(and(here, isNull(caseTask.doneAt), lte(caseTask.dueOn, near)));
  const due = await ctx.db
    .select()
    .from(cases)
    .where(and(here, isNotNull(cases.assigneeId), lte(cases.dueOn, near)));
  const failures: unknown[] = [];
  const each = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  };
  for (const { task, found } of tasks) {
    const { dueOn, remindedOn } = task;
    const reminder = dueOn ? reminderOn(dueOn, today, holidayZone) : undefined;
    if (!dueOn || !reminder) continue;
    if (remindedOn && reminderOn(dueOn, remindedOn, holidayZone) === reminder) continue;
    await each(() => remindOfTask(ctx, organisation, found, task, today));
  }
  for (const found of due) {
    const { dueOn } = found;
    const reminder = dueOn ? reminderOn(dueOn, today, holidayZone) : undefined;
    if (dueOn && reminder) await each(() => remindOfCase(ctx, organisation, found, { dueOn, reminder }));
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} reminders failed`);
});

const remindOfTask = async (
  ctx: Ctx,
  organisation: Organisation,
  found: CaseRow,
  task: typeof caseTask.$inferSelect,
  today: string,
) => {
  await mutate(ctx, async (tx) => {
    const [claimed] = await tx
      .update(caseTask)
      .set({ remindedOn: today })
      .where(
        and(
          eq(caseTask.id, task.id),
          isNull(caseTask.doneAt),
          sql`${caseTask.remindedOn} is distinct from ${today}::date`,
        ),
      )
      .returning({ id: caseTask.id });
    const events = claimed
      ? await announce(tx, ctx, organisation, {
          found,
          userIds: [task.assigneeId ?? found.assigneeId],
          kind: "task_due",
          detail: { due: task.dueOn ?? today },
          onceKey: `task_due:${task.id}:${today}`,
        })
      : [];
    return { result: null, permission: permit(true), audit: [], events };
  });
};

/** The due day of a case has no mark of its own: the news under the bell is the mark. */
const remindOfCase = async (
  ctx: Ctx,
  organisation: Organisation,
  found: CaseRow,
  { dueOn, reminder }: { dueOn: string; reminder: string },
) => {
  await mutate(ctx, async (tx) => ({
    result: null,
    permission: permit(true),
    audit: [],
    events: await announce(tx, ctx, organisation, {
      found,
      userIds: [found.assigneeId],
      kind: "task_due",
      detail: { due: dueOn },
      onceKey: `case_due:${found.id}:${dueOn}:${reminder}`,
    }),
  }));
};
