import * as z from "zod/mini";

// @__NO_SIDE_EFFECTS__
const codes = <const T extends Record<string, string>>(labels: T) =>
  z.enum(
    Object.keys(labels) as [keyof T & string, ...(keyof T & string)[]],
    "Choisissez une réponse dans la liste.",
  );

/** Where figures come from (declarations.md §3, ticketing_source). */
export const providers = {
  MANUAL: "Saisie dans Guichet",
  FILE: "Import de fichier",
  BILLETWEB: "Billetweb",
  HELLOASSO: "HelloAsso",
  MAPADO: "Mapado",
  SHOTGUN: "Shotgun",
  SOTICKET: "SoTicket",
  SUPERSONIKS: "Supersoniks",
} as const;
export type Provider = keyof typeof providers;
/** Those whose account is read from the outside. */
export const remoteProviders = [
  "BILLETWEB",
  "HELLOASSO",
  "MAPADO",
  "SHOTGUN",
  "SOTICKET",
  "SUPERSONIKS",
] as const;
export type RemoteProvider = (typeof remoteProviders)[number];
export const RemoteProvider = z.enum(remoteProviders, "Choisissez une billetterie dans la liste.");

/** Bodies a show may have to be declared to. */
export const bodies = { SACEM: "SACEM", SACD: "SACD", ASTP: "ASTP", CNM: "CNM", SIBIL: "SIBIL" } as const;
export const Body = codes(bodies);
export type Body = keyof typeof bodies;

/** « Public » of a performance. */
export const audiences = { ALL: "Tout public", YOUNG: "Jeune public", SCHOOL: "Scolaire" } as const;
export const Audience = codes(audiences);
export type Audience = keyof typeof audiences;

/** « Esthétique du spectacle ». */
export const performanceTypes = {
  OUTDOOR_PERFORMANCE: "Arts de la rue",
  CABARET_AND_MUSIC_HALL: "Cabaret, music-hall",
  CIRCUS_AND_MAGIC: "Cirque, magie",
  MUSICAL_THEATRE: "Comédie musicale, spectacle ou théâtre musical",
  DANCE: "Danse",
  COMEDY_AND_STAND_UP: "Humour, one man shows, stand-up",
  PUPPETRY: "Marionnettes",
  CLASSICAL_AND_OPERA_AND_CONTEMPORARY_MUSIC: "Musique classique, lyrique et contemporaine",
  POPULAR_AND_JAZZ_MUSIC: "Musiques actuelles et jazz",
  WORLD_AND_TRADITIONAL_MUSIC_AND_DANCE: "Musiques et danses du monde et traditionnelles",
  HISTORICAL_REENACTMENTS_AND_HERITAGE_SOUND_AND_LIGHT_SHOWS:
    "Reconstitutions historiques, sons et lumières patrimoniales",
  LIVE_PERFORMANCE_WITHOUT_DOMINANT_DISCIPLINE: "Spectacle vivant sans discipline dominante",
  ICE_SHOWS_AND_THEME_PARKS_AND_RELATED_PERFORMANCES: "Spectacles sur glace, parcs de loisirs et assimilés",
  THEATRE_AND_STORYTELLING_AND_MIME: "Théâtre, conte, mime",
} as const;
export const PerformanceType = codes(performanceTypes);
export type PerformanceType = keyof typeof performanceTypes;

/** Why a record of a ticketing account is set aside until somebody decides (quarantine_record.reason_code). */
export const asideReasons = {
  unknown_session: "Séance inconnue",
  unknown_category: "Tarif inconnu",
  deleted_tier: "Tarif supprimé chez le fournisseur",
  missing_category: "Tarif manquant",
  foreign_vat: "TVA étrangère",
  unknown_vat: "TVA inconnue",
  foreign_currency: "Devise étrangère",
  missing_date: "Date manquante",
  foreign_venue: "Lieu hors de France",
  inconsistent_dates: "Dates contradictoires",
  negative_amount: "Montant négatif",
  partial_refund: "Remboursement partiel",
  unpaid_order: "Réservation non réglée",
  imported_without_price: "Billet importé sans prix",
  invalid_record: "Donnée illisible",
} as const;
export type AsideReason = keyof typeof asideReasons;

export const asideStates = {
  open: "À traiter",
  resolved: "Traitée",
  ignored: "Ignorée",
  obsolete: "Disparue à la source",
} as const;
export type AsideState = keyof typeof asideStates;

/** Why a ticketing account could not be read; the sentence for the person is on the screen (screens §1). */
export const connectionFaults = [
  "invalid_credentials",
  "insufficient_rights",
  "firewall",
  "rate_limited",
  "unreachable_host",
  "forbidden_host",
  "multiple_accounts",
  "unexpected_answer",
  "too_much_data",
] as const;
export type ConnectionFault = (typeof connectionFaults)[number];
