import { and, isNull, lt, ne, sql } from "drizzle-orm";
import { blankJournal } from "./blank-journal.ts";
import type { Forget } from "./forget-accounts.ts";
import { daysAgo, someKeys } from "./forget-rows.ts";
import { invitation } from "./tables.ts";

/** Six months, whichever they are. */
const daysKept = 183;

/**
 * Takes the address away from invitations that expired or were cancelled six months ago, here and in the journal. The
 * row stays: somebody was invited, by whom and as what. One that had merely expired is over for good.
 */
export const forgetInvitations: Forget = async (tx, ctx, limit) => {
  const over = and(
    isNull(invitation.acceptedAt),
    ne(invitation.email, ""),
    lt(
      sql`coalesce(${invitation.cancelledAt}, ${invitation.expiresAt})`,
      daysAgo(ctx, daysKept).toISOString(),
    ),
  );
  const rows = await tx
    .update(invitation)
    .set({
      email: "",
      emailCanonical: "",
      deliveryCause: null,
      cancelledAt: sql`coalesce(${invitation.cancelledAt}, ${ctx.now().toISOString()}::timestamptz)`,
    })
    .where(someKeys(invitation, invitation.id, over, limit))
    .returning({ id: invitation.id, organisationId: invitation.organisationId });
  await blankJournal(tx, rows);
  return {
    count: rows.length,
    audit: rows.map(({ id, organisationId }) => ({
      action: "invitation.forget",
      organisationId,
      target: { kind: "invitation", id },
    })),
  };
};
