import type { AccountPost } from "../access/index.ts";
import { logoOf } from "./brand.ts";
import { type Block, layoutMail } from "./layout.ts";
import { queueMail } from "./queue-mail.ts";

const paragraph = (text: string): Block => ({ is: "paragraph", content: [text] });

/**
 * Lays out a mail about an account and queues it, of class `security`. It belongs to no organisation's mail: a link to
 * an account is nobody else's to read, whoever invited.
 */
export const accountPost: AccountPost = async (tx, ctx, letter) => {
  const laid = layoutMail({
    title: letter.subject,
    preview: letter.paragraphs[1] ?? letter.subject,
    ...(letter.logo ? { logo: logoOf(ctx.env.appOrigin, letter.logo) } : {}),
    accent: letter.accent,
    blocks: [
      { is: "heading", text: letter.subject },
      ...letter.paragraphs.map(paragraph),
      ...(letter.button ? [{ is: "button" as const, ...letter.button }] : []),
      ...letter.after.map(paragraph),
    ],
    footer: letter.footer.map((line) => [line]),
  });
  const queued = await queueMail(tx, ctx, {
    ...laid,
    organisationId: null,
    service: "access",
    targetId: letter.targetId,
    class: "security",
    template: letter.template,
    senderName: letter.senderName,
    subject: letter.subject,
    idempotencyKey: letter.key,
    recipients: [{ address: letter.to }],
  });
  return queued.events;
};
