import { sql } from "drizzle-orm";
import type { GivenRoles } from "../../../shared/access/members.ts";
import type { AccessActor } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { cancelUnfounded } from "./invitation-links.ts";
import type { MemberFacts } from "./member-facts.ts";
import { type LoadMemberWork, releaseWork, type Traces } from "./member-work.ts";
import { setRoles } from "./membership-grant.ts";
import { rolesWithout } from "./membership-roles.ts";

/** Ends every session of an account at once, and with them the pages it has open. */
export const endSessions = async (tx: Tx, userId: string): Promise<number> => {
  const [ended] = await tx.execute<{ n: number }>(sql`select guichet.end_sessions(${userId}, null) as n`);
  return ended?.n ?? 0;
};

/** What taking roles from someone means, whoever does it. The organisation is locked and its keepers were asked. */
export interface RolesTaken {
  organisationId: string;
  userId: string;
  held: GivenRoles;
  wanted: GivenRoles;
}

/** Writes the roles someone has from now on, and gives back the work of those they lost. */
export const changeRolesHeld = async (
  tx: Tx,
  ctx: Ctx,
  load: LoadMemberWork,
  { organisationId, userId, held, wanted }: RolesTaken,
): Promise<Traces> => {
  const taken = rolesWithout(held, wanted);
  const left = new Map(
    taken.map(({ service }) => [service, wanted.find((one) => one.service === service)?.roles ?? []]),
  );
  // Before the membership ends: the service may still look at it.
  const traces = await releaseWork(tx, ctx, load, { organisationId, userId, left });
  await setRoles(tx, ctx, { organisationId, userId, held, wanted });
  return traces;
};

/** Cancels what they invited and no longer may, once somebody else took their right. */
export const cancelTheirInvitations = (
  tx: Tx,
  ctx: Ctx,
  { organisationId, userId, wanted }: RolesTaken,
  facts: MemberFacts | undefined,
) => {
  const now: AccessActor = {
    kind: "user",
    userId,
    platformAdministrator: facts?.platform ?? false,
    memberships: wanted.map(({ service, roles }) => ({ organisationId, service, roles })),
  };
  return cancelUnfounded(tx, ctx, userId, organisationId, now);
};
