import { and, eq } from "drizzle-orm";
import * as z from "zod/mini";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { makeCode } from "../access/index.ts";
import { fileCodeMail } from "./file-code-mail.ts";
import { queueMail } from "./queue-mail.ts";
import { fileLink, outgoingMessage, outgoingRecipient } from "./tables.ts";

/** Asks for the code of one file's page; in the queue of letters, beside those of the services. */
export const FileCodeAsked = z.object({
  letter: z.literal("file_code"),
  letterId: z.uuid(),
  secretLinkId: z.uuid(),
});

/**
 * Makes the six-digit code of a file's page and queues the mail that carries it, to the address the file was sent to:
 * the code and nothing of the case, nor of the file. The same asking twice writes once; a link that is gone is dropped.
 */
export async function writeFileCode(ctx: Ctx, asked: z.infer<typeof FileCodeAsked>): Promise<void> {
  const { letterId, secretLinkId } = asked;
  const written = await mutate(ctx, async (tx) => {
    // The request was allowed; the code goes where the file went.
    const settled = { result: null, permission: permit(true), audit: [] };
    const [sent] = await tx
      .select({ message: outgoingMessage, recipient: outgoingRecipient })
      .from(fileLink)
      .innerJoin(outgoingRecipient, eq(outgoingRecipient.id, fileLink.outgoingRecipientId))
      .innerJoin(outgoingMessage, eq(outgoingMessage.id, outgoingRecipient.outgoingMessageId))
      .where(and(eq(fileLink.secretLinkId, secretLinkId)));
    const code = sent && (await makeCode(tx, ctx, { id: letterId, secretLinkId }));
    if (!sent || !code) return { ...settled, events: [] };
    const { message, recipient } = sent;
    const queued = await queueMail(tx, ctx, {
      ...fileCodeMail(message.senderName, code),
      organisationId: message.organisationId,
      service: message.service,
      targetId: message.targetId,
      class: "security",
      idempotencyKey: `mail.file_code:${letterId}`,
      recipients: [{ address: recipient.address, ...(recipient.name ? { name: recipient.name } : {}) }],
    });
    return { ...settled, events: queued.events };
  });
  if (!written.ok) throw new Error(`a code was refused: ${written.refusal.reason}`);
}
