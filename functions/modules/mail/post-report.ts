import { and, eq, isNull } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote } from "../../platform/mutate.ts";
import { applyDelivery } from "./apply-delivery.ts";
import { outcomeOfReport } from "./delivery-outcomes.ts";
import type { Decision } from "./route.ts";
import { outgoingRecipient } from "./tables.ts";
import { allTraces, type Posting, type Written, writeTarget } from "./write-target.ts";

/**
 * A report applies to its recipient alone, a read receipt by its first date; an automatic mail on a return path is only
 * noted there.
 */
export async function postReport(
  tx: Tx,
  ctx: Ctx,
  posting: Posting,
  decision: Decision & { outcome: "delivery_event" },
): Promise<Written> {
  const { received } = posting;
  const { recipientId, organisationId, targetId } = decision.sent;
  const [sent] = await tx
    .select({ address: outgoingRecipient.address })
    .from(outgoingRecipient)
    .where(eq(outgoingRecipient.id, recipientId));
  const written = await writeTarget(tx, ctx, posting, decision, {
    outcome: "delivery_event",
    outcomeId: recipientId,
    targetId,
    flags: [],
  });
  if (written === undefined || sent === undefined) return { audit: [], events: [] };
  const { report } = received.mail;
  const group =
    report?.recipients.find(({ address }) => address === sent.address) ??
    (report?.recipients.length === 1 ? report.recipients[0] : undefined);
  const outcome = outcomeOfReport(
    report ?? {
      is: received.class === "bounce" ? "delivery" : "disposition",
      recipients: [],
      feedbackType: undefined,
      ids: { originalEnvelopeId: undefined, messageIds: [], guichetId: undefined },
    },
    group,
    posting.inboundMailId,
    received.event.receivedAt,
  );
  const isReport = received.class === "bounce" || received.class === "receipt";
  const traces = await applyDelivery(
    tx,
    ctx,
    posting.mailboxes,
    recipientId,
    isReport ? outcome : { ...outcome, kind: "auto_reply", state: undefined },
  );
  if (report?.is === "disposition" && report.disposition === "displayed") {
    await tx
      .update(outgoingRecipient)
      .set({ readAt: received.event.receivedAt })
      .where(and(eq(outgoingRecipient.id, recipientId), isNull(outgoingRecipient.readAt)));
  }
  const note: AuditNote = {
    action: "mail.report",
    organisationId,
    target: { kind: "outgoing_recipient", id: recipientId },
    ...(targetId === null ? {} : { aggregateId: targetId }),
  };
  return allTraces([{ audit: [note], events: [] }, traces]);
}
