import { and, eq } from "drizzle-orm";
import * as z from "zod/mini";
import { RelayNews } from "../../../shared/mail/relay.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { applyDelivery } from "./apply-delivery.ts";
import { applyRelayNews } from "./apply-relay-news.ts";
import { outcomesOfSesEvent, SesEvent } from "./delivery-outcomes.ts";
import { liftAtProvider } from "./lift-suppressions.ts";
import type { Senders } from "./mailbox.ts";
import { snsMessage } from "./sns.ts";
import { outgoingRecipient } from "./tables.ts";

const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * One record of the queue `mail-events`: an event of SES, what the second provider answered, or an address to take off
 * the provider's list. Each may come twice.
 */
export async function applyMailEvent(ctx: Ctx, senders: Senders, body: string): Promise<void> {
  const ours = Ours.safeParse(JSON.parse(body));
  if (!ours.success) return applySesEvent(ctx, senders, body);
  return "lift" in ours.data
    ? liftAtProvider(ctx, ours.data.lift)
    : applyRelayNews(ctx, senders, ours.data.relay);
}
const Ours = z.union([RelayNews, z.strictObject({ lift: z.uuid() })]);

/** A sending event of SES, applied to each recipient it names. */
export async function applySesEvent(ctx: Ctx, senders: Senders, body: string): Promise<void> {
  const event = snsMessage(body, SesEvent);
  // A virus in what we send, or a message that could not be made: somebody must look.
  if (event.eventType === "Reject" || event.eventType === "Rendering Failure")
    ctx.log.error("mail.rejected", { cause: event.eventType, sesMessageId: event.mail.messageId });
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
