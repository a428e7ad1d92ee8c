import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type ComposedMessage, queueMail } from "./queue-mail.ts";
import { outgoingRecipient } from "./tables.ts";

/**
 * Keeps a message whose copies failed before they left: nothing is sent, each may be sent again. For a case to try the
 * service with, which shows what a failure looks like. Gives the message's id.
 */
export const keepUndelivered = async (
  tx: Tx,
  ctx: Ctx,
  message: ComposedMessage,
  diagnostic: string,
): Promise<string> => {
  const { messageId } = await queueMail(tx, ctx, message);
  await tx
    .update(outgoingRecipient)
    .set({ state: "failed", stateAt: ctx.now(), nextAttemptAt: null, diagnostic })
    .where(eq(outgoingRecipient.outgoingMessageId, messageId));
  return messageId;
};
