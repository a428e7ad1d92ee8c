import { eq } from "drizzle-orm";
import type { DeclarationRole } from "../../../shared/access/roles.ts";
import { may, type ShowAction, type ShowActor, type ShowFacts } from "../../../shared/declarations/rules.ts";
import type { Actor, Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { type Permission, permit } from "../../platform/mutate.ts";
import { notFound, type Refusal, refuse, signedOut } from "../../platform/refusal.ts";
import { performance, show } from "./tables.ts";

/** The service's code, in memberships, messages and addresses. */
export const service = "declarations";

export type ShowRow = typeof show.$inferSelect;
export type PerformanceRow = typeof performance.$inferSelect;

/** What the rules know of who asks, for shows of one organisation; always the stored one, never one a request names. */
export const showActor = (actor: Actor, organisationId: string): ShowActor => {
  if (actor.kind !== "user") return { kind: "nobody" };
  const here = actor.memberships.filter((held) => held.organisationId === organisationId);
  return {
    kind: "member",
    userId: actor.userId,
    roles: here.filter((held) => held.service === service).flatMap((held) => held.roles as DeclarationRole[]),
    administers: here.some((held) => held.service === "administration" && held.roles.includes("admin")),
  };
};

/** The same for what belongs to the platform alone: directories of agencies, the overview. */
export const platformActor = (actor: Actor): ShowActor =>
  actor.kind === "user" && actor.platformAdministrator ? { kind: "platform" } : { kind: "nobody" };

/** Stops someone who is not signed in, before anything else is said. */
export const asUser = (ctx: Ctx): Extract<Actor, { kind: "user" }> =>
  ctx.actor.kind === "user" ? ctx.actor : refuse(signedOut);

/** The permission of who asks to do this in this organisation, or a stop with the rule's refusal. */
export const permitOn = (
  ctx: Ctx,
  action: ShowAction,
  { organisationId }: { organisationId: string },
  facts: ShowFacts = {},
): Permission => permit(may(showActor(asUser(ctx), organisationId), action, facts));

/** The show; unknown and not visible are the same refusal. Row-level security leaves out other organisations. */
export const showOf = async (on: Queries, showId: string): Promise<ShowRow> => {
  const [found] = await on.select().from(show).where(eq(show.id, showId));
  return found ?? refuse(notFound);
};

/** The same, locked for the rest of the transaction: what changes its performances takes this lock first. */
export const showForUpdate = async (tx: Tx, showId: string): Promise<ShowRow> => {
  const [found] = await tx.select().from(show).where(eq(show.id, showId)).for("update");
  return found ?? refuse(notFound);
};

/** A performance and its show, the show locked. */
export const performanceForUpdate = async (
  tx: Tx,
  performanceId: string,
): Promise<{ found: PerformanceRow; of: ShowRow }> => {
  const [known] = await tx
    .select({ showId: performance.showId })
    .from(performance)
    .where(eq(performance.id, performanceId));
  const of = await showForUpdate(tx, known?.showId ?? refuse(notFound));
  const [found] = await tx.select().from(performance).where(eq(performance.id, performanceId));
  return { found: found ?? refuse(notFound), of };
};

/** Who writes over an older state is told so, with what is stored now: nothing typed is lost. */
export const staleVersion = (
  version: number,
  current: Readonly<Record<string, unknown>> = {},
  detail = "Ce spectacle a changé pendant votre saisie. Rien n’est perdu\u00a0: relisez-le, puis recommencez.",
): Refusal => ({
  code: "conflict",
  reason: "version_differs",
  detail,
  facts: { version: String(version), values: JSON.stringify(current) },
});

/** Stops a write made on an older state of a record. */
export const sameVersion = (
  found: { version: number },
  seen: number,
  current: Readonly<Record<string, unknown>> = {},
): void => {
  if (found.version !== seen) refuse(staleVersion(found.version, current));
};
