import { longCalendarDay } from "../../../shared/mediation/date-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, identityOf, layoutMail } from "../mail/index.ts";
import { caseSubject, followUpUrl, footerOf, wordsOf } from "./mail-frame.ts";

/** What a reminder tells the requester's side: that an answer is awaited, and by when (mediation.md §6 row 9). */
export interface ReminderFacts {
  organisation: Organisation;
  number: string;
  greeting: string;
  token: string | undefined;
  /** Calendar day. */
  answerBy: string;
}

type Words = Pick<ComposedMessage, "subject" | "text" | "html" | "senderName"> & { said: string };

const remind = (
  env: Pick<Env, "appOrigin">,
  { organisation, number, greeting, token }: ReminderFacts,
  { title, sentences }: { title: string; sentences: readonly string[] },
): Words => {
  const laid = layoutMail({
    title,
    preview: sentences[0] ?? title,
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: title },
      { is: "paragraph", content: [greeting] },
      ...sentences.map((sentence) => ({ is: "paragraph" as const, content: [sentence] })),
      { is: "button", label: "Répondre sur ma page de suivi", href: followUpUrl(env, token) },
      {
        is: "paragraph",
        content: [
          "Vous pouvez aussi répondre à cet e-mail. Si vous avez déjà répondu, ne tenez pas compte de ce rappel.",
        ],
      },
    ],
    footer: footerOf(
      env,
      organisation,
      "Vous recevez cet e-mail parce que vous suivez votre demande de médiation.",
    ),
  });
  return {
    ...laid,
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, title),
    said: sentences.join("\n\n"),
  };
};

/** After one month, and after two. */
export const reminderMail = (env: Pick<Env, "appOrigin">, facts: ReminderFacts) => ({
  ...remind(env, facts, {
    title: "Nous attendons votre réponse",
    sentences: [
      `${wordsOf(facts.organisation).The} attend votre réponse pour continuer.`,
      `Sans nouvelles de vous d’ici le ${longCalendarDay(facts.answerBy)}, nous pourrons arrêter la médiation.`,
    ],
  }),
  template: "mediation.reminder@1",
});

/** Fifteen days before the case closes by itself. */
export const lastReminderMail = (env: Pick<Env, "appOrigin">, facts: ReminderFacts) => ({
  ...remind(env, facts, {
    title: "Dernier rappel avant la clôture",
    sentences: [
      "Nous n’avons pas de nouvelles de vous depuis trois mois.",
      `Sans réponse de votre part d’ici le ${longCalendarDay(facts.answerBy)}, votre dossier sera clos. Vous pourrez toujours nous écrire ensuite.`,
    ],
  }),
  template: "mediation.last_reminder@1",
});
