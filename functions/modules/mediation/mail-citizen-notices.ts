import { longInstant } from "../../../shared/mediation/date-words.ts";
import { fileSize } from "../../../shared/mediation/uploads.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, identityOf, layoutMail } from "../mail/index.ts";
import { caseSubject, confirmUrl, followUpUrl, footerOf, wordsOf } from "./mail-frame.ts";

type Words = Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template">;
interface About {
  organisation: Organisation;
  number: string;
  greeting: string;
}

const yours = "Vous recevez cet e-mail parce que vous suivez votre demande de médiation.";

/** The six-digit code that opens the follow-up page: the code and nothing of the case. */
export const codeMail = (
  env: Pick<Env, "appOrigin">,
  { organisation, number, greeting }: About,
  code: string,
): Words => {
  const shown = `${code.slice(0, 3)} ${code.slice(3)}`;
  const laid = layoutMail({
    title: "Votre code",
    preview: "Il est valable 10 minutes.",
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: "Votre code pour ouvrir votre dossier" },
      { is: "paragraph", content: [greeting] },
      { is: "figure", label: "Votre code", value: shown },
      {
        is: "paragraph",
        content: [
          "Il est valable 10\u00a0minutes et ne sert qu’une fois. Saisissez-le sur votre page de suivi.",
        ],
      },
      {
        is: "note",
        title: "Vous n’avez pas demandé de code\u00a0?",
        content: ["Ne faites rien. Ne donnez ce code à personne, même à quelqu’un de la mairie."],
      },
    ],
    footer: footerOf(env, organisation, yours),
  });
  return {
    ...laid,
    template: "mediation.code@1",
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, "Votre code de suivi"),
  };
};

/** The link of the follow-up page, sent again to whoever asked with number and address. */
export const newLinkMail = (
  env: Pick<Env, "appOrigin">,
  { organisation, number, greeting }: About,
  token: string,
): Words => {
  const laid = layoutMail({
    title: "Votre lien de suivi",
    preview: "Gardez cet e-mail : il ouvre votre page de suivi.",
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: "Votre lien de suivi" },
      { is: "paragraph", content: [greeting] },
      {
        is: "paragraph",
        content: ["Voici le lien de votre page de suivi. Il est personnel\u00a0: ne le transférez pas."],
      },
      { is: "button", label: "Suivre mon dossier", href: followUpUrl(env, token) },
    ],
    footer: footerOf(env, organisation, yours),
  });
  return {
    ...laid,
    template: "mediation.new_link@1",
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, "Votre lien de suivi"),
  };
};

/** What was added on the follow-up page arrived: when, and which files (mediation.md §6 row 3). */
export const answerReceivedMail = (
  env: Pick<Env, "appOrigin">,
  { organisation, number, greeting }: About,
  answer: { at: Date; files: ReadonlyArray<{ name: string; size: number }>; token: string | undefined },
): Words => {
  const mediator = wordsOf(organisation);
  const title = "Votre réponse est arrivée";
  const laid = layoutMail({
    title,
    preview: `${mediator.The} la lira.`,
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: title },
      { is: "paragraph", content: [greeting] },
      { is: "paragraph", content: [`Nous avons bien reçu votre réponse. ${mediator.The} la lira.`] },
      {
        is: "facts",
        rows: [
          { label: "Reçue le", values: [longInstant(answer.at, organisation.timeZone)] },
          ...(answer.files.length > 0
            ? [
                {
                  label: "Fichiers reçus",
                  values: answer.files.map((file) => `${file.name} (${fileSize(file.size)})`),
                },
              ]
            : []),
        ],
      },
      { is: "button", label: "Suivre mon dossier", href: followUpUrl(env, answer.token) },
    ],
    footer: footerOf(env, organisation, yours),
  });
  return {
    ...laid,
    template: "mediation.answer_received@1",
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, title),
  };
};

/** Asks somebody to say that an address is theirs: a link that serves once, seven days (mail.md §6). */
export const addressConfirmationMail = (
  env: Pick<Env, "appOrigin">,
  { organisation, number, greeting }: About,
  token: string,
): Words => {
  const title = "Confirmez votre adresse e-mail";
  const mediator = wordsOf(organisation);
  const laid = layoutMail({
    title,
    preview: "Un clic suffit. Le lien sert une seule fois.",
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: title },
      { is: "paragraph", content: [greeting] },
      {
        is: "paragraph",
        content: [
          `${mediator.The} veut être sûr${mediator.pronoun === "elle" ? "e" : ""} de vous écrire à la bonne adresse.`,
        ],
      },
      { is: "button", label: "Confirmer cette adresse", href: confirmUrl(env, token) },
      { is: "paragraph", content: ["Ce lien sert une seule fois et fonctionne pendant 7\u00a0jours."] },
    ],
    footer: footerOf(
      env,
      organisation,
      "Vous ne connaissez pas ce dossier\u00a0? Ne faites rien\u00a0: sans ce lien, cette adresse n’est pas confirmée.",
    ),
  });
  return {
    ...laid,
    template: "mediation.address_confirmation@1",
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, title),
  };
};
