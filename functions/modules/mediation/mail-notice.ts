import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { mediationName } from "../../../shared/mediation/mediator-words.ts";
import type { Env } from "../../platform/env.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, identityOf, layoutMail, placeOf } from "../mail/index.ts";
import type { CaseRow } from "./case-access.ts";
import { casePageUrl, caseSubject } from "./mail-frame.ts";

/** What agents are told of (mediation.md §6 rows 13 and 15): event and number, never a name, an address or a text. */
export const notices = {
  new_case: {
    subject: "Nouveau dossier à prendre",
    sentence: "Une nouvelle demande de médiation attend un médiateur.",
  },
  new_inbound: {
    subject: "Nouveau message",
    sentence: "Un nouveau message est arrivé sur ce dossier.",
  },
  after_close: {
    subject: "Message sur un dossier clos",
    sentence: "Un message est arrivé sur ce dossier, qui est clos et le reste. Vous pouvez le rouvrir.",
  },
  file_refused: {
    subject: "Pièce jointe refusée",
    sentence: "Une pièce jointe de ce dossier contient un virus\u00a0: elle a été supprimée.",
  },
  delayed_send: {
    subject: "Message retardé",
    sentence:
      "Un message de ce dossier n’est pas encore arrivé après 12\u00a0heures. Nous continuons d’essayer.",
  },
  failed_send: {
    subject: "Message non remis",
    sentence: "Un message de ce dossier n’a pas pu être remis. Ouvrez-le pour corriger l’adresse.",
  },
} as const;
export type Notice = keyof typeof notices;

/** Whose hands a case passes through (mediation.md §6 row 14): each one told once, at once. */
export const handNotices = {
  assigned: {
    subject: "Un dossier vous est attribué",
    sentence: "Ce dossier est maintenant à votre charge.",
  },
  transferred: {
    subject: "Dossier transféré",
    sentence: "Ce dossier a été confié à quelqu’un d’autre\u00a0: vous n’en avez plus la charge.",
  },
  released: {
    subject: "Dossier rendu",
    sentence: "Ce dossier n’est plus à votre charge\u00a0: il attend un médiateur.",
  },
  transfer_proposed: {
    subject: "Transfert proposé",
    sentence: "Un transfert est proposé pour ce dossier. Il attend votre décision.",
  },
} as const;
export type HandNotice = keyof typeof handNotices;

/** What somebody's own desk brings (mediation.md §6 row 16, §5.6), as they chose to be told. */
export const deskNotices = {
  withdrawal: {
    subject: "Demande retirée",
    sentence: "Le requérant de ce dossier retire sa demande. Il reste à clore le dossier.",
  },
  objection: {
    subject: "Opposition du requérant",
    sentence:
      "Le requérant de ce dossier dit ne pas avoir demandé cette médiation. Vérifiez qui peut agir pour lui.",
  },
  mention: {
    subject: "Vous êtes cité dans une note",
    sentence: "Un collègue vous cite dans une note interne de ce dossier.",
  },
  task_assigned: {
    subject: "Une tâche vous est confiée",
    sentence: "Une tâche de ce dossier est maintenant à votre charge.",
  },
  task_due: {
    subject: "Échéance",
    sentence: "Une tâche ou l’échéance de ce dossier est proche, ou dépassée.",
  },
  inactivity: {
    subject: "Clôture à décider",
    sentence: "Le requérant ne répond plus depuis trois mois. Décidez s’il faut clore ce dossier.",
  },
} as const;
export type DeskNotice = keyof typeof deskNotices;

/** A notice to agents, in words. */
export const noticeMail = (
  env: Pick<Env, "appOrigin">,
  organisation: Organisation,
  found: Pick<CaseRow, "id" | "year" | "seq">,
  notice: Notice | HandNotice | DeskNotice,
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const number = caseNumber(found.year, found.seq);
  const { subject, sentence } = { ...notices, ...handNotices, ...deskNotices }[notice];
  const laid = layoutMail({
    title: subject,
    preview: sentence,
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: subject },
      { is: "paragraph", content: [`${organisation.name}, médiation, dossier ${number}.`] },
      { is: "paragraph", content: [sentence] },
      { is: "button", label: "Ouvrir le dossier", href: casePageUrl(env, organisation, found.id) },
    ],
    footer: [
      ["Vous recevez cet e-mail parce que vous suivez les dossiers de médiation de cette organisation."],
      [placeOf(organisation, mediationName(organisation.name))],
    ],
  });
  return {
    ...laid,
    template: `mediation.${notice}@1`,
    senderName: organisation.settings.senderName,
    subject: caseSubject(number, subject),
  };
};

/** Tells managers that somebody's cases wait for a mediator: how many, without a name or a number. */
export const casesReleasedMail = (
  env: Pick<Env, "appOrigin">,
  organisation: Organisation,
  count: number,
): Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template"> => {
  const subject = count === 1 ? "Un dossier à reprendre" : `${count} dossiers à reprendre`;
  const laid = layoutMail({
    title: subject,
    preview: "La personne qui les suivait n’en a plus la charge.",
    ...identityOf(env, organisation),
    blocks: [
      { is: "heading", text: subject },
      { is: "paragraph", content: [`${organisation.name}, médiation.`] },
      {
        is: "paragraph",
        content: [
          count === 1
            ? "La personne qui suivait ce dossier n’en a plus la charge. Il attend un médiateur."
            : "La personne qui suivait ces dossiers n’en a plus la charge. Ils attendent un médiateur.",
        ],
      },
      {
        is: "button",
        label: "Voir les dossiers à prendre",
        href: `${env.appOrigin}/espace/${organisation.slug}/mediation/a-prendre`,
      },
    ],
    footer: [
      ["Vous recevez cet e-mail parce que vous êtes médiateur principal de cette organisation."],
      [placeOf(organisation, mediationName(organisation.name))],
    ],
  });
  return {
    ...laid,
    template: "mediation.cases_released@1",
    senderName: organisation.settings.senderName,
    subject,
  };
};
