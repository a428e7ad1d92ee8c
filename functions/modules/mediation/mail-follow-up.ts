import { longDay, longInstant } from "../../../shared/mediation/date-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type Block, type ComposedMessage, identityOf, layoutMail } from "../mail/index.ts";
import { caseSubject, followUpUrl, footerOf, newAddressUrl, surveyUrl, wordsOf } from "./mail-frame.ts";

type Words = Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template">;
interface About {
  organisation: Organisation;
  number: string;
  greeting: string;
}
type Origin = Pick<Env, "appOrigin">;

const yours = "Vous recevez cet e-mail parce que vous suivez votre demande de médiation.";

const laidOut = (
  env: Origin,
  { organisation, number, greeting }: About,
  mail: { title: string; preview: string; template: string; why?: string; blocks: readonly Block[] },
): Words => ({
  ...layoutMail({
    title: mail.title,
    preview: mail.preview,
    ...identityOf(env, organisation),
    blocks: [{ is: "heading", text: mail.title }, { is: "paragraph", content: [greeting] }, ...mail.blocks],
    footer: footerOf(env, organisation, mail.why ?? yours),
  }),
  template: mail.template,
  senderName: organisation.settings.senderName,
  subject: caseSubject(number, mail.title),
});

/** The dated proof that a request was given up (mediation.md §6 row 5). */
export const withdrawalMail = (
  env: Origin,
  about: About,
  facts: { withdrawnAt: Date; dayOnly: boolean; token: string | undefined },
): Words => {
  const { organisation, number } = about;
  const { timeZone } = organisation;
  const mediator = wordsOf(organisation);
  const at = facts.dayOnly ? longDay(facts.withdrawnAt, timeZone) : longInstant(facts.withdrawnAt, timeZone);
  return laidOut(env, about, {
    title: "Votre demande est retirée",
    preview: `Retirée le ${at}. Gardez cet e-mail.`,
    template: "mediation.withdrawal_proof@1",
    blocks: [
      {
        is: "paragraph",
        content: [
          `Le retrait de votre demande de médiation est enregistré. Gardez cet e-mail\u00a0: il en prouve la date. ${mediator.The} va clore votre dossier et vous l’écrira.`,
        ],
      },
      {
        is: "facts",
        rows: [
          { label: "Numéro de votre dossier", values: [number] },
          { label: "Demande retirée le", values: [at] },
        ],
      },
      { is: "button", label: "Voir mon dossier", href: followUpUrl(env, facts.token) },
      {
        is: "paragraph",
        content: [
          { strong: "Vous avez changé d’avis, ou ce n’était pas vous\u00a0?" },
          ` Répondez à cet e-mail avant la clôture\u00a0: ${mediator.the} pourra continuer.`,
        ],
      },
    ],
  });
};

/** To the address somebody wants from now on: nothing changes before they follow the link (§4.3). */
export const newAddressMail = (env: Origin, about: About, token: string): Words =>
  laidOut(env, about, {
    title: "Confirmez votre nouvelle adresse",
    preview: "Le lien sert une seule fois, pendant 7 jours.",
    template: "mediation.new_address@1",
    why: "Vous ne connaissez pas ce dossier\u00a0? Ne faites rien\u00a0: sans ce lien, votre adresse n’est pas utilisée.",
    blocks: [
      {
        is: "paragraph",
        content: [
          "Vous avez demandé à recevoir à cette adresse les e-mails de votre dossier. Confirmez qu’elle est la vôtre.",
        ],
      },
      { is: "button", label: "Confirmer cette adresse", href: newAddressUrl(env, token) },
      {
        is: "paragraph",
        content: [
          "Ce lien sert une seule fois et fonctionne pendant 7\u00a0jours. D’ici là, nous écrivons à l’ancienne adresse.",
        ],
      },
    ],
  });

/** To the present address: another one was asked for; nothing of that one is said. */
export const addressWarningMail = (env: Origin, about: About, token: string | undefined): Words => {
  const phone = about.organisation.settings.phone;
  return laidOut(env, about, {
    title: "Un changement d’adresse est demandé",
    preview: "Ce n’était pas vous ? Répondez à cet e-mail.",
    template: "mediation.address_warning@1",
    blocks: [
      {
        is: "paragraph",
        content: [
          "Sur votre page de suivi, quelqu’un a demandé que les e-mails de votre dossier aillent à une autre adresse. Elle servira dès qu’elle sera confirmée\u00a0; celle-ci ne recevra alors plus rien.",
        ],
      },
      {
        is: "note",
        title: "Ce n’était pas vous\u00a0?",
        content: [`Répondez tout de suite à cet e-mail${phone ? `, ou appelez le ${phone}` : ""}.`],
      },
      { is: "button", label: "Voir mon dossier", href: followUpUrl(env, token) },
    ],
  });
};

/** A closed case is open again (mediation.md §6 row 8). */
export const reopenedMail = (
  env: Origin,
  about: About,
  facts: { reopenedAt: Date; token: string | undefined },
): Words => {
  const { organisation } = about;
  const mediator = wordsOf(organisation);
  const day = longDay(facts.reopenedAt, organisation.timeZone);
  return laidOut(env, about, {
    title: "Votre dossier est rouvert",
    preview: `Rouvert le ${day}.`,
    template: "mediation.reopened@1",
    blocks: [
      {
        is: "paragraph",
        content: [`Votre dossier est rouvert depuis le ${day}. ${mediator.The} reprend votre demande.`],
      },
      { is: "button", label: "Suivre mon dossier", href: followUpUrl(env, facts.token) },
      {
        is: "paragraph",
        content: ["Vous pouvez écrire ou ajouter un document sur cette page, ou répondre à cet e-mail."],
      },
    ],
  });
};

/** Asks what somebody thought of the mediation, or reminds them once (mediation.md §6 row 10). */
export const surveyMail = (
  env: Origin,
  about: About,
  facts: { token: string; endsAt: Date; again: boolean },
): Words => {
  const { organisation } = about;
  return laidOut(env, about, {
    title: facts.again ? "Votre avis nous aiderait encore" : "Votre avis sur la médiation",
    preview: "Deux minutes, sans votre nom.",
    template: "mediation.survey@1",
    why: "Vous recevez cet e-mail parce que votre dossier de médiation est clos. Nous n’écrirons plus à ce sujet.",
    blocks: [
      {
        is: "paragraph",
        content: [
          facts.again
            ? "Votre dossier est clos depuis peu. Il est encore temps de dire ce que vous avez pensé de la médiation."
            : "Votre dossier est clos. Dites-nous ce que vous avez pensé de la médiation\u00a0: six questions, deux minutes.",
        ],
      },
      {
        is: "paragraph",
        content: [
          "Vos réponses sont anonymes\u00a0: elles ne sont pas reliées à votre dossier, et ne changent rien à sa conclusion.",
        ],
      },
      { is: "button", label: "Donner mon avis", href: surveyUrl(env, facts.token) },
      {
        is: "paragraph",
        content: [
          `Ce lien sert une seule fois, jusqu’au ${longDay(facts.endsAt, organisation.timeZone)}. Il n’ouvre pas votre dossier.`,
        ],
      },
    ],
  });
};
