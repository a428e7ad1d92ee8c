import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, identityOf, layoutMail } from "../mail/index.ts";
import { caseSubject, footerOf, wordsOf } from "./mail-frame.ts";

/** Tells somebody who wrote that their mail is on the case, and that an answer to this one reaches it. */
export const participantAddedMail = (
  env: Pick<Env, "appOrigin">,
  { organisation, number, name }: { organisation: Organisation; number: string; name: string },
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const title = "Votre courriel est dans le dossier";
  const mediator = wordsOf(organisation);
  const laid = layoutMail({
    title,
    preview: "Pour écrire de nouveau, répondez à cet e-mail.",
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: title },
      { is: "paragraph", content: [`Bonjour ${name},`] },
      {
        is: "paragraph",
        content: [
          `Nous avons bien reçu votre courriel. Il est maintenant dans le dossier, et ${mediator.the} peut le lire.`,
        ],
      },
      { is: "figure", label: "Numéro du dossier", value: number },
      { is: "closing", content: ["Pour écrire de nouveau, répondez à cet e-mail."] },
    ],
    footer: footerOf(
      env,
      organisation,
      "Vous recevez cet e-mail parce que vous avez écrit au sujet de ce dossier.",
    ),
  });
  return {
    ...laid,
    template: "mediation.participant_added@1",
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, title),
  };
};
