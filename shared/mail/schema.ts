import * as z from "zod/mini";

/** Codes and French words of mail: states, causes, authorship, flags. One place for both sides (domain mail.md §3, §5.7). */

/**
 * State of one recipient of one message. `rank` orders events that arrive out of order: a lower one never lowers
 * the state. `cancelled` is an end without a send and is never left.
 */
export const recipientStates = {
  queued: { label: "En attente", rank: 0 },
  handing_over: { label: "Envoi en cours", rank: 1 },
  uncertain: { label: "Envoi à vérifier", rank: 2 },
  sent: { label: "Envoyé", rank: 3 },
  delayed: { label: "Retardé", rank: 4 },
  soft_bounced: { label: "Non distribué pour l’instant", rank: 5 },
  delivered: { label: "Distribué", rank: 6 },
  hard_bounced: { label: "Non distribué", rank: 7 },
  suppressed: { label: "Adresse bloquée", rank: 7 },
  failed: { label: "Échec", rank: 7 },
  complained: { label: "Signalé indésirable", rank: 8 },
  cancelled: { label: "Annulé", rank: 9 },
} as const;
export type RecipientState = keyof typeof recipientStates;
export const recipientStateCodes = Object.keys(recipientStates) as [RecipientState, ...RecipientState[]];
export const RecipientState = z.enum(recipientStateCodes);
/** What "Distribué" means, for whoever wonders. */
export const deliveredMeans = "Le serveur de messagerie du destinataire a accepté le message.";

/** What an incoming mail is, from its headers and structure alone (mail.md §5.4). */
export const mailClasses = {
  own: "Notre propre message",
  receipt: "Accusé de lecture",
  bounce: "Avis de remise",
  auto_reply: "Réponse automatique",
  bulk: "Liste ou lettre",
  auto_generated: "Message automatique",
  human: "Message",
} as const;
export type MailClass = keyof typeof mailClasses;
export const mailClassCodes = Object.keys(mailClasses) as [MailClass, ...MailClass[]];

/** As whom a mail was put on a case: never the same question as which case. */
export const authorships = {
  participant_verified: "Participant",
  participant_unverified: "Participant, expéditeur non authentifié",
  agent: "Agent",
  machine: "Message automatique",
  unknown: "Expéditeur inconnu",
  released: "Ajouté par un agent",
} as const;
export type Authorship = keyof typeof authorships;
const authorshipCodes = Object.keys(authorships) as [Authorship, ...Authorship[]];
export const Authorship = z.enum(authorshipCodes);

/** What an agent should know about an entry that came by mail. */
export const entryFlags = {
  via_other_token: "Reçu par l’adresse d’un autre participant",
  reply_to_differs: "Adresse de réponse différente",
  message_id_reused: "Identifiant déjà utilisé",
  reopen_limit: "Limite de réouvertures atteinte",
  future_date: "Date d’envoi incohérente",
  too_large: "Trop volumineux",
  unreadable: "Illisible",
  encrypted: "Chiffré",
  signed_unchecked: "Signature non vérifiée",
  attachments_refused: "Pièces jointes refusées",
  remote_content: "Contenu distant bloqué",
  forwarded: "Transféré",
  list: "Liste de diffusion",
} as const;
export type EntryFlag = keyof typeof entryFlags;
const entryFlagCodes = Object.keys(entryFlags) as [EntryFlag, ...EntryFlag[]];
export const EntryFlag = z.enum(entryFlagCodes);

/** How the target was found. */
const matchedByCodes = [
  "token",
  "agent_token",
  "in_reply_to",
  "references",
  "intake",
  "return_path",
  "dsn_content",
  "manual",
  "none",
] as const;
export type MatchedBy = (typeof matchedByCodes)[number];

/**
 * Why a mail is held back: a short name, one plain sentence, and the days before it goes by itself (mail.md §5.7).
 * The sentence says what the agent needs to decide, not how it was found.
 */
export const quarantineCauses = {
  virus: {
    label: "Virus détecté",
    sentence: "Contenu masqué : ce courriel ne peut être que supprimé.",
    days: 7,
  },
  spam: {
    label: "Indésirable probable",
    sentence: "Ce courriel ressemble à du courrier indésirable.",
    days: 14,
  },
  rate: {
    label: "Trop de messages",
    sentence: "Cet expéditeur a envoyé beaucoup de courriels en peu de temps.",
    days: 30,
  },
  loop: {
    label: "Boucle",
    sentence: "Deux messageries automatiques semblent se répondre sans fin.",
    days: 7,
  },
  own_mail: {
    label: "Notre propre message",
    sentence: "C’est un courriel de Guichet qui nous est revenu.",
    days: 7,
  },
  too_many_targets: {
    label: "Trop de destinataires",
    sentence: "Ce courriel vise plus de cinq dossiers à la fois.",
    days: 30,
  },
  blocked_sender: {
    label: "Expéditeur bloqué",
    sentence: "Votre organisation a bloqué cet expéditeur.",
    days: 30,
  },
  unknown_address: {
    label: "Adresse inconnue",
    sentence: "L’adresse visée ne correspond à aucun dossier ni service.",
    days: 30,
  },
  noreply_address: {
    label: "Adresse sans réponse",
    sentence: "Ce courriel répond à une adresse qui ne reçoit pas de réponses.",
    days: 30,
  },
  postmaster: {
    label: "Courrier technique",
    sentence: "Ce courriel est adressé aux responsables techniques de la messagerie.",
    days: 30,
  },
  token_revoked: {
    label: "Adresse de réponse désactivée",
    sentence: "Cette adresse de réponse n’est plus en service.",
    days: 30,
  },
  case_erased: {
    label: "Dossier supprimé",
    sentence: "Le dossier visé a été effacé. Ouvrez-en un nouveau si besoin.",
    days: 30,
  },
  case_closed: {
    label: "Dossier clos",
    sentence: "Le dossier visé est clos et n’accepte plus de courriel.",
    days: 30,
  },
  merge_cycle: {
    label: "Fusion en boucle",
    sentence: "Les dossiers fusionnés renvoient l’un à l’autre : choisissez le bon.",
    days: 30,
  },
  service_off: {
    label: "Service fermé",
    sentence: "Ce service n’est pas ouvert dans votre organisation.",
    days: 30,
  },
  unknown_sender: {
    label: "Expéditeur inconnu du dossier",
    sentence: "Cette adresse ne participe pas au dossier.",
    days: 30,
  },
  sender_mismatch: {
    label: "Expéditeur douteux",
    sentence: "L’adresse annoncée participe au dossier, mais rien ne prouve que le courriel vient d’elle.",
    days: 30,
  },
  malformed_sender: {
    label: "Expéditeur illisible",
    sentence: "L’adresse de l’expéditeur est absente ou mal écrite.",
    days: 30,
  },
  authentication_failed: {
    label: "Authentification refusée par le domaine expéditeur",
    sentence: "Le domaine annoncé déclare ne pas avoir envoyé ce courriel.",
    days: 30,
  },
  agent_unauthenticated: {
    label: "Agent non authentifié",
    sentence: "L’adresse est celle d’un agent, mais rien ne prouve que le courriel vient de lui.",
    days: 30,
  },
  agent_mismatch: {
    label: "Adresse d’agent différente",
    sentence: "Cette adresse de réponse appartient à un autre agent.",
    days: 30,
  },
  right_lost: { label: "Droit perdu", sentence: "Cet agent n’a plus accès au dossier.", days: 30 },
  new_sender: {
    label: "Nouvel expéditeur",
    sentence: "L’adresse de contact n’ouvre pas de dossier toute seule.",
    days: 30,
  },
  intake_closed: { label: "Contact fermé", sentence: "Cette adresse de contact est fermée.", days: 30 },
  automatic: {
    label: "Message automatique",
    sentence: "Un automate a écrit ce courriel, et son adresse ne participe pas au dossier.",
    days: 14,
  },
  bulk: {
    label: "Liste ou lettre",
    sentence: "C’est une lettre d’information ou une liste de diffusion.",
    days: 14,
  },
  unmatched_report: {
    label: "Avis de remise sans message",
    sentence: "Cet avis ne correspond à aucun message envoyé par Guichet.",
    days: 14,
  },
  unprocessable: {
    label: "Traitement impossible",
    sentence:
      "Ce courriel n’a pas pu être traité. L’original est gardé : vous pouvez relancer le traitement.",
    days: 30,
  },
  unroutable: {
    label: "Sans destination",
    sentence: "Guichet n’a pas su où ranger ce courriel. L’équipe technique est prévenue.",
    days: 30,
  },
} as const;
export type QuarantineCause = keyof typeof quarantineCauses;
export const quarantineCauseCodes = Object.keys(quarantineCauses) as [QuarantineCause, ...QuarantineCause[]];
export const QuarantineCause = z.enum(quarantineCauseCodes);

export const addressVerifications = {
  unverified: "Non vérifiée",
  verified: "Vérifiée",
  undeliverable: "Injoignable",
  complained: "A signalé un abus",
} as const;

/** Class of a message we send: it decides headers, order and retries (mail.md §5.13). */
const outgoingClasses = {
  conversation: "Message d’un agent",
  notice: "Message automatique",
  acknowledgement: "Accusé de réception",
  security: "Sécurité du compte",
  digest: "Résumé",
  partner: "Envoi à un organisme",
} as const;
export type OutgoingClass = keyof typeof outgoingClasses;
export const outgoingClassCodes = Object.keys(outgoingClasses) as [OutgoingClass, ...OutgoingClass[]];

/** What became of an attachment. */
export const attachmentDecisions = {
  kept: "Gardée",
  refused_type: "Refusée : ce type de fichier peut être dangereux",
  refused_malware: "Refusée : virus détecté",
  refused_limit: "Non gardée : trop de pièces jointes",
  empty: "Fichier vide",
} as const;
export type AttachmentDecision = keyof typeof attachmentDecisions;
