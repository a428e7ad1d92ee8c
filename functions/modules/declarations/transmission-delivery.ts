import { and, desc, eq, isNull } from "drizzle-orm";
import type { TransmissionEvent } from "../../../shared/declarations/transmission.ts";
import type { RecipientState } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import { transmission, transmissionAttempt } from "./tables-declarations.ts";
import { moveTransmission, showIdOf, transmissionForUpdate } from "./transmission-news.ts";
import type { TransmissionRow } from "./whole-declaration.ts";

/** What the mail module tells of one copy of a message; the names are its own. */
interface Delivery {
  outgoingMessageId: string;
  targetId: string;
  to: RecipientState;
  reason: string | undefined;
}

const nothing = { audit: [], events: [] };
type Traces = { audit: readonly AuditNote[]; events: readonly OutboxEvent[] };

const arrived: ReadonlySet<RecipientState> = new Set(["sent", "delivered"]);
const lostOnes: ReadonlySet<RecipientState> = new Set(["hard_bounced", "failed", "suppressed", "cancelled"]);

/**
 * How news of mails to agencies come back (declarations.md §6.1): SACEM is told once a provider took the mail, a bounce
 * rejects; for SACD the mail is of the files alone. News of other mails, of copies, change nothing.
 */
export const deliveryChanged = async (tx: Tx, ctx: Ctx, change: Delivery): Promise<Traces> => {
  const row = await transmissionForUpdate(tx, change.targetId);
  if (!row || row.outboundMailId !== change.outgoingMessageId) return nothing;
  return row.body === "SACD" ? filesChanged(tx, ctx, row, change) : mailChanged(tx, ctx, row, change);
};

const mailChanged = async (
  tx: Tx,
  ctx: Ctx,
  row: TransmissionRow,
  { to, reason }: Delivery,
): Promise<Traces> => {
  const fault = [{ performanceId: null, field: null, code: to, message: reason ?? lost }];
  const event = eventOf(row, to);
  if (!event) return nothing;
  await endAttempt(
    tx,
    ctx,
    row,
    event === "body_sent" ? "ok" : event === "no_answer" ? "unknown" : "refused",
    to,
  );
  const moved = await moveTransmission(
    tx,
    ctx,
    row,
    event,
    event === "body_sent" ? { sentAt: ctx.now(), errors: [] } : { errors: fault },
  );
  return moved ? { audit: [moved.audit], events: moved.events } : nothing;
};
/** A mail that was refused before any provider took it never left; one that came back was refused by the agency. */
const eventOf = (row: TransmissionRow, to: RecipientState): TransmissionEvent | undefined => {
  if (arrived.has(to)) return "body_sent";
  if (to === "uncertain") return "no_answer";
  if (!lostOnes.has(to)) return undefined;
  if (row.state === "sent") return "bounced";
  return to === "hard_bounced" ? "body_rejected" : "not_sent";
};
const lost = "Le message n’a pas pu être remis à l’agence.";

const filesChanged = async (tx: Tx, ctx: Ctx, row: TransmissionRow, { to }: Delivery): Promise<Traces> => {
  const attachments = arrived.has(to)
    ? "sent"
    : to === "uncertain" || lostOnes.has(to)
      ? "failed"
      : undefined;
  if (!attachments || attachments === row.attachments) return nothing;
  await endAttempt(tx, ctx, row, attachments === "sent" ? "ok" : "refused", to);
  await tx.update(transmission).set({ attachments, updatedAt: ctx.now() }).where(eq(transmission.id, row.id));
  return {
    audit: [
      {
        action: attachments === "sent" ? "transmission.files_sent" : "transmission.files_failed",
        organisationId: row.organisationId,
        target: { kind: "transmission", id: row.id },
        aggregateId: await showIdOf(tx, row),
      },
    ],
    events: [],
  };
};

const endAttempt = async (
  tx: Tx,
  ctx: Ctx,
  row: TransmissionRow,
  outcome: "ok" | "refused" | "unknown",
  answer: string,
) => {
  const [last] = await tx
    .select({ number: transmissionAttempt.number })
    .from(transmissionAttempt)
    .where(and(eq(transmissionAttempt.transmissionId, row.id), isNull(transmissionAttempt.endedAt)))
    .orderBy(desc(transmissionAttempt.number))
    .limit(1);
  if (!last) return;
  await tx
    .update(transmissionAttempt)
    .set({ endedAt: ctx.now(), outcome, answer })
    .where(and(eq(transmissionAttempt.transmissionId, row.id), eq(transmissionAttempt.number, last.number)));
};

/** What sending asks of this service: it receives no mail. */
export const declarationsMailbox = { service: "declarations", deliveryChanged };
