import type { AccountLetter, AccountPost } from "../access/index.ts";
import { logoOf } from "./brand.ts";
import { type Block, layoutMail } from "./layout.ts";
import { type ComposedMessage, queueMail } from "./queue-mail.ts";

const paragraph = (text: string): Block => ({ is: "paragraph", content: [text] });

/** A mail about an account, laid out. */
export const accountLetterMail = (
  env: { appOrigin: string },
  letter: AccountLetter,
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => ({
  ...layoutMail({
    title: letter.subject,
    preview: letter.paragraphs[1] ?? letter.subject,
    ...(letter.logo ? { logo: logoOf(env.appOrigin, letter.logo) } : {}),
    accent: letter.accent,
    blocks: [
      { is: "heading", text: letter.subject },
      ...letter.paragraphs.map(paragraph),
      ...(letter.button ? [{ is: "button" as const, ...letter.button }] : []),
      ...letter.after.map(paragraph),
    ],
    footer: letter.footer.map((line) => [line]),
  }),
  template: letter.template,
  senderName: letter.senderName,
  subject: letter.subject,
});

/**
 * Lays out a mail about an account and queues it, of class `security`. It belongs to no organisation's mail: a link to
 * an account is nobody else's to read, whoever invited.
 */
export const accountPost: AccountPost = async (tx, ctx, letter) => {
  const queued = await queueMail(tx, ctx, {
    ...accountLetterMail(ctx.env, letter),
    organisationId: null,
    service: "access",
    targetId: letter.targetId,
    class: "security",
    idempotencyKey: letter.key,
    recipients: [{ address: letter.to }],
  });
  return queued.events;
};
