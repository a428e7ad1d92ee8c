/**
 * Labels that the public pages show. Apart from their schemas (enums.ts), so that a page of citizens carries no zod.
 */

/** Three-valued answers: « Ne sait pas » is never « Non ». */
export const knowledge = { YES: "Oui", NO: "Non", UNKNOWN: "Je ne sais pas" } as const;

/** Why someone acts for another. */
export const representativeKinds = {
  RELATIVE: "Proche",
  LEGAL_GUARDIAN: "Tuteur, curateur ou représentant légal",
  LAWYER: "Avocat",
  SOCIAL_WORKER: "Travailleur social",
  DIGITAL_ADVISER: "Conseiller France services / numérique",
  ASSOCIATION: "Association",
  ELECTED: "Élu",
  EMPLOYEE: "Représentant de la personne morale",
  OTHER: "Autre",
} as const;

/** « M. », « Mme », « Mx ». */
export const titles = { MALE: "M.", FEMALE: "Mme", NON_BINARY: "Mx" } as const;

/** How a person wants to be answered. */
export const contactMeans = { EMAIL: "Par e-mail", PHONE: "Par téléphone", POST: "Par courrier" } as const;

/** What the citizen's page says of a status (mediation.md §4.3); `CLOSED` is completed by its date. */
export const publicStatuses = {
  RECEIVED: "Demande reçue",
  IN_REVIEW: "En cours d’examen",
  WAITING_FOR_YOU: "Nous attendons votre réponse",
  WITH_ADMINISTRATION: "Échanges en cours avec l’administration",
  FINALISING: "Finalisation",
  CLOSED: "Dossier clos",
} as const;
