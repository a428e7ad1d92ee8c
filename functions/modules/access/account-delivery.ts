import { and, eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import { invitation } from "./tables.ts";

/** What the mail module tells of a recipient's delivery; the names are its own. */
interface Delivery {
  targetId: string;
  address: string;
  to: string;
  reason: string | undefined;
}

/**
 * How news of account mails come back: an invitation shows whether it arrived, and why not. The mail module takes it
 * beside the mailboxes of services; accounts receive no mail.
 */
export const accountsMailbox = {
  service: "access",
  deliveryChanged: async (
    tx: Tx,
    _ctx: Ctx,
    { targetId, address, to, reason }: Delivery,
  ): Promise<{ audit: AuditNote[]; events: OutboxEvent[] }> => {
    await tx
      .update(invitation)
      .set({ deliveryState: to, deliveryCause: reason ?? null })
      // News of an address that was corrected since are about another sending.
      .where(and(eq(invitation.id, targetId), eq(invitation.emailCanonical, address)));
    return { audit: [], events: [] };
  },
};
