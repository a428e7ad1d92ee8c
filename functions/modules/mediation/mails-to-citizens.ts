import { fileCodeMail } from "../mail/index.ts";
import {
  addressConfirmationMail,
  answerReceivedMail,
  codeMail,
  newLinkMail,
} from "./mail-citizen-notices.ts";
import { closingMail, endMail } from "./mail-closing.ts";
import { correctedReceiptMail } from "./mail-corrected-receipt.ts";
import { mailFilingNotice } from "./mail-filed-for-you.ts";
import {
  addressWarningMail,
  newAddressMail,
  reopenedMail,
  surveyMail,
  withdrawalMail,
} from "./mail-follow-up.ts";
import { letterMail } from "./mail-letter.ts";
import { participantAddedMail } from "./mail-participant-added.ts";
import { receiptMail } from "./mail-receipt.ts";
import { lastReminderMail, reminderMail } from "./mail-reminder.ts";
import {
  at,
  authorName,
  closing,
  filer,
  files,
  found,
  greeting,
  letter,
  number,
  requester,
  token,
} from "./mail-samples.ts";
import type { MailTemplate, Words } from "./mail-template.ts";

const withoutSaid = ({ said: _, ...words }: Words & { said: string }): Words => words;

const ofMediation: readonly MailTemplate[] = [
  {
    code: "mediation.receipt",
    name: "Récépissé d’une demande",
    to: "requérant, ou la personne qui le représente",
    when: "tout de suite, si un courriel peut recevoir une réponse",
    limit: "une fois par dossier",
    sample: (env, organisation, { acknowledgement: ownWords }) =>
      receiptMail(env, { found, number, organisation, greeting, files, token, copy: true, ownWords }),
  },
  {
    code: "mediation.filed_for_you",
    name: "Demande faite en votre nom",
    to: "requérant",
    when: "tout de suite",
    limit: "une fois par dossier",
    sample: (env, organisation) =>
      mailFilingNotice(env, { found, number, organisation, filer, requester, objectionToken: token }),
  },
  {
    code: "free",
    name: "Message d’un agent",
    to: "participants choisis",
    when: "après le délai d’annulation",
    sample: (env, organisation, { signature }) =>
      letterMail(env, {
        ...{ organisation, number, authorName, signature, token },
        subject: "Votre facture et la relance du 15 mars",
        text: letter,
        toRequesterSide: true,
      }),
  },
  {
    code: "mail.file_code",
    name: "Code d’un fichier envoyé par lien",
    to: "destinataire du fichier",
    when: "sur sa demande",
    limit: "3 à la suite, 10 par heure",
    sample: (_env, organisation) => fileCodeMail(organisation.settings.senderName, "482913"),
  },
  {
    code: "mediation.answer_received",
    name: "Réponse reçue par la page de suivi",
    to: "la personne qui a répondu",
    when: "tout de suite",
    sample: (env, organisation) =>
      answerReceivedMail(env, { organisation, number, greeting }, { at, files, token }),
  },
  {
    code: "mediation.participant_added",
    name: "Courriel rangé dans le dossier",
    to: "expéditeur ajouté au dossier",
    when: "sur décision de l’agent",
    sample: (env, organisation) => participantAddedMail(env, { organisation, number, name: "Camille Essai" }),
  },
  {
    code: "mediation.code",
    name: "Code de la page de suivi",
    to: "la personne qui ouvre sa page",
    when: "tout de suite",
    limit: "3 à la suite, 10 par heure",
    sample: (env, organisation) => codeMail(env, { organisation, number, greeting }, "482913"),
  },
  {
    code: "mediation.new_link",
    name: "Nouveau lien de suivi",
    to: "la personne qui l’a demandé",
    when: "tout de suite",
    limit: "3 par heure",
    sample: (env, organisation) => newLinkMail(env, { organisation, number, greeting }, token),
  },
  {
    code: "mediation.address_confirmation",
    name: "Confirmation d’adresse",
    to: "participant dont l’adresse n’est pas vérifiée",
    when: "sur demande d’un agent\u00a0; dans le récépissé d’une demande par e-mail",
    limit: "3 par jour",
    sample: (env, organisation) => addressConfirmationMail(env, { organisation, number, greeting }, token),
  },
  {
    code: "mediation.closing",
    name: "Conclusion de la médiation",
    to: "côté requérant, au choix de l’agent",
    when: "à la clôture",
    limit: "une fois par clôture",
    sample: (env, organisation) =>
      withoutSaid(
        closingMail(env, {
          ...closing,
          organisation,
          greeting,
          token,
          openUntil: new Date("2028-05-12T10:00:00Z"),
        }),
      ),
  },
  {
    code: "mediation.end",
    name: "Fin de la médiation",
    to: "autres participants, au choix de l’agent",
    when: "à la clôture",
    limit: "une fois par clôture",
    sample: (env, organisation) => withoutSaid(endMail(env, { ...closing, organisation })),
  },
  {
    code: "mediation.corrected_receipt",
    name: "Récépissé corrigé",
    to: "requérant et représentant",
    when: "quand une date déjà notée est corrigée",
    sample: (env, organisation) =>
      correctedReceiptMail(env, {
        ...{ organisation, number, greeting, token, at },
        found: { ...found, receivedPrecision: "DAY" },
        corrected: [{ label: "Saisine", from: "2027-03-16", to: "2027-03-11" }],
      }),
  },
];

const silent = { number, greeting, token, answerBy: "2027-06-16" };
const reminders: readonly MailTemplate[] = [
  {
    code: "mediation.reminder",
    name: "Rappel au requérant",
    to: "côté requérant",
    when: "un mois puis deux mois sans réponse, quand elle est attendue",
    limit: "une fois par étape",
    sample: (env, organisation) => reminderMail(env, { ...silent, organisation }),
  },
  {
    code: "mediation.last_reminder",
    name: "Dernier rappel avant la clôture",
    to: "côté requérant",
    when: "trois mois sans réponse, si le dossier se clôt de lui-même",
    limit: "une fois",
    sample: (env, organisation) => lastReminderMail(env, { ...silent, organisation }),
  },
];

const ofFollowUp: readonly MailTemplate[] = [
  {
    code: "mediation.withdrawal_proof",
    name: "Preuve du retrait",
    to: "requérant, et la personne qui le représente si elle a retiré la demande",
    when: "tout de suite, si la demande est retirée",
    limit: "une fois par retrait",
    sample: (env, organisation) =>
      withdrawalMail(env, { organisation, number, greeting }, { withdrawnAt: at, dayOnly: false, token }),
  },
  {
    code: "mediation.new_address",
    name: "Confirmation d’une nouvelle adresse",
    to: "nouvelle adresse donnée sur la page de suivi",
    when: "tout de suite",
    limit: "3 par jour",
    sample: (env, organisation) => newAddressMail(env, { organisation, number, greeting }, token),
  },
  {
    code: "mediation.address_warning",
    name: "Changement d’adresse demandé",
    to: "ancienne adresse de la personne",
    when: "tout de suite, avec la demande de confirmation",
    limit: "3 par jour",
    sample: (env, organisation) => addressWarningMail(env, { organisation, number, greeting }, token),
  },
  {
    code: "mediation.reopened",
    name: "Dossier rouvert",
    to: "côté requérant, au choix de l’agent",
    when: "à la réouverture",
    limit: "une fois par réouverture",
    sample: (env, organisation) =>
      reopenedMail(env, { organisation, number, greeting }, { reopenedAt: at, token }),
  },
  {
    code: "mediation.survey",
    name: "Enquête de satisfaction",
    to: "requérant, si l’organisation a choisi l’enquête",
    when: "3\u00a0jours après la clôture (0 à 30 selon le réglage), puis un rappel 7\u00a0jours plus tard, à 10\u00a0heures",
    limit: "deux fois par clôture",
    sample: (env, organisation) =>
      surveyMail(env, { organisation, number, greeting }, { token, endsAt: at, again: false }),
  },
];

/** What people who ask and those they talk to receive. */
export const mailsToCitizens: readonly MailTemplate[] = [...ofMediation, ...ofFollowUp, ...reminders];
