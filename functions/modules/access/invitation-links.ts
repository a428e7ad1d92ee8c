import { and, eq, inArray, isNull } from "drizzle-orm";
import type { AccessActor } from "../../../shared/access/rules.ts";
import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import { askAccountMail } from "./account-mail.ts";
import { invitation, secretLink } from "./tables.ts";

export type InvitationRow = typeof invitation.$inferSelect;

/** Days during which an invitation can be accepted (declarations.md §2). */
const daysToAccept = 14;
export const invitationEnd = (ctx: Ctx): Date => new Date(ctx.now().getTime() + daysToAccept * 86_400_000);

/** Invitations nobody answered yet, expired or not. */
export const waiting = and(isNull(invitation.acceptedAt), isNull(invitation.cancelledAt));

/** Ends the links that were sent for these invitations. */
export const revokeLinks = async (tx: Tx, ctx: Ctx, invitationIds: readonly string[]): Promise<void> => {
  if (invitationIds.length === 0) return;
  await tx
    .update(secretLink)
    .set({ revokedAt: ctx.now() })
    .where(
      and(
        inArray(secretLink.targetId, [...invitationIds]),
        eq(secretLink.purpose, "invitation"),
        isNull(secretLink.usedAt),
        isNull(secretLink.revokedAt),
      ),
    );
};

/** Asks for the mail of an invitation, with a link of its own; links sent before open nothing any more. */
export const mailInvitation = async (
  tx: Tx,
  ctx: Ctx,
  sent: Pick<InvitationRow, "id" | "organisationId" | "email" | "expiresAt">,
): Promise<OutboxEvent[]> => {
  const { id, organisationId, email, expiresAt } = sent;
  await revokeLinks(tx, ctx, [id]);
  return askAccountMail(tx, ctx, {
    kind: "invitation",
    address: email,
    targetId: id,
    ...(organisationId ? { organisationId } : {}),
    link: { purpose: "invitation", organisationId, targetId: id, expiresAt },
  });
};

/**
 * Cancels what someone invited and could no longer invite: their right was taken, so what rests on it ends. `now` is
 * who they are from now on (decision 053).
 */
export const cancelUnfounded = async (
  tx: Tx,
  ctx: Ctx,
  inviterId: string,
  organisationId: string,
  now: AccessActor,
): Promise<AuditNote[]> => {
  const theirs = await tx
    .select()
    .from(invitation)
    .where(and(eq(invitation.invitedBy, inviterId), eq(invitation.organisationId, organisationId), waiting));
  const unfounded = theirs.filter(
    ({ roles }) => may(now, "member.invite", { organisationId, roles }) !== true,
  );
  return cancelAll(tx, ctx, unfounded);
};

/** Cancels invitations and their links; the notes say which. */
export const cancelAll = async (tx: Tx, ctx: Ctx, rows: readonly InvitationRow[]): Promise<AuditNote[]> => {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  await tx.update(invitation).set({ cancelledAt: ctx.now() }).where(inArray(invitation.id, ids));
  await revokeLinks(tx, ctx, ids);
  return rows.map((row) => ({
    action: "invitation.cancel",
    organisationId: row.organisationId,
    target: { kind: "invitation", id: row.id },
    before: { email: row.email, roles: row.roles },
    personal: ["email"],
  }));
};
