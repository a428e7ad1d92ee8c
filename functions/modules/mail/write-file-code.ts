import { and, eq } from "drizzle-orm";
import * as z from "zod/mini";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { makeCode } from "../access/index.ts";
import { layoutMail } from "./layout.ts";
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
      ...codeWords(message.senderName, code),
      organisationId: message.organisationId,
      service: message.service,
      targetId: message.targetId,
      class: "security",
      template: "mail.file_code@1",
      senderName: message.senderName,
      idempotencyKey: `mail.file_code:${letterId}`,
      recipients: [{ address: recipient.address, ...(recipient.name ? { name: recipient.name } : {}) }],
    });
    return { ...settled, events: queued.events };
  });
  if (!written.ok) throw new Error(`a code was refused: ${written.refusal.reason}`);
}

const codeWords = (senderName: string, code: string) => ({
  subject: "Votre code pour télécharger un fichier",
  ...layoutMail({
    title: "Votre code",
    preview: "Il est valable 10\u00a0minutes.",
    blocks: [
      { is: "heading", text: "Votre code pour télécharger un fichier" },
      { is: "figure", label: "Votre code", value: `${code.slice(0, 3)} ${code.slice(3)}` },
      {
        is: "paragraph",
        content: [
          "Il est valable 10\u00a0minutes et ne sert qu’une fois. Saisissez-le sur la page du fichier.",
        ],
      },
      {
        is: "note",
        title: "Vous n’avez pas demandé de code\u00a0?",
        content: ["Ne faites rien. Ne donnez ce code à personne."],
      },
    ],
    footer: [[`Vous recevez cet e-mail parce que ${senderName} vous a envoyé un fichier.`]],
  }),
});
