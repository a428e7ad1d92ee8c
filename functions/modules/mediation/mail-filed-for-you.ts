import { longInstant } from "../../../shared/mediation/date-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, identityOf, layoutMail } from "../mail/index.ts";
import type { CaseRow } from "./case-access.ts";
import { caseSubject, footerOf, objectionUrl, wordsOf } from "./mail-frame.ts";
import { greeting, type Named, titledName } from "./names.ts";

/** Tells someone that another person filed a request in their name (mediation.md §4.2, §6 row 2). */
export const mailFilingNotice = (
  env: Pick<Env, "appOrigin">,
  facts: {
    found: Pick<CaseRow, "receivedAt">;
    number: string;
    organisation: Organisation;
    filer: Named;
    requester: Named;
    /** Of the link by which they say that they did not ask for it. */
    objectionToken: string;
  },
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const { found, number, organisation } = facts;
  const mediator = wordsOf(organisation);
  const title = "Une demande a été faite en votre nom";
  const laid = layoutMail({
    title,
    preview: "Vous pouvez dire que vous n’êtes pas d’accord.",
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: title },
      { is: "paragraph", content: [greeting(facts.requester)] },
      {
        is: "paragraph",
        content: [
          `${titledName(facts.filer)} a demandé une médiation pour vous, le ${longInstant(found.receivedAt, organisation.timeZone)}.`,
        ],
      },
      { is: "figure", label: "Numéro du dossier", value: number },
      {
        is: "paragraph",
        content: [
          { strong: "Vous n’êtes pas d’accord\u00a0?" },
          ` Dites-le d’un clic ou répondez à cet e-mail\u00a0: ${mediator.the} le lira. La personne qui a écrit n’en saura rien.`,
        ],
      },
      { is: "button", label: "Je ne suis pas d’accord", href: objectionUrl(env, facts.objectionToken) },
    ],
    footer: footerOf(
      env,
      organisation,
      "Vous recevez cet e-mail parce que votre adresse a été donnée avec cette demande.",
    ),
  });
  return {
    ...laid,
    template: "mediation.filed_for_you@1",
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, title),
  };
};
