import { eq } from "drizzle-orm";
import { canonicalEmail } from "../../../shared/access/email.ts";
import type { InvitationView } from "../../../shared/access/members.ts";
import { type AccessActor, may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, type Permission, permit } from "../../platform/mutate.ts";
import { type Limit, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { asUser } from "./access-actor.ts";
import { cancelAll, type InvitationRow, invitationEnd, mailInvitation } from "./invitation-links.ts";
import { invitationView } from "./invitation-view.ts";
import { accountOf, alreadyMember, waitingFor } from "./invite-member.ts";
import { rolesHeld } from "./membership-grant.ts";
import { lockAdministrators, lockOrganisation } from "./membership-lock.ts";
import { invitation } from "./tables.ts";

/** Sendings of one invitation, its address corrected or not. */
const resendings: Limit = { name: "invitation_resend", burst: 3, perHour: 3 };

/** Sends an invitation again with a new link of 14 days; the former link opens nothing any more. Three times an hour. */
export const resendInvitation = (ctx: Ctx, invitationId: string): Promise<Result<InvitationView>> =>
  mutate(ctx, async (tx) => {
    const { row, permission, actor } = await waitingForUpdate(tx, ctx, invitationId);
    return {
      ...(await sendAgain(tx, ctx, actor, row, { email: row.email }, "invitation.resend")),
      permission,
    };
  });

/** Sends an invitation to another address than the one it was first sent to; the former link opens nothing any more. */
export const correctInvitation = (
  ctx: Ctx,
  input: { invitationId: string; email: string },
): Promise<Result<InvitationView>> =>
  mutate(ctx, async (tx) => {
    const { row, permission, actor } = await waitingForUpdate(tx, ctx, input.invitationId);
    const email = input.email.trim();
    const account = await accountOf(tx, email);
    if (row.organisationId) {
      const twin = await waitingFor(tx, row.organisationId, email);
      if (twin && twin.id !== row.id) refuse(alreadyInvited);
      if (account && (await rolesHeld(tx, row.organisationId, account.id)).length > 0) refuse(alreadyMember);
    }
    return { ...(await sendAgain(tx, ctx, actor, row, { email }, "invitation.correct")), permission };
  });

/** Cancels an invitation; its link opens nothing any more. */
export const cancelInvitation = (ctx: Ctx, invitationId: string): Promise<Result<InvitationView>> =>
  mutate(ctx, async (tx) => {
    const { row, permission, actor } = await waitingForUpdate(tx, ctx, invitationId);
    const audit = await cancelAll(tx, ctx, [row]);
    return { result: await invitationView(tx, ctx, actor, row.id), permission, audit, events: [] };
  });

/** The invitation, locked with its organisation, for someone who may make one like it; one that was settled is refused. */
const waitingForUpdate = async (
  tx: Tx,
  ctx: Ctx,
  id: string,
): Promise<{ row: InvitationRow; permission: Permission; actor: AccessActor }> => {
  asUser(ctx);
  const [seen] = await tx.select().from(invitation).where(eq(invitation.id, id));
  if (!seen) return refuse(notFound);
  const { organisationId, roles } = seen;
  const { actor } = organisationId
    ? await lockOrganisation(tx, ctx, organisationId)
    : await lockAdministrators(tx, ctx);
  const permission = permit(
    organisationId ? may(actor, "member.invite", { organisationId, roles }) : may(actor, "platform.change"),
  );
  const [row] = await tx.select().from(invitation).where(eq(invitation.id, id)).for("update");
  if (!row || row.acceptedAt || row.cancelledAt) return refuse(settled);
  return { row, permission, actor };
};

const sendAgain = async (
  tx: Tx,
  ctx: Ctx,
  actor: AccessActor,
  row: InvitationRow,
  { email }: { email: string },
  action: string,
) => {
  const wait = await takeToken(tx, resendings, row.id);
  if (wait > 0) refuse(tooMany(wait, (time) => `Déjà renvoyée plusieurs fois. Réessayez dans ${time}.`));
  const expiresAt = invitationEnd(ctx);
  await tx
    .update(invitation)
    .set({
      email,
      emailCanonical: canonicalEmail(email),
      sentAt: ctx.now(),
      expiresAt,
      deliveryState: null,
      deliveryCause: null,
    })
    .where(eq(invitation.id, row.id));
  return {
    result: await invitationView(tx, ctx, actor, row.id),
    audit: {
      action,
      organisationId: row.organisationId,
      target: { kind: "invitation", id: row.id },
      before: { email: row.email },
      after: { email },
      personal: ["email"],
    },
    events: await mailInvitation(tx, ctx, { ...row, email, expiresAt }),
  };
};

const settled: Refusal = {
  code: "conflict",
  reason: "invitation_settled",
  detail: "Cette invitation a déjà été acceptée ou annulée.",
};
const alreadyInvited: Refusal = {
  code: "conflict",
  reason: "already_invited",
  detail: "Une invitation attend déjà à cette adresse. Renvoyez-la, ou annulez celle-ci.",
};
