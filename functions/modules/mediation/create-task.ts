import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { CreateTask } from "../../../shared/mediation/tasks.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { uuidOf } from "../../platform/ids.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { announce } from "./announce.ts";
import { asUser, type CaseRow, caseOf, permitOn } from "./case-access.ts";
import { colleaguesOn } from "./colleagues.ts";
import { readCaseAs } from "./read-case.ts";
import { caseTask } from "./tables-work.ts";

/**
 * Adds a task to a case, for somebody or for whoever handles it, who is told (mediation.md §4.8). The same key adds
 * one. Refuses somebody who may not work on this case.
 */
export const createTask = async (ctx: Ctx, input: CreateTask): Promise<Result<CaseView>> => {
  const made = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseOf(tx, input.caseId);
    const permission = permitOn(ctx, "case.task", found);
    await refuseStranger(tx, found, input.assigneeId);
    const id = uuidOf(`task\0${found.id}\0${input.idempotencyKey}`);
    const [isNew] = await tx
      .insert(caseTask)
      .values({
        id,
        organisationId: found.organisationId,
        caseId: found.id,
        title: input.title,
        dueOn: input.dueOn,
        assigneeId: input.assigneeId,
        origin: "MANUAL",
        createdBy: userId,
      })
      .onConflictDoNothing()
      .returning({ id: caseTask.id });
    if (!isNew) return { result: null, permission, audit: [], events: [] };
    return {
      result: null,
      permission,
      audit: {
        action: "task.create",
        organisationId: found.organisationId,
        target: { kind: "case_task", id },
        aggregateId: found.id,
        after: { task: input.title, dueOn: input.dueOn, assigneeId: input.assigneeId },
        personal: ["task"],
      },
      events: await tellAssignee(tx, ctx, found, input.assigneeId),
    };
  });
  return made.ok ? readCaseAs(ctx, input.caseId) : made;
};

/** Stops when the person named does not work on this case. */
export const refuseStranger = async (tx: Tx, found: CaseRow, assigneeId: string | null | undefined) => {
  if (!assigneeId) return;
  const people = await colleaguesOn(tx, found);
  if (people.some(({ id, works }) => id === assigneeId && works)) return;
  const message = "Cette personne ne travaille pas sur ce dossier.";
  refuse(invalid([{ path: "assigneeId", message }], message));
};

/** News for whoever received a task from somebody else. */
export const tellAssignee = async (
  tx: Tx,
  ctx: Ctx,
  found: CaseRow,
  assigneeId: string | null | undefined,
) =>
  assigneeId
    ? announce(tx, ctx, await organisationById(tx, found.organisationId), {
        found,
        userIds: [assigneeId],
        kind: "task_assigned",
      })
    : [];
