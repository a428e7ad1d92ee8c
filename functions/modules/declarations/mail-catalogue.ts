import type { Organisation } from "../access/index.ts";
import type { ComposedMessage } from "../mail/index.ts";
import {
  agencyMissingMail,
  deadlineNews,
  fileReadyNews,
  type NewsWords,
  newsMail,
  quietMail,
  syncTroubleNews,
  transmissionNews,
} from "./mail-news.ts";

/**
 * Every mail that declarations send to members and to the platform: who receives it, when, how often at most, and what
 * it looks like with invented people. docs/mails-declarations.md says the same; a test holds both together. What bodies
 * receive is written with the declaration (agency-mail.ts).
 */

type Words = Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template">;
export interface MailTemplate {
  /** Template without its version. */
  code: string;
  name: string;
  to: string;
  when: string;
  /** Absent = each time. */
  limit?: string;
  sample: (env: { appOrigin: string }, organisation: Organisation) => Words;
}

const showId = "00000000-0000-7000-8000-000000000214";
const sent = {
  declarationId: "00000000-0000-7000-8000-000000000013",
  number: "DEC-2027-0013",
  show: "Le Pain des étoiles",
  reference: null,
} as const;
const news = (words: NewsWords | undefined): MailTemplate["sample"] => {
  if (!words) throw new Error("a sample without words");
  return (env, organisation) => newsMail(env, organisation, words);
};

export const mailCatalogue: readonly MailTemplate[] = [
  {
    code: "declarations.sync_trouble",
    name: "Billetterie qui ne se lit plus",
    to: "responsables",
    when: "codes refusés, ou trois lectures en échec de suite",
    limit: "une fois par incident, puis une fois par semaine",
    sample: news(
      syncTroubleNews({
        label: "Billetterie principale",
        provider: "BILLETWEB",
        fault: "invalid_credentials",
      }),
    ),
  },
  {
    code: "declarations.deadline",
    name: "Déclaration à faire bientôt",
    to: "déclarants",
    when: "15, 7 et 2 jours avant la date, à 7 heures",
    limit: "une fois par spectacle, organisme et rappel",
    sample: news(
      deadlineNews("2027-03-30", [
        { showId, show: sent.show, body: "SACD", begun: true, aside: 1 },
        { showId, show: "Bal d’hiver", body: "SACD", begun: false, aside: 0 },
      ]),
    ),
  },
  {
    code: "declarations.transmission",
    name: "Ce que devient un envoi",
    to: "auteur de l’envoi et déclarants",
    when: "tout de suite : transmise, acceptée, rejetée, envoi échoué ou résultat inconnu",
    limit: "une fois par état",
    sample: news(transmissionNews({ ...sent, body: "SACD", state: "rejected" })),
  },
  {
    code: "declarations.file_ready",
    name: "Fichier prêt",
    to: "la personne qui l’a demandé",
    when: "tout de suite",
    limit: "une fois par fichier",
    sample: news(fileReadyNews()),
  },
  {
    code: "declarations.agency_missing",
    name: "Délégation introuvable",
    to: "administrateurs de la plateforme",
    when: "tout de suite, quand aucune délégation ne répond d’un code postal",
    limit: "une fois par semaine, organisme et code postal",
    sample: (env) => agencyMissingMail(env, { body: "SACEM", postalCode: "18990" }),
  },
  {
    code: "declarations.quiet",
    name: "Espace où plus personne ne vient",
    to: "membres et administrateurs de l’organisation",
    when: "aucune visite depuis un an",
    limit: "une fois, deux ans avant l’effacement",
    sample: (env, organisation) => quietMail(env, organisation, "2029-03-14"),
  },
];
