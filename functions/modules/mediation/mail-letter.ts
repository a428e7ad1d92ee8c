import { parseWritten, plainText } from "../../../shared/mail/written-words.ts";
import { mediationName } from "../../../shared/mediation/mediator-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, type Inline, layoutMail, wordsToBlocks } from "../mail/index.ts";
import { caseSubject, followUpUrl, footerOf } from "./mail-frame.ts";

/**
 * A message of the mediator: a letter from a person, without logo, heading or button (screens/public.md §6). The
 * follow-up page is offered to the requester's side only; `token` when the letter has one reader who holds a link.
 */
export const letterMail = (
  env: Pick<Env, "appOrigin">,
  letter: {
    organisation: Organisation;
    number: string;
    subject: string;
    text: string;
    authorName: string;
    /** Lines the organisation puts under each message; null = none. */
    signature: string | null;
    toRequesterSide: boolean;
    token: string | undefined;
  },
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const { organisation, number, authorName, signature } = letter;
  const text = plainText(parseWritten(letter.text));
  const page: Inline[] = letter.toRequesterSide
    ? [", ou ", { link: "répondez sur votre page de suivi", href: followUpUrl(env, letter.token) }]
    : [];
  // Agents often sign by hand: a second signature would look like a machine.
  const signed = text.trimEnd().split("\n").slice(-4).join("\n").includes(authorName);
  const laid = layoutMail({
    title: letter.subject,
    preview: text.replaceAll(/\s+/g, " ").slice(0, 140),
    blocks: [
      ...wordsToBlocks(letter.text),
      ...(signed
        ? []
        : [
            {
              is: "paragraph" as const,
              content: [{ strong: authorName }, `\n${mediationName(organisation.name)}`],
            },
          ]),
      ...(signature === null || text.includes(signature.trim()) ? [] : wordsToBlocks(signature)),
      {
        is: "closing",
        content: [
          { strong: "Pour répondre\u00a0:" },
          " répondez à cet e-mail, avec vos documents en pièces jointes",
          ...page,
          ".",
        ],
      },
    ],
    footer: footerOf(
      env,
      organisation,
      `Dossier ${number}. Nos échanges sont confidentiels\u00a0: ne transférez pas cet e-mail sans y penser.`,
    ),
  });
  return {
    ...laid,
    template: "free",
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, letter.subject),
  };
};
