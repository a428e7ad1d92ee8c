import { and, eq, type SQL, sql } from "drizzle-orm";
import type { MediationRole } from "../../../shared/access/roles.ts";
import { type Action, type CaseActor, type CaseFacts, may } from "../../../shared/mediation/rules.ts";
import type { Actor, Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type Permission, permit } from "../../platform/mutate.ts";
import { notFound, refuse, signedOut } from "../../platform/refusal.ts";
import { cases } from "./tables.ts";

export type CaseRow = typeof cases.$inferSelect;

/** The service's code, in memberships, messages and addresses. */
export const service = "mediation";

/** What the rules know of who asks, for cases of one organisation; always the stored one, never one a request names. */
export const caseActor = (actor: Actor, organisationId: string): CaseActor => {
  if (actor.kind === "link") return { kind: "link", caseId: actor.caseId, codeVerified: actor.codeVerified };
  if (actor.kind !== "user") return { kind: "nobody" };
  const roles = actor.memberships
    .filter((held) => held.organisationId === organisationId && held.service === service)
    .flatMap((held) => held.roles as MediationRole[]);
  return { kind: "member", userId: actor.userId, roles };
};

/** The case, locked for the rest of the transaction; unknown and not visible are the same refusal. */
export const caseForUpdate = async (tx: Tx, caseId: string): Promise<CaseRow> => {
  const [found] = await tx.select().from(cases).where(eq(cases.id, caseId)).for("update");
  return found ?? refuse(notFound);
};

/** The same without the lock, for what changes nothing of the case itself. */
export const caseOf = async (tx: Tx, caseId: string): Promise<CaseRow> => {
  const [found] = await tx.select().from(cases).where(eq(cases.id, caseId));
  return found ?? refuse(notFound);
};

/** The permission of who asks to do this on this case, or a stop with the rule's refusal. */
export const permitOn = (
  ctx: Ctx,
  action: Action,
  found: CaseFacts & { organisationId: string },
): Permission => permit(may(caseActor(ctx.actor, found.organisationId), action, found));

/** Stops someone who is not signed in, before anything else is said. */
export const asUser = (ctx: Ctx): Extract<Actor, { kind: "user" }> =>
  ctx.actor.kind === "user" ? ctx.actor : refuse(signedOut);

/**
 * The one filter of every list: cases of this organisation that this person may know of. A restricted case exists
 * for its handler and for managers only.
 */
export const visibleCases = (actor: CaseActor, organisationId: string): SQL | undefined => {
  const own = eq(cases.organisationId, organisationId);
  if (actor.kind !== "member") return sql`false`;
  if (actor.roles.includes("manager")) return own;
  return and(own, sql`(not ${cases.restricted} or ${cases.assigneeId} = ${actor.userId})`);
};
