import { and, eq, isNull } from "drizzle-orm";
import type { GivenRoles } from "../../../shared/access/members.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { tidyRoles } from "./membership-roles.ts";
import { membership } from "./tables.ts";

/** What someone holds in an organisation now, service by service. */
export const rolesHeld = async (on: Queries, organisationId: string, userId: string): Promise<GivenRoles> =>
  tidyRoles(
    await on
      .select({ service: membership.service, roles: membership.roles })
      .from(membership)
      .where(live(organisationId, userId)),
  );

/** Adds roles to those someone holds; the organisation is locked. */
export const grantRoles = async (
  tx: Tx,
  ctx: Ctx,
  member: { organisationId: string; userId: string; roles: GivenRoles },
): Promise<void> => {
  const held = await rolesHeld(tx, member.organisationId, member.userId);
  await setRoles(tx, ctx, { ...member, held, wanted: tidyRoles([...held, ...member.roles]) });
};

/** Makes what someone holds exactly `wanted`; the organisation is locked, `held` was read behind its lock. */
export const setRoles = async (
  tx: Tx,
  ctx: Ctx,
  member: { organisationId: string; userId: string; held: GivenRoles; wanted: GivenRoles },
): Promise<void> => {
  const { organisationId, userId, held, wanted } = member;
  for (const { service } of held) {
    const next = wanted.find((one) => one.service === service);
    await tx
      .update(membership)
      .set(next ? { roles: next.roles } : { endedAt: ctx.now() })
      .where(and(live(organisationId, userId), eq(membership.service, service)));
  }
  const added = wanted.filter(({ service }) => !held.some((one) => one.service === service));
  if (added.length === 0) return;
  await tx.insert(membership).values(
    added.map(({ service, roles }) => ({
      id: ctx.newId(),
      organisationId,
      userId,
      service,
      roles,
      createdAt: ctx.now(),
    })),
  );
};

const live = (organisationId: string, userId: string) =>
  and(
    eq(membership.organisationId, organisationId),
    eq(membership.userId, userId),
    isNull(membership.endedAt),
  );
