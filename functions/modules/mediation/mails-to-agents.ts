import { digestMail, heldMail } from "../mail/index.ts";
import { casesAssignedMail } from "./mail-cases-assigned.ts";
import { casePageUrl } from "./mail-frame.ts";
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
import { found, number } from "./mail-samples.ts";
import type { MailTemplate } from "./mail-template.ts";

const handlers = "intervenant, sinon médiateurs principaux";

/** Who receives each notice, and when. */
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

/** What agents receive about cases and their own desk. */
export const mailsToAgents: readonly MailTemplate[] = [
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
