import type { Organisation } from "../access/index.ts";
import { placeOf } from "./brand.ts";
import { layoutMail, wordsToBlocks } from "./layout.ts";
import type { ComposedMessage } from "./queue-mail.ts";

/** The answer of a person to a mail they did not take: a letter, without logo or button, on the subject it answers. */
export const refusalMail = (
  organisation: Organisation,
  { subject, text }: { subject: string | null; text: string },
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const answered = `Re: ${subject?.replace(/^\s*(?:re\s*:\s*)+/i, "") ?? "votre courriel"}`.slice(0, 255);
  const laid = layoutMail({
    title: answered,
    preview: "Réponse à votre courriel.",
    blocks: wordsToBlocks(text),
    footer: [[placeOf(organisation)]],
  });
  return {
    ...laid,
    template: "mail.refusal@1",
    senderName: organisation.settings.senderName,
    subject: answered,
  };
};
