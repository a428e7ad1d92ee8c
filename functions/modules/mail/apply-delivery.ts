import { and, count, eq, gt, inArray, ne, sql } from "drizzle-orm";
import { type RecipientState, recipientStates } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { sha256 } from "../../platform/ids.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import type { DeliveryOutcome } from "./delivery-outcomes.ts";
import { askLift, sealAddress } from "./lift-suppressions.ts";
import { type DeliveryChange, mailboxOf, type Senders, type Traces } from "./mailbox.ts";
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

  const rising =
    outcome.state !== undefined && rises(row.recipient.state, outcome.state) ? outcome.state : undefined;
  const givesUp = rising === "soft_bounced" && (await isHopeless(tx, ctx, row.recipient));
  const events = await noteAddress(tx, ctx, row.recipient, {
    says: givesUp ? "undeliverable" : outcome.address,
    eventId,
  });
  if (rising === undefined) return { audit: [], events };
  const traces = await changeState(tx, ctx, senders, row, {
    state: rising,
    at: outcome.at,
    reason: givesUp ? hopelessWords : outcome.reason,
    diagnostic: outcome.diagnostic,
    addressUndeliverable: outcome.address === "undeliverable" || givesUp,
  });
  return { audit: traces.audit, events: [...events, ...traces.events] };
}

const hopelessWords =
  "Trois messages de suite n’ont pas pu être remis à cette adresse\u00a0: elle est bloquée.";

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
  const { state: to, addressUndeliverable, reason, at } = change;
  return tellService(tx, ctx, senders, { recipient, message }, { to, addressUndeliverable, reason, at });
}

/** Tells the service of a message what became of one copy, if it is about a target of theirs. */
export async function tellService(
  tx: Tx,
  ctx: Ctx,
  senders: Senders,
  { recipient, message }: RecipientRow,
  news: Pick<DeliveryChange, "to" | "at"> & Partial<DeliveryChange>,
): Promise<Traces> {
  const mailbox = mailboxOf(senders, message.service);
  if (mailbox === undefined || message.targetId === null) return nothing;
  return mailbox.deliveryChanged(tx, ctx, {
    outgoingMessageId: message.id,
    outgoingRecipientId: recipient.id,
    targetId: message.targetId,
    organisationId: message.organisationId,
    address: recipient.address,
    from: stateOf(recipient.state),
    addressUndeliverable: false,
    authorUserId: message.authorUserId ?? undefined,
    participantId: recipient.participantId ?? undefined,
    reason: undefined,
    isLate: false,
    ...news,
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

/** What the news say of the address itself: blocked from now on, or let go of, here and at the provider. */
async function noteAddress(
  tx: Tx,
  ctx: Ctx,
  recipient: RecipientRow["recipient"],
  { says, eventId }: { says: DeliveryOutcome["address"]; eventId: string },
): Promise<OutboxEvent[]> {
  if (says === undefined) return [];
  const { id: outgoingRecipientId, organisationId, address } = recipient;
  const addressHash = suppressionKey(address);
  if (says === "cleared") {
    const [cleared] = await tx
      .delete(suppression)
      .where(and(eq(suppression.addressHash, addressHash), eq(suppression.reason, "complaint")))
      .returning({ sealedAddress: suppression.sealedAddress });
    return cleared === undefined
      ? []
      : askLift(tx, ctx, { organisationId, outgoingRecipientId, sealedAddress: cleared.sealedAddress });
  }
  await tx
    .insert(suppression)
    .values({
      addressHash,
      sealedAddress: await sealAddress(ctx, address),
      reason: says === "complained" ? "complaint" : "hard_bounce",
      since: ctx.now(),
      sourceEventId: eventId,
    })
    .onConflictDoNothing();
  return [];
}

/** Three soft bounces in thirty days over two messages or more: the address is no good until a person says otherwise. */
async function isHopeless(
  tx: Tx,
  ctx: Ctx,
  { id, address, outgoingMessageId }: RecipientRow["recipient"],
): Promise<boolean> {
  // The bounce being applied is not written yet.
  const [row] = await tx
    .select({
      others: count(),
      otherMessages: sql<number>`count(distinct ${outgoingRecipient.outgoingMessageId}) filter
        (where ${outgoingRecipient.outgoingMessageId} <> ${outgoingMessageId})`.mapWith(Number),
    })
    .from(outgoingRecipient)
    .where(
      and(
        eq(outgoingRecipient.address, address),
        ne(outgoingRecipient.id, id),
        eq(outgoingRecipient.state, "soft_bounced"),
        gt(outgoingRecipient.stateAt, new Date(ctx.now().getTime() - 30 * dayMs)),
      ),
    );
  return row !== undefined && row.others >= 2 && row.otherMessages >= 1;
}
