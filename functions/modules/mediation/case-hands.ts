import { and, eq, isNull, or } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { invalid, notFound, refuse } from "../../platform/refusal.ts";
import { type Member, memberNow } from "../access/index.ts";
import { addEntry } from "./add-entry.ts";
import { type CaseRow, service } from "./case-access.ts";
import { caseTask } from "./tables-work.ts";

/** Roles in which somebody may have cases in charge. */
export const handlingRoles: readonly string[] = ["manager", "mediator"];
/** Roles in which somebody reads cases. */
export const readingRoles: readonly string[] = [...handlingRoles, "assistant", "reader"];

/**
 * The member somebody names, with one of these roles now. Refuses a stranger to the organisation as unknown, and a
 * colleague whose role does not allow it at its field.
 */
export const colleague = async (
  tx: Tx,
  organisationId: string,
  userId: string,
  roles: readonly string[],
  path = "userId",
): Promise<Member> => {
  const member = await memberNow(tx, organisationId, service, userId);
  if (!member) return refuse(notFound);
  if (member.roles.some((role) => roles.includes(role))) return member;
  return refuse(
    invalid([
      { path, message: `Le rôle de ${member.name} ne le permet pas. Choisissez une autre personne.` },
    ]),
  );
};

/** Open tasks of a case that were the previous handler's, or nobody's, become the next one's. */
export const passTasks = async (
  tx: Tx,
  caseId: string,
  from: string | null,
  to: string | null,
): Promise<void> => {
  const theirs = from
    ? or(eq(caseTask.assigneeId, from), isNull(caseTask.assigneeId))
    : isNull(caseTask.assigneeId);
  await tx
    .update(caseTask)
    .set({ assigneeId: to })
    .where(and(eq(caseTask.caseId, caseId), isNull(caseTask.doneAt), theirs));
};

/** A transfer that was proposed is decided, whoever the case went to. */
export const endProposals = async (tx: Tx, ctx: Ctx, caseId: string): Promise<void> => {
  await tx
    .update(caseTask)
    .set({ doneAt: ctx.now(), doneBy: ctx.actor.kind === "user" ? ctx.actor.userId : null })
    .where(and(eq(caseTask.caseId, caseId), eq(caseTask.kind, "transfer_proposed"), isNull(caseTask.doneAt)));
};

/** The word that goes with a case given to a colleague: a note to them, which is never sent. */
export const noteTo = async (
  tx: Tx,
  ctx: Ctx,
  found: CaseRow,
  userId: string,
  text: string | undefined,
): Promise<void> => {
  if (!text) return;
  await addEntry(tx, ctx, found, {
    kind: "note",
    medium: "NOTICE",
    occurredAt: ctx.now(),
    authorUserId: ctx.actor.kind === "user" ? ctx.actor.userId : null,
    text,
    mentions: [userId],
  });
};
