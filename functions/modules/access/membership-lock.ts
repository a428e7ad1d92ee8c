import { and, eq, isNull } from "drizzle-orm";
import type { AccessActor } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { notFound, refuse } from "../../platform/refusal.ts";
import { accessActor, asUser } from "./access-actor.ts";
import { membership, organisation, platformAdministrator } from "./tables.ts";

export type OrganisationRow = typeof organisation.$inferSelect;

/**
 * An organisation, locked: whoever changes its members does so one after the other. Rights are read again behind the
 * lock, so that of two people who take each other's role at once the second has lost theirs. An organisation one has
 * nothing to do with is the same as one that does not exist.
 */
export const lockOrganisation = async (
  tx: Tx,
  ctx: Ctx,
  organisationId: string,
): Promise<{ organisation: OrganisationRow; actor: AccessActor }> => {
  const user = asUser(ctx);
  const [found] = await tx
    .select()
    .from(organisation)
    .where(eq(organisation.id, organisationId))
    .for("update");
  if (!found) return refuse(notFound);
  const live = await tx
    .select({ service: membership.service, roles: membership.roles })
    .from(membership)
    .where(
      and(
        eq(membership.organisationId, organisationId),
        eq(membership.userId, user.userId),
        isNull(membership.endedAt),
      ),
    );
  const memberships = user.memberships.flatMap((held) => {
    if (held.organisationId !== organisationId) return [held];
    const now = live.find(({ service }) => service === held.service);
    return now ? [{ ...held, roles: now.roles }] : [];
  });
  const actor = accessActor({ ...user, memberships });
  if (actor.kind === "user" && actor.platformAdministrator) {
    actor.platformAdministrator = await administersNow(tx, user.userId);
  }
  return { organisation: found, actor };
};

const administersNow = async (tx: Tx, userId: string): Promise<boolean> => {
  const rows = await tx
    .select({ id: platformAdministrator.id })
    .from(platformAdministrator)
    .where(and(eq(platformAdministrator.userId, userId), isNull(platformAdministrator.endedAt)));
  return rows.length > 0;
};

/**
 * Those who administer the platform now with an enabled or disabled account, locked against two changes at once, and
 * who asks as they are behind that lock.
 */
export const lockAdministrators = async (
  tx: Tx,
  ctx: Ctx,
): Promise<{ administrators: (typeof platformAdministrator.$inferSelect)[]; actor: AccessActor }> => {
  const user = asUser(ctx);
  const administrators = await tx
    .select()
    .from(platformAdministrator)
    .where(isNull(platformAdministrator.endedAt))
    .orderBy(platformAdministrator.id)
    .for("update");
  const still = administrators.some(({ userId }) => userId === user.userId);
  const { platformAdministrator: claimed, ...rest } = user;
  return { administrators, actor: accessActor(claimed && still ? user : rest) };
};
