import { and, eq, inArray, isNull, lte } from "drizzle-orm";
import type { Side } from "../../../shared/mediation/enums.ts";
import { type SystemTask, systemTasks } from "../../../shared/mediation/tasks.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { CaseRow } from "./case-access.ts";
import { caseTask } from "./tables-work.ts";

/**
 * Opens a task of the system on a case, in the caller's transaction; nothing when one of this kind is open there, or
 * when `onceKey` was used. Without `assigneeId` it belongs to whoever handles the case. Gives whether it is new.
 */
export const openSystemTask = async (
  tx: Tx,
  ctx: Ctx,
  found: Pick<CaseRow, "id" | "organisationId">,
  given: { kind: SystemTask; title?: string; dueOn?: string; assigneeId?: string; onceKey?: string },
): Promise<boolean> => {
  const [open] = await tx
    .select({ id: caseTask.id })
    .from(caseTask)
    .where(and(eq(caseTask.caseId, found.id), eq(caseTask.kind, given.kind), isNull(caseTask.doneAt)));
  if (open) return false;
  const made = await tx
    .insert(caseTask)
    .values({
      id: ctx.newId(),
      organisationId: found.organisationId,
      caseId: found.id,
      title: given.title ?? systemTasks[given.kind],
      dueOn: given.dueOn ?? null,
      assigneeId: given.assigneeId ?? null,
      origin: "SYSTEM",
      kind: given.kind,
      onceKey: given.onceKey ?? null,
      createdBy: ctx.actor.kind === "user" ? ctx.actor.userId : null,
    })
    .onConflictDoNothing()
    .returning({ id: caseTask.id });
  return made.length > 0;
};

/** Closes the open tasks of these kinds on a case, opened by `openedBy` when given: their reason ended. Gives how many. */
export const closeSystemTasks = async (
  tx: Tx,
  ctx: Ctx,
  caseId: string,
  kinds: readonly SystemTask[],
  openedBy?: Date,
): Promise<number> => {
  const closed = await tx
    .update(caseTask)
    .set({ doneAt: ctx.now(), doneBy: ctx.actor.kind === "user" ? ctx.actor.userId : null })
    .where(
      and(
        eq(caseTask.caseId, caseId),
        inArray(caseTask.kind, [...kinds]),
        isNull(caseTask.doneAt),
        openedBy && lte(caseTask.createdAt, openedBy),
      ),
    )
    .returning({ id: caseTask.id });
  return closed.length;
};

/**
 * Open tasks follow a transfer: those of the previous handler become the new one's; `to` null = whoever handles the
 * case. Tasks given to somebody else stay theirs. Gives how many moved.
 */
export const moveTasks = async (
  tx: Tx,
  caseId: string,
  { from, to }: { from: string; to: string | null },
): Promise<number> => {
  const moved = await tx
    .update(caseTask)
    .set({ assigneeId: to })
    .where(and(eq(caseTask.caseId, caseId), eq(caseTask.assigneeId, from), isNull(caseTask.doneAt)))
    .returning({ id: caseTask.id });
  return moved.length;
};

/** The administration is expected to answer by a day: one task, which moves when it is asked again. */
export const awaitAdministration = async (
  tx: Tx,
  ctx: Ctx,
  found: Pick<CaseRow, "id" | "organisationId">,
  answerBy: string,
): Promise<void> => {
  if (await openSystemTask(tx, ctx, found, { kind: "await_administration", dueOn: answerBy })) return;
  await tx
    .update(caseTask)
    .set({ dueOn: answerBy, remindedOn: null })
    .where(
      and(eq(caseTask.caseId, found.id), eq(caseTask.kind, "await_administration"), isNull(caseTask.doneAt)),
    );
};

/**
 * Somebody of this side was heard: what waited for them is done. Heard `at` a day of the past, it answers nothing that
 * the administration was asked since; any word of the requester stops the clock (mediation.md §5.6).
 */
export const endWaiting = async (tx: Tx, ctx: Ctx, caseId: string, side: Side, at?: Date): Promise<void> => {
  if (side === "ADMINISTRATION") await closeSystemTasks(tx, ctx, caseId, ["await_administration"], at);
  if (side === "REQUESTER") await closeSystemTasks(tx, ctx, caseId, ["inactivity_close", "other_means"]);
};
