import type { EntryFlag } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import { loopHash } from "./flood-limits.ts";
import type { Mailboxes } from "./mailbox.ts";
import type { Decision } from "./route.ts";
import type { ReceivedMail } from "./route-facts.ts";
import { inboundTarget } from "./tables.ts";

/** What posting needs of the mail being received. */
export interface Posting {
  inboundMailId: string;
  received: ReceivedMail;
  mailboxes: Mailboxes;
}

export interface Written {
  audit: AuditNote[];
  events: OutboxEvent[];
  /** What only remains to be written, at the end of the transaction. */
  last?: readonly PromiseLike<unknown>[];
}

/** The row of (mail, target); undefined when another transaction wrote this very entry in between. */
export async function writeTarget(
  tx: Tx,
  ctx: Ctx,
  { inboundMailId, received }: Posting,
  decision: Decision,
  row: {
    outcome: "entry" | "delivery_event" | "quarantine" | "duplicate";
    outcomeId?: string | null;
    targetId: string | null;
    flags: readonly EntryFlag[];
  },
): Promise<string | undefined> {
  const [written] = await tx
    .insert(inboundTarget)
    .values({
      id: ctx.newId(),
      organisationId: decision.place.organisationId,
      inboundMailId,
      targetKey: decision.place.key,
      caseId: row.targetId,
      matchedBy: decision.place.matchedBy,
      authorship: decision.outcome === "entry" ? decision.authorship : null,
      outcome: row.outcome,
      outcomeId: row.outcomeId ?? null,
      flags: [...row.flags],
      messageId: received.mail.messageId,
      bodyHash: received.mail.bodyHash,
      loopHash: loopHash(received.mail) ?? null,
    })
    .onConflictDoNothing()
    .returning({ id: inboundTarget.id });
  return written?.id;
}

export const allTraces = (
  traces: ReadonlyArray<{ audit: readonly AuditNote[]; events: readonly OutboxEvent[] }>,
): Written => ({
  audit: traces.flatMap(({ audit }) => audit),
  events: traces.flatMap(({ events }) => events),
});
