import { longCalendarDay, plainDay } from "../../../shared/mediation/date-words.ts";
import type { Outcome } from "../../../shared/mediation/enums.ts";
import { outcomeInWords } from "../../../shared/mediation/outcome-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, identityOf, layoutMail, wordsToBlocks } from "../mail/index.ts";
import type { CaseRow } from "./case-access.ts";
import { caseSubject, followUpUrl, footerOf, wordsOf } from "./mail-frame.ts";

/** What a closing mail tells, already decided. */
export interface ClosingFacts {
  found: CaseRow;
  number: string;
  organisation: Organisation;
  authorName: string;
  outcome: Outcome;
  sayOutcome: boolean;
  endedOn: string;
  closingWords: string | undefined;
}

type Words = Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template">;

/** To the requester's side: the outcome in plain words if asked, the mediator's words, the dated end (public.md §6). */
export const closingMail = (
  env: Pick<Env, "appOrigin">,
  facts: Omit<ClosingFacts, "found"> & {
    found: Pick<CaseRow, "receivedAt">;
    greeting: string;
    token: string | undefined;
    openUntil: Date;
  },
): Words & { said: string } => {
  const { organisation, number, found } = facts;
  const { timeZone, settings } = organisation;
  const mediator = wordsOf(organisation);
  const title = facts.sayOutcome
    ? outcomeInWords(facts.outcome, organisation.kind)
    : "Votre dossier est clos";
  const legal = settings.mediation?.legalParagraph;
  const words = facts.closingWords ?? "";
  const laid = layoutMail({
    title: "Conclusion de la médiation",
    preview: `${title}.`,
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: title },
      { is: "paragraph", content: [facts.greeting] },
      ...(words
        ? wordsToBlocks(words)
        : [
            {
              is: "paragraph" as const,
              content: [`${mediator.The} a terminé la médiation que vous aviez demandée.`],
            },
          ]),
      { is: "paragraph", content: [{ strong: facts.authorName }] },
      {
        is: "facts",
        rows: [
          { label: "Fin de la médiation", values: [longCalendarDay(facts.endedOn)] },
          { label: "Votre dossier", values: [`${number}, clos`] },
        ],
      },
      { is: "button", label: "Relire mon dossier", href: followUpUrl(env, facts.token) },
      ...(legal ? [{ is: "note" as const, title: legal.title, content: [legal.text] }] : []),
      {
        is: "paragraph",
        content: [
          { strong: "Un doute, un élément nouveau\u00a0?" },
          ` Répondez à cet e-mail\u00a0: ${mediator.the} le lira. Votre page de suivi reste ouverte jusqu’au ${plainDay(facts.openUntil, timeZone)}.`,
        ],
      },
    ],
    footer: footerOf(
      env,
      organisation,
      `Vous recevez cet e-mail parce que vous avez demandé une médiation le ${plainDay(found.receivedAt, timeZone)}.`,
    ),
  });
  return {
    ...laid,
    said: [title, words].filter(Boolean).join("\n\n"),
    template: "mediation.closing@1",
    senderName: settings.senderName,
    subject: caseSubject(number, "Conclusion de la médiation"),
  };
};

/** To anyone else: the mediation is over, since when, and nothing that was said to the requester. */
export const endMail = (
  env: Pick<Env, "appOrigin">,
  facts: Omit<ClosingFacts, "found">,
): Words & { said: string } => {
  const { organisation, number } = facts;
  const sentence = `La médiation du dossier ${number} est terminée depuis le ${longCalendarDay(facts.endedOn)}.`;
  const laid = layoutMail({
    title: "Fin de la médiation",
    preview: sentence,
    blocks: [
      { is: "heading", text: "Fin de la médiation" },
      { is: "paragraph", content: ["Bonjour,"] },
      { is: "paragraph", content: [`${sentence} Merci de votre concours.`] },
      { is: "paragraph", content: [{ strong: facts.authorName }] },
    ],
    footer: footerOf(
      env,
      organisation,
      `Vous recevez cet e-mail parce que vous avez été consulté sur le dossier ${number}.`,
    ),
  });
  return {
    ...laid,
    said: sentence,
    template: "mediation.end@1",
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, "Fin de la médiation"),
  };
};
