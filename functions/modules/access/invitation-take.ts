import { and, eq, isNull, sql } from "drizzle-orm";
import type { GivenRoles } from "../../../shared/access/members.ts";
import { type Actor, actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import type { AuditNote } from "../../platform/mutate.ts";
import { done, type Result, refuse, refused } from "../../platform/refusal.ts";
import { linkRefusal, readAccountLink, spendAccountLink as spendLink } from "./account-link.ts";
import { revokeLinks } from "./invitation-links.ts";
import { grantRoles } from "./membership-grant.ts";
import { invitation, organisation, platformAdministrator } from "./tables.ts";

/** A live invitation, as the holder of its link may know it. */
export interface OpenInvitation {
  id: string;
  /** Null: it invites to administer the platform. */
  organisationId: string | null;
  organisationName: string | null;
  email: string;
  emailCanonical: string;
  roles: GivenRoles;
  /** The account that has this address already. */
  accountId: string | null;
  /** Hash of the link's token. */
  hash: string;
}

interface FoundInvitation {
  [column: string]: unknown;
  id: string;
  organisation_id: string | null;
  email: string;
  email_canonical: string;
  roles: GivenRoles;
  accepted_at: string | null;
  cancelled_at: string | null;
  organisation_name: string | null;
  closed: boolean | null;
  account_id: string | null;
}

/** The invitation behind a pasted or followed link, or the one sentence that says what is wrong with it. */
export const readInvitation = async (
  on: Queries,
  ctx: Ctx,
  token: string,
): Promise<Result<OpenInvitation>> => {
  const link = await readAccountLink(on, ctx, token, ["invitation"]);
  if (!link.ok) return link;
  const { hash } = link.value;
  const [found] = await on.execute<FoundInvitation>(sql`select * from guichet.invitation_of_link(${hash})`);
  if (!found) return refused(linkRefusal("unknown", "invitation"));
  if (found.accepted_at) return refused(linkRefusal("used", "invitation"));
  if (found.cancelled_at || found.closed) return refused(linkRefusal("revoked", "invitation"));
  return done({
    id: found.id,
    organisationId: found.organisation_id,
    organisationName: found.organisation_name,
    email: found.email,
    emailCanonical: found.email_canonical,
    roles: found.roles,
    accountId: found.account_id,
    hash,
  });
};

/**
 * The context in which an invitation is taken: its holder, with the rights it gives already in force, so that
 * row-level security lets its own rows be written. Possession of the link, or of its address, is the right.
 */
export const actingOnInvitation = (
  ctx: Ctx,
  userId: string,
  opened: Pick<OpenInvitation, "organisationId" | "roles">,
): Ctx => {
  const { organisationId, roles } = opened;
  const held = ctx.actor.kind === "user" && ctx.actor.userId === userId ? ctx.actor.memberships : [];
  const actor: Actor = {
    kind: "user",
    userId,
    memberships: organisationId
      ? [...held, ...roles.map(({ service, roles: names }) => ({ organisationId, service, roles: names }))]
      : held,
    ...(organisationId ? {} : { platformAdministrator: true as const }),
  };
  return actingAs(ctx, actor);
};

/**
 * Gives what an invitation promised, once, in a transaction of `actingOnInvitation`: of two acceptances at the same
 * instant one is refused. `hash` is the link's; absent when the address itself was proved otherwise (ProConnect). Roles are those recorded when it was sent; they count while their service is on.
 */
export const takeInvitation = async (
  tx: Tx,
  ctx: Ctx,
  userId: string,
  { id, organisationId, hash }: Pick<OpenInvitation, "id" | "organisationId"> & { hash?: string },
): Promise<AuditNote> => {
  if (organisationId) {
    const [open] = await tx
      .select({ id: organisation.id })
      .from(organisation)
      .where(and(eq(organisation.id, organisationId), isNull(organisation.closedAt)))
      .for("update");
    if (!open) refuse(linkRefusal("revoked", "invitation"));
  }
  // Behind the organisation's lock, as whoever sends it again does.
  if (hash) await spendLink(tx, { hash, purpose: "invitation" });
  const [taken] = await tx
    .update(invitation)
    .set({ acceptedAt: ctx.now(), acceptedBy: userId })
    .where(and(eq(invitation.id, id), isNull(invitation.acceptedAt), isNull(invitation.cancelledAt)))
    .returning({ roles: invitation.roles });
  if (!taken) return refuse(linkRefusal("used", "invitation"));
  await revokeLinks(tx, ctx, [id]);
  if (organisationId) await grantRoles(tx, ctx, { organisationId, userId, roles: taken.roles });
  else await administer(tx, ctx, userId);
  return {
    action: "invitation.accept",
    organisationId,
    target: { kind: "user_account", id: userId },
    after: { roles: taken.roles },
  };
};

/** Makes someone an administrator of the platform; nothing changes for one who is. */
export const administer = async (tx: Tx, ctx: Ctx, userId: string, grantedBy?: string): Promise<void> => {
  await tx
    .insert(platformAdministrator)
    .values({ id: ctx.newId(), userId, grantedBy: grantedBy ?? null, createdAt: ctx.now() })
    .onConflictDoNothing();
};
