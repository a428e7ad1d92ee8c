import { asc, eq, sql } from "drizzle-orm";
import { type CaseActor, type CaseFacts, may } from "../../../shared/mediation/rules.ts";
import type { TaskView } from "../../../shared/mediation/tasks.ts";
import { prepared } from "../../platform/db.ts";
import { nameOf } from "../access/index.ts";
import { caseTask } from "./tables-work.ts";

/** Tasks of one case: the open ones first, soonest first. */
export const itsTasks = prepared((db) =>
  db
    .select({
      task: caseTask,
      assigneeName: nameOf(caseTask.assigneeId),
      doneByName: nameOf(caseTask.doneBy),
    })
    .from(caseTask)
    .where(eq(caseTask.caseId, sql.placeholder("caseId")))
    .orderBy(
      sql`${caseTask.doneAt} desc nulls first`,
      sql`${caseTask.dueOn} asc nulls last`,
      asc(caseTask.id),
    )
    .prepare("case_tasks"),
);

export interface TaskRow {
  task: typeof caseTask.$inferSelect;
  assigneeName: string | null;
  doneByName: string | null;
}

/** A person's own task is theirs to reword or delete, and a manager's; one of the system is nobody's. */
export const mayChangeTask = (
  actor: CaseActor,
  found: CaseFacts,
  task: Pick<TaskRow["task"], "origin" | "createdBy">,
): boolean =>
  task.origin === "MANUAL" &&
  may(actor, "case.task", found) === true &&
  ((actor.kind === "member" && task.createdBy === actor.userId) ||
    may(actor, "case.moderate", found) === true);

/** A task as this member sees it. */
export const taskView = (
  { task, assigneeName, doneByName }: TaskRow,
  actor: CaseActor,
  found: CaseFacts,
): TaskView => ({
  id: task.id,
  title: task.title,
  dueOn: task.dueOn,
  assignee: task.assigneeId ? { id: task.assigneeId, name: assigneeName ?? "" } : null,
  mine: actor.kind === "member" && (task.assigneeId ?? found.assigneeId) === actor.userId,
  origin: task.origin,
  kind: task.kind,
  done: task.doneAt ? { at: task.doneAt.toISOString(), by: doneByName } : null,
  createdAt: task.createdAt.toISOString(),
  mayChange: mayChangeTask(actor, found, task),
});
