import { accountLetterSamples, type Organisation } from "../access/index.ts";
import {
  type AutomaticAnswer,
  accountLetterMail,
  answerMail,
  type ComposedMessage,
  digestMail,
  fileCodeMail,
  heldMail,
  refusalMail,
} from "../mail/index.ts";
import { casesAssignedMail } from "./mail-cases-assigned.ts";
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
import { casePageUrl } from "./mail-frame.ts";
import { letterMail } from "./mail-letter.ts";
import {
  casesReleasedMail,
  type DeskNotice,
  deskNotices,
  type HandNotice,
  handNotices,
  type Notice,
  noticeMail,
  notices,
} from "./mail-notice.ts";
import { officeNoticeMail } from "./mail-office-notice.ts";
import { participantAddedMail } from "./mail-participant-added.ts";
import { type ReceiptFacts, receiptMail } from "./mail-receipt.ts";
import { lastReminderMail, reminderMail } from "./mail-reminder.ts";

/**
 * Every mail that mediation, accounts and the mail service itself send: who receives it, when, how often at most, and
 * what it looks like with invented people. The settings' previews, the pictures of `npm run screens` and docs/mails.md
 * read this list; a test finds any template the code names and the list does not.
 */

type Words = Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template">;
export interface MailTemplate {
  /** Template without its version: `mediation.receipt`. */
  code: string;
  /** For whoever chooses one to look at. */
  name: string;
  to: string;
  when: string;
  /** « une fois par dossier »; absent = each time. */
  limit?: string;
  sample: (env: { appOrigin: string }, organisation: Organisation, own: OwnWords) => Words;
}

/** What the organisation's settings add to mails. */
interface OwnWords {
  signature: string | null;
  acknowledgement: string | null;
}

const number = "2027-00042";
const token = "exemple";
const greeting = "Bonjour Madame Thibaudot,";
const at = new Date("2027-03-16T09:42:00Z");
const files = [{ name: "facture-mars.pdf", size: 184_320 }];
const found: ReceiptFacts["found"] & { id: string; year: number; seq: number } = {
  id: "00000000-0000-7000-8000-000000000042",
  year: 2027,
  seq: 42,
  channel: "WEB",
  receivedAt: at,
  receivedPrecision: "INSTANT",
  registeredAt: at,
  description: "La facture de cantine de mars compte douze repas. Ma fille n’y a pas mangé ce mois-là.",
  expectation: "Une facture corrigée.",
  contestedDecisionOn: "2027-03-02",
  priorComplaint: "YES",
  priorComplaintOn: "2027-03-05",
  priorAnswer: "NO",
  courtPending: "UNKNOWN",
  customAnswers: [
    { question: "quartier", kind: "single", label: "Dans quel quartier\u00a0?", values: ["Les Tanneries"] },
  ],
};
const requester = {
  title: "FEMALE",
  firstName: "Nadège",
  lastName: "Thibaudot",
  legalName: null,
  kind: "NATURAL",
} as const;
const filer = {
  title: "MALE",
  firstName: "Hugo",
  lastName: "Lemarchand",
  legalName: null,
  kind: "NATURAL",
} as const;
const authorName = "Claire Vasseur";
const letter =
  "Bonjour Madame Thibaudot,\n\nJ’ai bien reçu votre demande. Pour avancer, il me faut deux documents :\n- la facture de mars ;\n- la lettre que vous avez envoyée au service.\n\nUne photo lisible suffit.";
const closing = {
  found,
  number,
  authorName,
  outcome: "FAVORABLE_TO_CITIZEN",
  sayOutcome: true,
  endedOn: "2027-05-12",
  closingWords: "Le service a corrigé la facture. Vous recevrez la nouvelle sous dix jours.",
} as const;

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

const withoutSaid = ({ said: _, ...words }: Words & { said: string }): Words => words;

const handlers = "intervenant, sinon médiateurs principaux";
/** Who receives each notice, and when. */
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

const told: Readonly<Record<Notice, { name: string; to: string; when: string }>> = {
  new_case: {
    name: "Nouveau dossier à prendre",
    to: "médiateurs principaux",
    when: "tout de suite",
  },
  new_inbound: {
    name: "Nouveau message",
    to: handlers,
    when: "selon le réglage\u00a0: tout de suite, au résumé quotidien ou jamais",
  },
  after_close: {
    name: "Message sur un dossier clos",
    to: "intervenant et médiateurs principaux",
    when: "tout de suite",
  },
  failed_send: {
    name: "Message non remis",
    to: "auteur et intervenant",
    when: "tout de suite, dès que l’échec est certain",
  },
  delayed_send: {
    name: "Message retardé",
    to: "auteur et intervenant",
    when: "après 12\u00a0heures d’attente",
  },
  file_refused: {
    name: "Pièce jointe refusée",
    to: handlers,
    when: "dès que l’analyse trouve un virus",
  },
};

const hands: Readonly<Record<HandNotice, { name: string; to: string; when: string }>> = {
  assigned: {
    name: "Dossier attribué",
    to: "nouvel intervenant, sauf s’il l’a pris lui-même",
    when: "tout de suite",
  },
  transferred: {
    name: "Dossier transféré",
    to: "intervenant précédent, sauf s’il l’a transféré lui-même",
    when: "tout de suite",
  },
  released: {
    name: "Dossier rendu",
    to: "intervenant précédent, sauf s’il l’a rendu lui-même",
    when: "tout de suite",
  },
  transfer_proposed: { name: "Transfert proposé", to: "médiateurs principaux", when: "tout de suite" },
};

const chosen = "selon le choix de chacun\u00a0: tout de suite, au résumé quotidien ou jamais";
const desk: Readonly<Record<DeskNotice, { name: string; to: string; when: string }>> = {
  withdrawal: { name: "Retrait d’une demande", to: handlers, when: chosen },
  objection: { name: "Opposition du requérant", to: handlers, when: chosen },
  mention: { name: "Mention dans une note", to: "personne citée", when: chosen },
  task_assigned: { name: "Tâche confiée", to: "personne à qui elle est confiée", when: chosen },
  task_due: { name: "Échéance", to: "personne dont c’est la tâche ou le dossier", when: chosen },
  inactivity: { name: "Clôture à décider", to: handlers, when: chosen },
};

const toAgents: readonly MailTemplate[] = [
  ...(Object.keys(notices) as Notice[]).map(
    (notice): MailTemplate => ({
      code: `mediation.${notice}`,
      ...told[notice],
      limit: "un par dossier et par quart d’heure",
      sample: (env, organisation) => noticeMail(env, organisation, found, notice),
    }),
  ),
  ...(Object.keys(handNotices) as HandNotice[]).map(
    (notice): MailTemplate => ({
      code: `mediation.${notice}`,
      ...hands[notice],
      sample: (env, organisation) => noticeMail(env, organisation, found, notice),
    }),
  ),
  ...(Object.keys(deskNotices) as DeskNotice[]).map(
    (notice): MailTemplate => ({
      code: `mediation.${notice}`,
      ...desk[notice],
      sample: (env, organisation) => noticeMail(env, organisation, found, notice),
    }),
  ),
  {
    code: "mediation.cases_assigned",
    name: "Dossiers attribués ensemble",
    to: "nouvel intervenant, sauf s’il les prend lui-même",
    when: "après une action sur plusieurs dossiers",
    sample: (env, organisation) => casesAssignedMail(env, organisation, 12),
  },
  {
    code: "mediation.cases_released",
    name: "Dossiers à reprendre",
    to: "médiateurs principaux",
    when: "au départ d’un médiateur",
    sample: (env, organisation) => casesReleasedMail(env, organisation, 12),
  },
  {
    code: "mediation.export_ready",
    name: "Fichier prêt",
    to: "agent qui l’a demandé",
    when: chosen,
    limit: "une fois par fichier",
    sample: (env, organisation) => officeNoticeMail(env, organisation, "export_ready"),
  },
  {
    code: "mediation.retention",
    name: "Dossiers bientôt anonymisés",
    to: "médiateurs principaux",
    when: `30\u00a0jours avant, ${chosen}`,
    limit: "une fois par mois",
    sample: (env, organisation) => officeNoticeMail(env, organisation, "retention", 12),
  },
  {
    code: "mail.held",
    name: "Quarantaine à traiter",
    to: "médiateurs principaux",
    when: "après 24\u00a0heures d’attente, puis 5\u00a0jours avant l’effacement, le matin d’un jour ouvré",
    limit: "deux fois par courriel retenu, un e-mail par jour",
    sample: (env, organisation) =>
      heldMail(env, organisation, {
        service: "mediation",
        causes: [
          { cause: "unknown_sender", waiting: 3 },
          { cause: "authentication_failed", waiting: 1 },
        ],
        ending: 1,
      }),
  },
  {
    code: "mail.digest",
    name: "Résumé quotidien",
    to: "agents qui ont du nouveau",
    when: "à 7\u00a0h\u00a030 de leur fuseau, les jours ouvrés",
    limit: "un par jour",
    sample: (env, organisation) => {
      const href = casePageUrl(env, organisation, found.id);
      const lines = [
        "2\u00a0dossiers en retard",
        "3\u00a0dossiers avec une réponse à lire",
        "5\u00a0dossiers à prendre",
        `Dossier ${number}\u00a0: 2\u00a0nouveaux messages`,
      ];
      return digestMail(env, [{ organisation, lines: lines.map((words) => ({ words, href })) }]);
    },
  },
];

const perDay = "un par expéditeur et par jour, cinq par adresse, jamais à une machine";
const automatic: Readonly<Record<AutomaticAnswer, { name: string; to: string; when: string }>> = {
  files_refused: {
    name: "Pièces jointes non gardées",
    to: "expéditeur authentifié",
    when: "tout de suite, une fois par courriel",
  },
  noreply: {
    name: "Adresse sans réponse",
    to: "expéditeur authentifié",
    when: "tout de suite",
  },
  intake_closed: {
    name: "Adresse de contact fermée",
    to: "expéditeur authentifié",
    when: "tout de suite",
  },
  address_ended: {
    name: "Adresse de réponse qui n’est plus valable",
    to: "expéditeur authentifié",
    when: "tout de suite",
  },
  right_lost: {
    name: "Courriel d’agent non enregistré",
    to: "agent qui n’a plus accès au dossier, authentifié",
    when: "tout de suite, une fois par courriel",
  },
};

const refusal: MailTemplate = {
  code: "mail.refusal",
  name: "Refus d’un courriel retenu",
  to: "expéditeur authentifié d’un courriel en quarantaine",
  when: "sur décision, avec le texte de l’agent",
  limit: "une fois par courriel",
  sample: (_env, organisation) =>
    refusalMail(organisation, {
      subject: "Ma facture",
      text: "Bonjour,\n\nVotre courriel ne concerne pas la médiation. Vous pouvez écrire au service des écoles.",
    }),
};

const answers: readonly MailTemplate[] = (Object.keys(automatic) as AutomaticAnswer[]).map((kind) => ({
  code: `mail.${kind}`,
  ...automatic[kind],
  limit: perDay,
  sample: (env, organisation) =>
    answerMail(env, organisation, kind, {
      refusedFiles: [{ name: "programme.exe", why: "Type de fichier refusé" }],
    }),
}));

/** Names of the mails about accounts, by their code. */
const accountNames: Readonly<Record<string, readonly [name: string, to: string, when: string]>> = {
  "access.invitation": ["Invitation", "personne invitée", "à l’invitation, et à son renvoi"],
  "access.invited_existing": ["Nouvel accès", "titulaire du compte", "à l’invitation d’un compte existant"],
  "access.password_forgotten": ["Mot de passe oublié", "titulaire du compte", "sur sa demande"],
  "access.password_changed": ["Mot de passe changé", "titulaire du compte", "tout de suite"],
  "access.magic_link": ["Lien de connexion", "administrateur de la plateforme", "sur sa demande"],
  "access.second_factor_changed": [
    "Vérification en deux étapes changée",
    "titulaire du compte",
    "tout de suite",
  ],
  "access.email_change_old": ["Changement d’adresse, ancienne", "ancienne adresse", "sur sa demande"],
  "access.email_change_new": ["Changement d’adresse, nouvelle", "nouvelle adresse", "sur sa demande"],
  "access.email_changed": ["Adresse changée", "ancienne adresse", "tout de suite"],
  "access.membership_ended": ["Accès fermé", "titulaire du compte", "tout de suite"],
  "access.registration": ["Inscription d’une entreprise", "personne qui l’inscrit", "sur sa demande"],
  "access.join_requested": ["Demande à rejoindre", "administrateurs de l’organisation", "tout de suite"],
  "access.join_unanswered": [
    "Demande sans réponse",
    "administrateurs de la plateforme",
    "après 30\u00a0jours",
  ],
  "access.claim_decided": [
    "Vérification d’une entreprise",
    "administrateurs de l’organisation",
    "à la décision",
  ],
};

const accounts: readonly MailTemplate[] = Object.entries(accountNames).map(([code, [name, to, when]]) => ({
  code,
  name,
  to,
  when,
  sample: (env, organisation) => {
    const sample = accountLetterSamples(env.appOrigin, organisation).find(
      ({ template }) => template === `${code}@1`,
    );
    if (!sample) throw new Error(`no sample of ${code}`);
    return accountLetterMail(env, sample);
  },
}));

/** Every mail, in the order of a person's way: their request, the agents, the machine's answers, accounts. */
export const mailCatalogue: readonly MailTemplate[] = [
  ...ofMediation,
  ...ofFollowUp,
  ...reminders,
  ...toAgents,
  refusal,
  ...answers,
  ...accounts,
];
