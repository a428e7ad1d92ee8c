/** What an organisation may set for its mediation (mediation.md §4.13). Texts of the public page are in access/organisation.ts. */
export interface MediationSettings {
  /** Mediators who do not handle a case may edit its intake and its status. */
  teamEditing: boolean;
  /** Who has a case in charge may hand it over; off, they propose and a manager decides. */
  mediatorCanTransfer: boolean;
  /** A lawyer speaks for their client without showing a mandate. */
  lawyersNeedNoMandate: boolean;
  /** Days from sending a message to the administration to its expected answer. */
  administrationAnswerDays: number;
  /** Closes by itself fifteen days after the last notice of inactivity. */
  autoClose: boolean;
  /** How new cases find a mediator. */
  autoAssign: "none" | "round_robin" | "domain";
  /** Mediators by domain, for `domain`. */
  domainMediators: Record<string, string>;
  survey: boolean;
  /** Days from closing to the survey, 0 to 30. */
  surveyAfterDays: number;
  /** Months a closed case keeps names and words; the law's most is 24. */
  anonymiseAfterMonths: number;
  /** Months without activity after which managers are asked about an open case. */
  idleAfterMonths: number;
  /** Calendar of public holidays. */
  holidayZone: HolidayZone;
  /** Largest file of the form, in megabytes. */
  fileMegabytes: number;
  /** Own labels of open statuses, and which are not offered. */
  statusLabels: Record<string, string>;
  hiddenStatuses: readonly string[];
  /** Address written on letters, and where its window is. */
  postalAddress: readonly string[];
  windowEnvelope: "left" | "right";
  /** Whose name documents bear: a manager's user id. */
  titularId: string | null;
  /** Own figures may be counted in the platform's sums. */
  sharesFigures: boolean;
}

/** Zones of French public holidays (mediation.md §10). */
export const holidayZones = {
  metropole: "Métropole",
  "alsace-moselle": "Alsace-Moselle",
  guadeloupe: "Guadeloupe",
  guyane: "Guyane",
  "la-reunion": "La Réunion",
  martinique: "Martinique",
  mayotte: "Mayotte",
  "nouvelle-caledonie": "Nouvelle-Calédonie",
  "polynesie-francaise": "Polynésie française",
  "saint-barthelemy": "Saint-Barthélemy",
  "saint-martin": "Saint-Martin",
  "saint-pierre-et-miquelon": "Saint-Pierre-et-Miquelon",
  "wallis-et-futuna": "Wallis-et-Futuna",
} as const;
export type HolidayZone = keyof typeof holidayZones;

/** How new cases find a mediator. */
export const autoAssignments = {
  none: "À la main",
  round_robin: "À tour de rôle",
  domain: "Selon le domaine",
} as const satisfies Record<MediationSettings["autoAssign"], string>;

/** Side of the window of the envelope. */
export const windows = { left: "À gauche", right: "À droite" } as const;

/** What holds until an organisation says otherwise. */
export const defaultMediationSettings: MediationSettings = {
  teamEditing: false,
  mediatorCanTransfer: true,
  lawyersNeedNoMandate: false,
  administrationAnswerDays: 30,
  autoClose: false,
  autoAssign: "none",
  domainMediators: {},
  survey: false,
  surveyAfterDays: 3,
  anonymiseAfterMonths: 24,
  idleAfterMonths: 24,
  holidayZone: "metropole",
  fileMegabytes: 20,
  statusLabels: {},
  hiddenStatuses: [],
  postalAddress: [],
  windowEnvelope: "right",
  titularId: null,
  sharesFigures: false,
};
