import { and, desc, eq, isNull } from "drizzle-orm";
import type { InvitationView } from "../../../shared/access/members.ts";
import { type AccessActor, allowedActions } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { type InvitationRow, waiting } from "./invitation-links.ts";
import { nameOf } from "./members.ts";
import { invitation } from "./tables.ts";

/** Shown at once: more than that wait nowhere. */
const mostShown = 200;

/** States of a mail that did not and will not arrive. */
const lost: ReadonlySet<string> = new Set(["hard_bounced", "failed", "suppressed"]);

const stateOf = (row: InvitationRow, now: Date): InvitationView["state"] => {
  if (lost.has(row.deliveryState ?? "")) return "undelivered";
  return row.expiresAt <= now ? "expired" : "sent";
};

/** Invitations that wait in an organisation, latest first, as this person may see and settle them. */
export const invitationsOf = async (
  on: Queries,
  ctx: Ctx,
  actor: AccessActor,
  organisationId: string,
): Promise<InvitationView[]> => {
  const rows = await on
    .select({ row: invitation, by: nameOf(invitation.invitedBy) })
    .from(invitation)
    .where(and(eq(invitation.organisationId, organisationId), waiting))
    .orderBy(desc(invitation.sentAt), desc(invitation.id))
    .limit(mostShown);
  return rows.map(({ row, by }) => viewOf(ctx, actor, row, by));
};

/** One waiting invitation, read again after a change. */
export const invitationView = async (
  on: Queries,
  ctx: Ctx,
  actor: AccessActor,
  id: string,
): Promise<InvitationView> => {
  const [found] = await on
    .select({ row: invitation, by: nameOf(invitation.invitedBy) })
    .from(invitation)
    .where(eq(invitation.id, id));
  if (!found) throw new Error("an invitation that was just written is not there");
  return viewOf(ctx, actor, found.row, found.by);
};

const viewOf = (ctx: Ctx, actor: AccessActor, row: InvitationRow, by: string | null): InvitationView => ({
  id: row.id,
  email: row.email,
  roles: row.roles,
  invitedBy: by,
  invitedByYou: actor.kind === "user" && row.invitedBy === actor.userId,
  sentAt: row.sentAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  state: stateOf(row, ctx.now()),
  cause: row.deliveryCause,
  allowed: row.organisationId
    ? allowedActions(actor, ["member.invite"], { organisationId: row.organisationId, roles: row.roles })
    : allowedActions(actor, ["platform.change"], {}),
});

/** Invitations to administer the platform that wait. */
export const administratorInvitations = (on: Queries): Promise<InvitationRow[]> =>
  on
    .select()
    .from(invitation)
    .where(and(isNull(invitation.organisationId), waiting))
    .orderBy(desc(invitation.sentAt))
    .limit(mostShown);
