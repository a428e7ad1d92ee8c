import { and, count, countDistinct, eq, gt, inArray, ne } from "drizzle-orm";
import { type RecipientState, recipientStates } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { sha256 } from "../../platform/ids.ts";
import type { DeliveryOutcome } from "./delivery-outcomes.ts";
import { mailboxOf, type Senders, type Traces } from "./mailbox.ts";
import { deliveryEvent, outgoingMessage, outgoingRecipient, suppression } from "./tables.ts";

const nothing: Traces = { audit: [], events: [] };
const dayMs = 24 * 3600 * 1000;

/**
 * Applies one piece of news to one recipient: kept once by its key, and the state rises by rank or stays
 * (mail.md §5.12). Tells the service of the message when its state changed.
 */
export async function applyDelivery(
  tx: Tx,
  ctx: Ctx,
  senders: Senders,
  recipientId: string,
  outcome: DeliveryOutcome,
): Promise<Traces> {
  const [row] = await tx
    .select({ recipient: outgoingRecipient, message: outgoingMessage })
    .from(outgoingRecipient)
    .innerJoin(outgoingMessage, eq(outgoingMessage.id, outgoingRecipient.outgoingMessageId))
    .where(eq(outgoingRecipient.id, recipientId))
    .for("update", { of: outgoingRecipient });
  if (row === undefined) return nothing;
  const eventId = ctx.newId();
  const inserted = await tx
    .insert(deliveryEvent)
    .values({
      id: eventId,
      organisationId: row.recipient.organisationId,
      provider: outcome.provider,
      eventKey: outcome.eventKey,
      outgoingRecipientId: recipientId,
      kind: outcome.kind,
      statusCode: outcome.statusCode ?? null,
      diagnostic: outcome.diagnostic ?? null,
      at: outcome.at,
    })
    .onConflictDoNothing({ target: [deliveryEvent.provider, deliveryEvent.eventKey] })
    .returning({ id: deliveryEvent.id });
  if (inserted.length === 0) return nothing;

  await noteAddress(tx, ctx, row.recipient.address, outcome, eventId);
  if (outcome.state === undefined || !rises(row.recipient.state, outcome.state)) return nothing;
  const givesUp = outcome.state === "soft_bounced" && (await isHopeless(tx, ctx, row.recipient.address));
  return changeState(tx, ctx, senders, row, {
    state: outcome.state,
    at: outcome.at,
    reason: outcome.reason,
    diagnostic: outcome.diagnostic,
    addressUndeliverable: outcome.address === "undeliverable" || givesUp,
  });
}

type RecipientRow = {
  recipient: typeof outgoingRecipient.$inferSelect;
  message: typeof outgoingMessage.$inferSelect;
};

/** Writes a new state and tells the service. The caller holds the row and knows the change is allowed. */
export async function changeState(
  tx: Tx,
  ctx: Ctx,
  senders: Senders,
  { recipient, message }: RecipientRow,
  change: {
    state: RecipientState;
    at: Date;
    reason: string | undefined;
    diagnostic: string | undefined;
    addressUndeliverable: boolean;
  },
): Promise<Traces> {
  await tx
    .update(outgoingRecipient)
    .set({
      state: change.state,
      stateAt: change.at,
      leaseUntil: null,
      nextAttemptAt: null,
      diagnostic: change.reason ?? change.diagnostic ?? null,
    })
    .where(eq(outgoingRecipient.id, recipient.id));
  if (message.class === "security") await forgetSecret(tx, recipient);
  const mailbox = mailboxOf(senders, message.service);
  if (mailbox === undefined || message.targetId === null) return nothing;
  return mailbox.deliveryChanged(tx, ctx, {
    outgoingMessageId: message.id,
    outgoingRecipientId: recipient.id,
    targetId: message.targetId,
    organisationId: message.organisationId,
    address: recipient.address,
    from: stateOf(recipient.state),
    to: change.state,
    addressUndeliverable: change.addressUndeliverable,
    authorUserId: message.authorUserId ?? undefined,
    participantId: recipient.participantId ?? undefined,
    reason: change.reason,
    at: change.at,
  });
}

/** A code or a link is nobody's to read once its last copy has left or never will: tables keep its hash alone. */
async function forgetSecret(tx: Tx, { id, outgoingMessageId }: RecipientRow["recipient"]): Promise<void> {
  const waiting = await tx
    .select({ id: outgoingRecipient.id })
    .from(outgoingRecipient)
    .where(
      and(
        eq(outgoingRecipient.outgoingMessageId, outgoingMessageId),
        ne(outgoingRecipient.id, id),
        inArray(outgoingRecipient.state, ["queued", "handing_over", "uncertain"]),
      ),
    )
    .limit(1);
  if (waiting.length === 0)
    await tx
      .update(outgoingMessage)
      .set({ text: "", html: "" })
      .where(eq(outgoingMessage.id, outgoingMessageId));
}

/** The column only ever receives these codes. */
const stateOf = (state: string): RecipientState =>
  state in recipientStates ? (state as RecipientState) : "uncertain";

/** Whether a state may follow another: only one of higher rank; what was cancelled stays so. */
export const rises = (from: string, to: RecipientState): boolean =>
  recipientStates[to].rank > recipientStates[stateOf(from)].rank;

/** Hash under which an address is blocked: the list itself names nobody. */
export const suppressionKey = (address: string) => sha256(address);

async function noteAddress(tx: Tx, ctx: Ctx, address: string, outcome: DeliveryOutcome, eventId: string) {
  const addressHash = suppressionKey(address);
  if (outcome.address === "cleared") {
    await tx
      .delete(suppression)
      .where(and(eq(suppression.addressHash, addressHash), eq(suppression.reason, "complaint")));
    return;
  }
  if (outcome.address === undefined) return;
  const reason = outcome.address === "complained" ? "complaint" : "hard_bounce";
  await tx
    .insert(suppression)
    .values({ addressHash, reason, since: ctx.now(), sourceEventId: eventId })
    .onConflictDoNothing();
}

/** Three soft bounces in thirty days over two messages or more: the address is no good until a person says otherwise. */
async function isHopeless(tx: Tx, ctx: Ctx, address: string): Promise<boolean> {
  const [row] = await tx
    .select({ bounces: count(), messages: countDistinct(outgoingRecipient.outgoingMessageId) })
    .from(outgoingRecipient)
    .where(
      and(
        eq(outgoingRecipient.address, address),
        eq(outgoingRecipient.state, "soft_bounced"),
        gt(outgoingRecipient.stateAt, new Date(ctx.now().getTime() - 30 * dayMs)),
      ),
    );
  // The bounce being applied is not written yet.
  return row !== undefined && row.bounces >= 2 && row.messages >= 2;
}
