import { and, eq, or } from "drizzle-orm";
import { isLost } from "../../../shared/mail/lost.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { organisationById } from "../access/index.ts";
import type { DeliveryChange, Traces } from "../mail/index.ts";
import { addEntry } from "./add-entry.ts";
import { noteFailures } from "./failed-copy.ts";
import { notifyAgents } from "./notify-agents.ts";
import { cases, participant } from "./tables.ts";

const nothing: Traces = { audit: [], events: [] };

/**
 * What a new delivery state means for a case: a lost message is a line of the thread, a flag on the case and a notice
 * to author and handler; one that is late for half a day, a notice alone; an address that refuses mail for good says so. Notices to agents change nothing here.
 */
export const deliveryChanged = async (tx: Tx, ctx: Ctx, change: DeliveryChange): Promise<Traces> => {
  const [found] = await tx.select().from(cases).where(eq(cases.id, change.targetId)).for("update");
  if (!found) return nothing;
  const [reader] = await tx
    .select()
    .from(participant)
    .where(
      and(
        eq(participant.caseId, found.id),
        or(
          eq(participant.emailCanonical, change.address),
          change.participantId ? eq(participant.id, change.participantId) : undefined,
        ),
      ),
    )
    .limit(1);
  if (!reader) return nothing;

  const verification =
    change.to === "complained" ? "complained" : change.addressUndeliverable ? "undeliverable" : undefined;
  if (verification) await tx.update(participant).set({ verification }).where(eq(participant.id, reader.id));
  if (change.isLate) {
    const organisation = await organisationById(tx, found.organisationId);
    const events = await notifyAgents(tx, ctx, organisation, found, "delayed_send", change.authorUserId);
    return { audit: [], events };
  }
  if (!isLost(change.to)) {
    // It arrived after all.
    if (isLost(change.from)) await noteFailures(tx, ctx, found.id);
    return nothing;
  }

  await tx.update(cases).set({ failedSend: true, updatedAt: ctx.now() }).where(eq(cases.id, found.id));
  const entryId = await addEntry(tx, ctx, found, {
    kind: "delivery_report",
    fact: "mail.failed",
    direction: "IN",
    medium: "NOTICE",
    side: reader.side,
    occurredAt: change.at,
    participantId: reader.id,
    authorLabel: reader.displayName,
    authorship: "machine",
    subject: "Message non remis",
    text: [`À ${reader.displayName} (${change.address}).`, change.reason].filter(Boolean).join(" "),
  });
  const organisation = await organisationById(tx, found.organisationId);
  return {
    audit: [
      {
        action: "mail.failed",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id: entryId },
        aggregateId: found.id,
        before: { state: change.from },
        after: { state: change.to },
      },
    ],
    events: await notifyAgents(tx, ctx, organisation, found, "failed_send", change.authorUserId),
  };
};
