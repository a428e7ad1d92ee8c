import { and, eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { applyDelivery } from "./apply-delivery.ts";
import { outcomesOfSesEvent, SesEvent } from "./delivery-outcomes.ts";
import type { Senders } from "./mailbox.ts";
import { snsMessage } from "./sns.ts";
import { outgoingRecipient } from "./tables.ts";

const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Applies one record of the queue `mail-events`: a sending event of SES, to each recipient it names. */
export async function applySesEvent(ctx: Ctx, senders: Senders, body: string): Promise<void> {
  const event = snsMessage(body, SesEvent);
  for (const outcome of outcomesOfSesEvent(event)) {
    const recipientId = await findRecipient(ctx, event, outcome.recipient);
    if (recipientId === undefined) {
      // Another system of the account, or a message erased since: nothing of ours changes.
      ctx.log.warn("event.unmatched", { cause: event.eventType });
      continue;
    }
    const result = await mutate(ctx, async (tx) => ({
      result: undefined,
      permission: permit(true),
      ...(await applyDelivery(tx, ctx, senders, recipientId, outcome)),
    }));
    if (!result.ok) throw new Error(`an event was refused: ${result.refusal.reason}`);
  }
}

/** By our tag, which exists before SES answers; else by the id SES gave. */
async function findRecipient(
  ctx: Ctx,
  event: SesEvent,
  address: string | undefined,
): Promise<string | undefined> {
  const tag = event.mail.tags?.r?.[0];
  if (tag !== undefined && uuidShape.test(tag)) return tag;
  if (address === undefined) return undefined;
  const [row] = await ctx.db
    .select({ id: outgoingRecipient.id })
    .from(outgoingRecipient)
    .where(
      and(
        eq(outgoingRecipient.providerMessageId, event.mail.messageId),
        eq(outgoingRecipient.address, address),
      ),
    );
  return row?.id;
}
