import { and, eq } from "drizzle-orm";
import type { Independence } from "../../../shared/mediation/hands.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { asUser, caseActor } from "./case-access.ts";
import { handlingRoles } from "./case-hands.ts";
import { independence } from "./tables-work.ts";

/** When somebody declared that they are neither elected nor employed by the authority; undefined = never. */
const declaredOn = async (on: Queries, organisationId: string, userId: string): Promise<Date | undefined> => {
  const [row] = await on
    .select({ at: independence.declaredAt })
    .from(independence)
    .where(and(eq(independence.organisationId, organisationId), eq(independence.userId, userId)));
  return row?.at;
};

/** Whether whoever asks must still declare it: asked once of each mediator and manager (mediation.md §2 (f)). */
export const readIndependence = async (ctx: Ctx, organisationId: string): Promise<Result<Independence>> => {
  const { userId } = asUser(ctx);
  const actor = caseActor(ctx.actor, organisationId);
  permit(may(actor, "own.desk"));
  const at = await declaredOn(ctx.db, organisationId, userId);
  const handles = actor.kind === "member" && actor.roles.some((role) => handlingRoles.includes(role));
  return done({ due: handles && !at, declaredAt: at?.toISOString() ?? null });
};

/** Keeps the day of the declaration; said again, the first day stays. */
export const declareIndependence = (ctx: Ctx, organisationId: string): Promise<Result<Independence>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const permission = permit(may(caseActor(ctx.actor, organisationId), "own.desk"));
    const before = await declaredOn(tx, organisationId, userId);
    const declaredAt = before ?? ctx.now();
    const result = { due: false, declaredAt: declaredAt.toISOString() };
    if (before) return { result, permission, audit: [], events: [] };
    await tx.insert(independence).values({ organisationId, userId, declaredAt }).onConflictDoNothing();
    return {
      result,
      permission,
      audit: {
        action: "independence.declare",
        organisationId,
        target: { kind: "user_account", id: userId },
      },
      events: [],
    };
  });
