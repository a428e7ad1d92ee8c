import { eq } from "drizzle-orm";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { ChangeTask, SettleTask } from "../../../shared/mediation/tasks.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { asUser, type CaseRow, caseActor, caseOf, permitOn } from "./case-access.ts";
import { refuseStranger, tellAssignee } from "./create-task.ts";
import { readCaseAs } from "./read-case.ts";
import { caseTask } from "./tables-work.ts";
import { mayChangeTask } from "./task-view.ts";

type Task = typeof caseTask.$inferSelect;

const notYours: Refusal = {
  code: "forbidden",
  reason: "not_your_task",
  detail: "Seuls la personne qui l’a écrite et les médiateurs principaux peuvent changer cette tâche.",
};
const ofSystem: Refusal = {
  code: "conflict",
  reason: "system_task",
  detail: "Guichet a ouvert cette tâche : elle se ferme quand sa raison disparaît, ou quand vous la cochez.",
};

/** The task, locked, and its case; unknown and not visible are the same. */
const taskForUpdate = async (tx: Tx, ctx: Ctx, taskId: string): Promise<{ task: Task; found: CaseRow }> => {
  asUser(ctx);
  const [task] = await tx.select().from(caseTask).where(eq(caseTask.id, taskId)).for("update");
  if (!task) return refuse(notFound);
  return { task, found: await caseOf(tx, task.caseId) };
};

const permitChange = (ctx: Ctx, found: CaseRow, task: Task) => {
  permitOn(ctx, "case.task", found);
  if (task.origin === "SYSTEM") refuse(ofSystem);
  return permit(mayChangeTask(caseActor(ctx.actor, found.organisationId), found, task) || notYours);
};

const note = (found: CaseRow, task: Task, action: string) => ({
  action,
  organisationId: found.organisationId,
  target: { kind: "case_task", id: task.id },
  aggregateId: found.id,
  personal: ["task"],
});

/**
 * Rewords a task, gives it another day or somebody else, who is told. Tasks of the system change nothing but hands.
 * Refuses who neither wrote it nor manages the service.
 */
export const changeTask = async (ctx: Ctx, input: ChangeTask): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    const { task, found } = await taskForUpdate(tx, ctx, input.taskId);
    const onlyHands = input.title === undefined && input.dueOn === undefined;
    const permission = onlyHands ? permitOn(ctx, "case.task", found) : permitChange(ctx, found, task);
    await refuseStranger(tx, found, input.assigneeId);
    const after = {
      title: input.title ?? task.title,
      dueOn: input.dueOn === undefined ? task.dueOn : input.dueOn,
      assigneeId: input.assigneeId === undefined ? task.assigneeId : input.assigneeId,
    };
    // A new day begins its reminders again.
    const remindedOn = after.dueOn === task.dueOn ? task.remindedOn : null;
    await tx
      .update(caseTask)
      .set({ ...after, remindedOn })
      .where(eq(caseTask.id, task.id));
    const { title: before, dueOn, assigneeId } = task;
    return {
      result: found.id,
      permission,
      audit: {
        ...note(found, task, "task.change"),
        before: { task: before, dueOn, assigneeId },
        after: { task: after.title, dueOn: after.dueOn, assigneeId: after.assigneeId },
      },
      events:
        after.assigneeId === task.assigneeId ? [] : await tellAssignee(tx, ctx, found, after.assigneeId),
    };
  });
  return done.ok ? readCaseAs(ctx, done.value) : done;
};

/** Ticks a task off, or takes it up again. Twice changes nothing. */
export const settleTask = async (ctx: Ctx, input: SettleTask): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    const { task, found } = await taskForUpdate(tx, ctx, input.taskId);
    const permission = permitOn(ctx, "case.task", found);
    if ((task.doneAt !== null) === input.done) return { result: found.id, permission, audit: [], events: [] };
    await tx
      .update(caseTask)
      .set(
        input.done
          ? { doneAt: ctx.now(), doneBy: asUser(ctx).userId }
          : { doneAt: null, doneBy: null, remindedOn: null },
      )
      .where(eq(caseTask.id, task.id));
    return {
      result: found.id,
      permission,
      audit: {
        ...note(found, task, input.done ? "task.close" : "task.reopen"),
        after: { task: task.title },
      },
      events: [],
    };
  });
  return done.ok ? readCaseAs(ctx, done.value) : done;
};

/** Deletes a task written by mistake. Refuses those of the system, and those of others to who does not manage. */
export const deleteTask = async (ctx: Ctx, taskId: string): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    const { task, found } = await taskForUpdate(tx, ctx, taskId);
    const permission = permitChange(ctx, found, task);
    await tx.delete(caseTask).where(eq(caseTask.id, task.id));
    return {
      result: found.id,
      permission,
      audit: { ...note(found, task, "task.delete"), before: { task: task.title } },
      events: [],
    };
  });
  return done.ok ? readCaseAs(ctx, done.value) : done;
};
