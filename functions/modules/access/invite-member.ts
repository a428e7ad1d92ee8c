import { and, eq, sql } from "drizzle-orm";
import { canonicalEmail } from "../../../shared/access/email.ts";
import type { GivenRoles, Invite } from "../../../shared/access/members.ts";
import { type AccessActor, may, rolesExist } from "../../../shared/access/rules.ts";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { type Change, mutate, permit } from "../../platform/mutate.ts";
import { type Limit, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { askAccountMail } from "./account-mail.ts";
import { invitationEnd, mailInvitation, revokeLinks, waiting } from "./invitation-links.ts";
import { grantRoles, rolesHeld } from "./membership-grant.ts";
import { lockOrganisation, type OrganisationRow } from "./membership-lock.ts";
import { tidyRoles } from "./membership-roles.ts";
import { invitation } from "./tables.ts";

/** A whole team at once, then one a minute: an account that was stolen floods nobody. */
const invitations: Limit = { name: "invite", burst: 60, perHour: 60 };

/** Whether a mail invites, or an existing account got the roles at once. */
export interface Invited {
  state: "sent" | "joined";
}

/**
 * Invites an address into an organisation, with roles the inviter may give. An account of that address gets them at
 * once and is told; otherwise a mail carries a link of 14 days. An address invited before is invited anew, with the
 * new roles: two invitations of one address are one. Refuses someone who is a member already.
 */
export const inviteMember = (
  ctx: Ctx,
  input: Invite & { organisationId: string },
): Promise<Result<Invited>> =>
  mutate(ctx, async (tx) => {
    const { organisation, actor } = await lockOrganisation(tx, ctx, input.organisationId);
    return invite(tx, ctx, { organisation, actor, email: input.email, roles: input.roles });
  });

/** The same inside a transaction that locked the organisation. */
export const invite = async (
  tx: Tx,
  ctx: Ctx,
  given: {
    organisation: OrganisationRow;
    actor: AccessActor;
    email: string;
    roles: GivenRoles;
    /** A member gets the roles beside those they hold. */
    addsToMembers?: true;
  },
): Promise<Change<Invited>> => {
  const { organisation, actor, email } = given;
  const { id: organisationId } = organisation;
  const roles = tidyRoles(given.roles);
  permit(may(actor, "member.invite", { organisationId, roles }));
  if (organisation.closedAt) refuse(organisationClosed);
  if (roles.length === 0 || !rolesExist(roles, organisation.services)) refuse(unknownRole);
  const account = await accountOf(tx, email);
  if (account) {
    const held = await rolesHeld(tx, organisationId, account.id);
    if (held.length > 0 && !given.addsToMembers) refuse(alreadyMember);
  }
  const target = { organisationId, roles, ...(account ? { userId: account.id } : {}) };
  const permission = permit(may(actor, "member.invite", target));
  const wait = await takeToken(tx, invitations, ctx.actor.kind === "user" ? ctx.actor.userId : "nobody");
  if (wait > 0)
    refuse(tooMany(wait, (time) => `Beaucoup d’invitations en peu de temps. Réessayez dans ${time}.`));

  const before = await waitingFor(tx, organisationId, email);
  // Whoever replaces an invitation could have made it.
  if (before) permit(may(actor, "member.invite", { organisationId, roles: before.roles }));
  const row = {
    email: email.trim(),
    roles,
    invitedBy: inviterId(ctx),
    sentAt: ctx.now(),
    expiresAt: invitationEnd(ctx),
  };
  const id = await keepInvitation(tx, ctx, organisationId, row, before?.id);
  const note = { organisationId, after: { email: row.email, roles }, personal: ["email"] };

  if (account) {
    if (account.disabled) refuse(accountDisabled);
    await tx
      .update(invitation)
      .set({ acceptedAt: ctx.now(), acceptedBy: account.id })
      .where(eq(invitation.id, id));
    await revokeLinks(tx, ctx, [id]);
    await grantRoles(tx, ctx, { organisationId, userId: account.id, roles });
    return {
      result: { state: "joined" },
      permission,
      audit: { ...note, action: "member.join", target: { kind: "user_account", id: account.id } },
      events: await askAccountMail(tx, ctx, {
        kind: "invited_existing",
        address: canonicalEmail(email),
        organisationId,
        userId: account.id,
        targetId: id,
      }),
    };
  }
  return {
    result: { state: "sent" },
    permission,
    audit: { ...note, action: "member.invite", target: { kind: "invitation", id } },
    events: await mailInvitation(tx, ctx, { id, organisationId, email: row.email, expiresAt: row.expiresAt }),
  };
};

/** The account of an address, in any state; an address nobody can write to is a mistake of the form. */
export const accountOf = async (
  on: Queries,
  email: string,
): Promise<{ id: string; disabled: boolean } | undefined> => {
  if (canonicalAddress(email) === undefined) {
    refuse(invalid([{ path: "email", message: "Cette adresse n’est pas prise en charge." }]));
  }
  const [account] = await on.execute<{ id: string; disabled: boolean }>(
    sql`select id, disabled from guichet.account_for_sign_in(${canonicalEmail(email)})`,
  );
  return account;
};

/** The invitation of that address that waits in that organisation. */
export const waitingFor = async (on: Queries, organisationId: string, email: string) => {
  const [found] = await on
    .select()
    .from(invitation)
    .where(
      and(
        eq(invitation.organisationId, organisationId),
        eq(invitation.emailCanonical, canonicalEmail(email)),
        waiting,
      ),
    );
  return found;
};

const inviterId = (ctx: Ctx) => (ctx.actor.kind === "user" ? ctx.actor.userId : null);

/** Writes the invitation, anew or over the one that waits; nothing is known of its delivery yet. */
const keepInvitation = async (
  tx: Tx,
  ctx: Ctx,
  organisationId: string,
  row: Pick<typeof invitation.$inferInsert, "email" | "roles" | "invitedBy" | "sentAt" | "expiresAt">,
  known: string | undefined,
): Promise<string> => {
  if (known) {
    await tx
      .update(invitation)
      .set({ ...row, deliveryState: null, deliveryCause: null })
      .where(eq(invitation.id, known));
    return known;
  }
  const id = ctx.newId();
  const emailCanonical = canonicalEmail(row.email);
  await tx.insert(invitation).values({ ...row, id, organisationId, emailCanonical, createdAt: ctx.now() });
  return id;
};

export const alreadyMember: Refusal = {
  code: "conflict",
  reason: "already_member",
  detail: "Cette personne est déjà membre.",
};
export const accountDisabled: Refusal = {
  code: "conflict",
  reason: "account_disabled",
  detail:
    "Le compte de cette adresse est désactivé. Demandez à l’administrateur de la plateforme de le réactiver.",
};
export const organisationClosed: Refusal = {
  code: "conflict",
  reason: "organisation_closed",
  detail: "Cette organisation est fermée.",
};
export const unknownRole: Refusal = {
  ...invalid([{ path: "roles", message: "Ce rôle n’existe pas, ou son service n’est pas activé ici." }]),
  reason: "unknown_role",
};
