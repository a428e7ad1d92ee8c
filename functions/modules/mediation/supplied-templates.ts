import type { Side } from "../../../shared/mediation/enums.ts";
import type { templateCategories } from "../../../shared/mediation/templates.ts";
import { uuidOf } from "../../platform/ids.ts";

/** A template given with Guichet, there for every organisation until it changes or retires it. */
export interface SuppliedTemplate {
  /** Never changes: the identity of the template in each organisation is made of it. */
  code: string;
  title: string;
  category: (typeof templateCategories)[number];
  sides: readonly Side[];
  subject: string;
  body: string;
}

const hello = "Bonjour {{requester.salutation}},";
const requester: readonly Side[] = ["REQUESTER"];
const administration: readonly Side[] = ["ADMINISTRATION"];

/** The supplied set (mediation.md §4.6), in the order of a case's life. Each leaves the author one thing to add, at most. */
export const suppliedTemplates: readonly SuppliedTemplate[] = [
  {
    code: "acknowledgement",
    title: "Accusé de réception complémentaire",
    category: "Ouverture",
    sides: requester,
    subject: "Votre demande est entre mes mains",
    body: `${hello}

J’ai bien reçu votre demande du {{case.received_on}}, au sujet de «\u00a0{{case.subject}}\u00a0». C’est moi qui vais la suivre.

Je vais d’abord lire votre dossier. Puis je vous dirai si je peux intervenir et ce que je vais demander.

Un document ou une précision à ajouter\u00a0? Répondez à cet e-mail, ou passez par votre page de suivi\u00a0: {{followup.link}}`,
  },
  {
    code: "documents",
    title: "Demande de pièces",
    category: "Instruction",
    sides: requester,
    subject: "Il me manque des documents",
    body: `${hello}

Pour avancer sur votre dossier, j’ai besoin de ces documents\u00a0:
- la décision ou la facture que vous contestez\u00a0;
- la lettre ou le message que vous avez envoyé au service\u00a0;
- sa réponse, si vous en avez reçu une.

Une photo lisible suffit. Répondez à cet e-mail avec vos fichiers en pièces jointes.

S’il vous manque un document, dites-le-moi\u00a0: nous verrons comment faire sans.`,
  },
  {
    code: "consent",
    title: "Demande d’accord pour la médiation",
    category: "Ouverture",
    sides: requester,
    subject: "Êtes-vous d’accord pour une médiation\u00a0?",
    body: `${hello}

Je peux proposer une médiation avec le service concerné. Elle est gratuite et confidentielle\u00a0: ce que vous me dites ne peut pas être utilisé ailleurs sans votre accord. Vous pouvez l’arrêter à tout moment.

Êtes-vous d’accord pour que je contacte le service et que je lui transmette votre demande\u00a0? Répondez simplement «\u00a0oui\u00a0» ou «\u00a0non\u00a0» à cet e-mail.

Sans votre accord, je ne ferai rien.`,
  },
  {
    code: "referral",
    title: "Saisine du service",
    category: "Instruction",
    sides: administration,
    subject: "Demande de médiation de {{requester.name}}",
    body: `Bonjour,

{{requester.name}} m’a saisi le {{case.received_on}} au sujet de «\u00a0{{case.subject}}\u00a0» et accepte une médiation.

Pour comprendre sa situation, j’ai besoin de vous\u00a0:
- les faits et les dates, vus de votre service\u00a0;
- les textes ou les règles que vous avez appliqués\u00a0;
- la solution que vous pourriez proposer.

Nos échanges sont confidentiels. Vous pouvez me répondre par retour d’e-mail. Pouvez-vous le faire avant le {{deadline.date}}\u00a0?

Merci de votre concours.`,
  },
  {
    code: "administration_reminder",
    title: "Relance du service",
    category: "Relance",
    sides: administration,
    subject: "Rappel\u00a0: demande de médiation de {{requester.name}}",
    body: `Bonjour,

Je n’ai pas encore reçu votre réponse au sujet de la demande de {{requester.name}} («\u00a0{{case.subject}}\u00a0», saisine du {{case.received_on}}).

Pouvez-vous me dire où vous en êtes, même si votre réponse n’est pas complète\u00a0? Si une autre personne suit ce sujet, merci de me donner son nom.`,
  },
  {
    code: "meeting",
    title: "Invitation à une rencontre",
    category: "Instruction",
    sides: requester,
    subject: "Je vous propose de nous rencontrer",
    body: `${hello}

Je vous propose un rendez-vous pour parler de votre dossier. Vous pouvez venir avec la personne de votre choix.

Quels jours et quelles heures vous conviennent, dans les deux semaines qui viennent\u00a0? Vous pouvez aussi préférer un appel téléphonique\u00a0: donnez-moi alors votre numéro.`,
  },
  {
    code: "forwarding",
    title: "Réorientation",
    category: "Réorientation",
    sides: requester,
    subject: "Une autre institution peut vous répondre",
    body: `${hello}

J’ai lu votre demande du {{case.received_on}}. Elle n’est pas de ma compétence\u00a0: je ne peux pas intervenir auprès de l’organisme que vous mettez en cause.

Vous pouvez vous adresser à {{third_party.name}}.
{{third_party.guidance}}

Gardez ce message\u00a0: il montre la date de votre démarche.`,
  },
  {
    code: "inadmissible",
    title: "Irrecevabilité",
    category: "Réorientation",
    sides: requester,
    subject: "Je ne peux pas traiter votre demande",
    body: `${hello}

J’ai étudié votre demande du {{case.received_on}}. Je ne peux pas la traiter, pour cette raison\u00a0:
- 

Cette décision porte sur la médiation seulement. Elle ne dit pas si vous avez raison ou tort. Vous gardez vos autres moyens d’agir, comme le recours devant le tribunal\u00a0: attention à ses délais.

Si votre situation change, vous pouvez m’écrire de nouveau.`,
  },
  {
    code: "before_closing",
    title: "Relance avant clôture",
    category: "Relance",
    sides: requester,
    subject: "Sans réponse de votre part, votre dossier sera clos",
    body: `${hello}

Je vous ai écrit et je n’ai pas reçu votre réponse. Sans nouvelles de vous, je devrai clore votre dossier.

Vous souhaitez continuer\u00a0? Répondez simplement à cet e-mail. Vous préférez arrêter\u00a0? Dites-le-moi aussi\u00a0: ce choix est le vôtre.`,
  },
  {
    code: "closing_favourable",
    title: "Clôture favorable",
    category: "Clôture",
    sides: requester,
    subject: "Votre demande a abouti",
    body: `${hello}

Le service a répondu favorablement à votre demande. Voici ce qui a été décidé\u00a0:
- 

La médiation est donc terminée. Si la décision n’était pas appliquée, écrivez-moi en répondant à cet e-mail.

Je vous remercie de votre confiance.`,
  },
  {
    code: "closing_partial",
    title: "Clôture partielle",
    category: "Clôture",
    sides: requester,
    subject: "Votre demande a abouti en partie",
    body: `${hello}

Le service a répondu à une partie de votre demande.

Ce qui a été obtenu\u00a0:
- 

Ce qui n’a pas pu l’être, et pourquoi\u00a0:
- 

La médiation est terminée. Vous gardez vos autres moyens d’agir\u00a0: répondez à cet e-mail si vous voulez en parler.`,
  },
  {
    code: "closing_unfavourable",
    title: "Clôture défavorable",
    category: "Clôture",
    sides: requester,
    subject: "La réponse à votre demande",
    body: `${hello}

J’ai examiné votre situation avec le service. Il maintient sa décision, pour cette raison\u00a0:
- 

Je sais que ce n’est pas la réponse que vous attendiez. La médiation est terminée, et vous gardez vos autres moyens d’agir, comme le recours devant le tribunal\u00a0: attention à ses délais.

Répondez à cet e-mail si vous voulez que je vous explique cette réponse.`,
  },
  {
    code: "waiver",
    title: "Réponse au renoncement",
    category: "Clôture",
    sides: requester,
    subject: "Vous renoncez à votre demande",
    body: `${hello}

J’ai bien noté que vous renoncez à votre demande du {{case.received_on}}. Je ne ferai plus de démarche à ce sujet.

Vous changez d’avis\u00a0? Répondez à cet e-mail.`,
  },
];

/** The identity of a supplied template in one organisation: a row with this id is the organisation's own version. */
export const suppliedTemplateId = (organisationId: string, code: string): string =>
  uuidOf(`template\0${organisationId}\0${code}`);
