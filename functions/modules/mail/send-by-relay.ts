import { eq } from "drizzle-orm";
import { type RelayHead, type RelayJob, relayKey } from "../../../shared/mail/relay.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { writeObject } from "../../platform/files.ts";
import { sendToQueue } from "../../platform/queue.ts";
import { outgoingRecipient } from "./tables.ts";

/** The queue and the function after it have this long; nobody sends what is older. */
const relayMs = 8 * 60_000;
/** Its news have a little longer to come back before the copy is taken for uncertain. */
const relayLeaseMs = relayMs + 2 * 60_000;

/**
 * Gives one copy to the function that reaches the second provider. Its answer comes back as news (`applyRelayNews`);
 * until then the copy stays in hand-over, under a longer lease.
 */
export async function sendByRelay(
  ctx: Ctx,
  recipient: typeof outgoingRecipient.$inferSelect,
  raw: Buffer,
): Promise<void> {
  const now = ctx.now().getTime();
  await ctx.db
    .update(outgoingRecipient)
    .set({ provider: "smtp", leaseUntil: new Date(now + relayLeaseMs) })
    .where(eq(outgoingRecipient.id, recipient.id));
  const head: RelayHead = {
    recipientId: recipient.id,
    attempt: recipient.attempts,
    // Reports come back to this very copy.
    from: `b-${recipient.returnToken}@${ctx.env.mailDomain}`,
    to: recipient.address,
    before: new Date(now + relayMs).toISOString(),
  };
  const key = relayKey(recipient.id, recipient.attempts);
  const object = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), raw]);
  await writeObject(ctx.env, "mail-relay", key, object, "message/rfc822");
  const job: RelayJob = { key };
  await sendToQueue(ctx.env, "mail-relay", [job]);
}
