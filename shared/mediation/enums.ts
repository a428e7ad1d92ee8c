import * as z from "zod/mini";
import { contactMeans, knowledge, publicStatuses, representativeKinds, titles } from "./public-labels.ts";

export { contactMeans, knowledge, publicStatuses, representativeKinds, titles };

/**
 * An enum whose keys are codes and whose values are their French labels. Without side effects, so that a page that
 * shows labels alone does not carry zod.
 */
// @__NO_SIDE_EFFECTS__
const codes = <const T extends Record<string, string>>(
  labels: T,
  message = "Choisissez une réponse dans la liste.",
) => z.enum(Object.keys(labels) as [keyof T & string, ...(keyof T & string)[]], message);

/** « Avancement » of a case (mediation.md §3). */
export const caseStatuses = {
  TO_PROCESS: "À traiter",
  CONTACT_REQUESTER: "Contacter le requérant",
  WAITING_FOR_REQUESTER: "En attente de réponse du requérant",
  CONTACT_ADMINISTRATION: "Solliciter l’administration",
  WAITING_FOR_ADMINISTRATION: "En attente de réponse de l’administration",
  ABOUT_TO_CLOSE: "Finalisation",
  CLOSED: "Clos",
  MERGED: "Fusionné",
} as const;
/** Shorter labels for tables; the full one is in the title and everywhere else. */
export const caseStatusesShort: Partial<Record<CaseStatus, string>> = {
  WAITING_FOR_REQUESTER: "Attente requérant",
  WAITING_FOR_ADMINISTRATION: "Attente administration",
};
export const CaseStatus = codes(caseStatuses);
export type CaseStatus = keyof typeof caseStatuses;
/** Statuses an open case may have. */
export const openStatuses = [
  "TO_PROCESS",
  "CONTACT_REQUESTER",
  "WAITING_FOR_REQUESTER",
  "CONTACT_ADMINISTRATION",
  "WAITING_FOR_ADMINISTRATION",
  "ABOUT_TO_CLOSE",
] as const satisfies readonly CaseStatus[];

/** « Mode de saisine ». */
export const channels = {
  OFFICE: "Bureau / Permanence",
  MAIL: "Courrier postal",
  PHONE: "Téléphone",
  EMAIL: "E-mail",
  WEB: "Formulaire internet",
  PARTNER: "Transmission par un partenaire",
} as const;
export const Channel = codes(channels);
export type Channel = keyof typeof channels;

/** « Type de clôture ». */
export const outcomes = {
  FAVORABLE_TO_CITIZEN: "Droit à l’usager",
  PARTIAL: "Droit partiel usager / administration",
  FAVORABLE_TO_ADMINISTRATION: "Droit à l’administration",
  INTERNAL_FORWARD: "Orientation vers un service interne",
  EXTERNAL_FORWARD: "Réorientation vers une autre institution",
  CITIZEN_WAIVER: "Renonciation de l’usager",
  CITIZEN_INACTIVITY: "Pas de réponse de l’usager depuis plus de 3 mois",
  INADMISSIBLE: "Irrecevable",
  ADMINISTRATION_REFUSAL: "Refus de médiation par l’administration",
  OTHER: "Autre",
} as const;
export const Outcome = codes(outcomes, "Choisissez un type de clôture.");
export type Outcome = keyof typeof outcomes;

/** Three-valued answers: « Ne sait pas » is never « Non ». */
export const Knowledge = codes(knowledge);
export type Knowledge = keyof typeof knowledge;

/** Side of a participant. */
export const sides = {
  REQUESTER: "Côté requérant",
  ADMINISTRATION: "Administration",
  THIRD_PARTY: "Tiers",
  OTHER: "Autre",
} as const;
export const Side = codes(sides);
export type Side = keyof typeof sides;

/** Why someone acts for another. */
export const RepresentativeKind = codes(representativeKinds);
export type RepresentativeKind = keyof typeof representativeKinds;

/** « M. », « Mme », « Mx ». */
export const PersonTitle = codes(titles);
export type PersonTitle = keyof typeof titles;

/** How a person wants to be answered. */
export const ContactMeans = codes(contactMeans);
export type ContactMeans = keyof typeof contactMeans;

/** What the citizen's page says of a status (mediation.md §4.3); `CLOSED` is completed by its date. */
export const PublicStatus = codes(publicStatuses);
export type PublicStatus = keyof typeof publicStatuses;

/** « Origine » of a case. */
export const originators = {
  CITIZEN: "Usager",
  ADMINISTRATIVE_COURT: "Tribunal administratif",
  INTERNAL_DEPARTMENT: "Service interne",
  AUTHORITY_REPRESENTATIVE: "Élu de la collectivité",
  RIGHTS_DEFENDER: "Défenseur des droits",
  AGENT: "Auto-saisine du médiateur",
  OTHER: "Autre partenaire",
} as const;
export const Originator = codes(originators);
export type Originator = keyof typeof originators;

/** « Type de requérant ». */
export const requesterTypes = {
  INDIVIDUAL: "Particulier",
  BUSINESS: "Entreprise, professionnel",
  PUBLIC_INSTITUTION: "Établissement public",
  AUTHORITY: "Collectivité territoriale",
  ASSOCIATION: "Association",
  OTHER: "Autre",
} as const;
export const RequesterType = codes(requesterTypes);
export type RequesterType = keyof typeof requesterTypes;

/** « Recevabilité ». */
export const admissibilities = {
  PENDING: "À examiner",
  ADMISSIBLE: "Recevable",
  INADMISSIBLE: "Irrecevable",
} as const;
export const Admissibility = codes(admissibilities);
export type Admissibility = keyof typeof admissibilities;

export const inadmissibilityReasons = {
  NO_PRIOR_COMPLAINT: "Pas de démarche préalable",
  OUT_OF_SCOPE: "Hors champ de compétence",
  PRIVATE_DISPUTE: "Litige entre particuliers",
  STAFF_DISPUTE: "Litige d’un agent en fonction",
  COURT_PENDING: "Affaire déjà jugée ou en cours",
  ALREADY_HANDLED: "Déjà examinée",
  ABUSIVE: "Manifestement abusive",
  ANONYMOUS: "Demande anonyme",
  TOO_LATE: "Hors délai",
  OTHER: "Autre",
} as const;
export const InadmissibilityReason = codes(inadmissibilityReasons, "Choisissez un motif d’irrecevabilité.");
export type InadmissibilityReason = keyof typeof inadmissibilityReasons;

/** Oui, Non, and null « Non renseigné ». */
export const agreements = { YES: "Oui", NO: "Non" } as const;
export const Agreement = codes(agreements);
export type Agreement = keyof typeof agreements;

/** « Suite donnée » to a recommendation. */
export const recommendationFollowups = {
  PENDING: "En attente",
  FOLLOWED: "Suivie",
  PARTLY: "Suivie en partie",
  REFUSED: "Refusée",
} as const;
export const RecommendationFollowup = codes(recommendationFollowups);
export type RecommendationFollowup = keyof typeof recommendationFollowups;

/** « Mandat » of a representative. */
export const mandateStates = {
  NOT_PROVIDED: "Non fourni",
  PROVIDED: "Fourni",
  VERIFIED: "Vérifié",
  REFUSED: "Refusé",
} as const;
export const MandateState = codes(mandateStates);
export type MandateState = keyof typeof mandateStates;

/** Who gets the letters once a mandate is verified. */
export const correspondences = {
  REQUESTER: "Le requérant",
  REPRESENTATIVE: "Le représentant",
  BOTH: "Les deux",
} as const;
export const Correspondence = codes(correspondences);
export type Correspondence = keyof typeof correspondences;

/** How two cases have to do with each other. */
export const linkKinds = {
  RELATED: "Lié",
  DUPLICATE: "Doublon",
  FOLLOW_UP: "Suite de",
  COLLECTIVE: "Même litige, autres requérants",
} as const;
export const LinkKind = codes(linkKinds);
export type LinkKind = keyof typeof linkKinds;

/** « Source » and « Catégorie » of a document. */
export const documentSources = {
  REQUESTER: "Usager",
  ADMINISTRATION: "Administration",
  MEDIATOR: "Médiateur",
  THIRD_PARTY: "Tiers",
} as const;
export const documentCategories = {
  ID_PROOF: "Pièce d’identité",
  DECISION: "Décision",
  COMPLAINT: "Réclamation",
  MANDATE: "Mandat",
  LETTER: "Courrier",
  OTHER: "Autre",
} as const;
export const DocumentCategory = codes(documentCategories);
export type DocumentCategory = keyof typeof documentCategories;

export const priorities = { NORMAL: "Normale", HIGH: "Urgente" } as const;

/** What somebody who follows a case is told of. */
export const watchedEvents = {
  messages: "Les messages reçus",
  status: "Les changements de statut",
  all: "Les messages et les statuts",
} as const;

/** What may be done to many cases at once. */
export const bulkActs = {
  assign: "Attribuer",
  status: "Changer le statut",
  due: "Changer l’échéance",
  domain: "Changer le domaine",
  tag: "Changer une étiquette",
  watch: "Suivre",
  message: "Envoyer un modèle",
} as const;
