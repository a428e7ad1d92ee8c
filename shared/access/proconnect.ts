import * as z from "zod/mini";

/** Where ProConnect brings people back, and what the page finds in its fragment when it did not work. */
export const proConnectFragment = { done: "#proconnect", fault: "#proconnect-erreur=" } as const;

const useYourPassword = "Utilisez votre mot de passe.";
const again = "Recommencez avec le bouton ProConnect.";

/** Everything that can go wrong on the way, with its sentence. The code is in the address, the sentence on the page. */
export const proConnectFaults = {
  off: `ProConnect n’est pas proposé ici. ${useYourPassword}`,
  unreachable: `ProConnect ne répond pas. ${useYourPassword}`,
  refused: `Vous n’avez pas terminé la connexion avec ProConnect. Recommencez, ou utilisez votre mot de passe.`,
  expired: `La connexion avec ProConnect a pris trop de temps. ${again}`,
  wrong_state: `Cette connexion n’a pas été commencée dans ce navigateur. ${again}`,
  replayed: `Cette connexion a déjà servi. ${again}`,
  wrong_nonce: `La réponse de ProConnect ne correspond pas à votre demande. ${again}`,
  wrong_signature: `La réponse de ProConnect n’a pas pu être vérifiée. ${useYourPassword}`,
  wrong_audience: `La réponse de ProConnect est destinée à un autre service. ${useYourPassword}`,
  acr_too_low: `Votre compte ProConnect n’est pas assez vérifié pour Guichet. ${useYourPassword}`,
  incomplete: `ProConnect n’a pas donné votre adresse e-mail professionnelle. ${useYourPassword}`,
} as const satisfies Record<string, string>;
export type ProConnectFault = keyof typeof proConnectFaults;

/**
 * Levels we ask for and accept: an identity whose tie to its organisation somebody checked. Both generations of names:
 * ProConnect is moving from addresses to `eidas…` (partenaires.proconnect.gouv.fr, « Niveaux eidas »). `eidas0` and
 * `self-asserted` are what a person declared of themselves.
 */
export const acceptedAcrs = [
  "eidas1",
  "eidas1-mfa",
  "eidas2",
  "eidas3",
  "https://proconnect.gouv.fr/assurance/consistency-checked",
  "https://proconnect.gouv.fr/assurance/consistency-checked-2fa",
] as const;

/** Whether ProConnect itself saw a second factor. */
export const acrHasSecondFactor = (acr: string): boolean =>
  /^eidas\d-mfa$|^eidas[23]$|^https:\/\/proconnect\.gouv\.fr\/assurance\/consistency-checked-2fa$/.test(acr);

/** Who ProConnect says somebody is, as the function that asked hands it to the API: sealed, a minute, once. */
export const IdentityTicket = z.object({
  /** Unique: spent when used. */
  id: z.string(),
  issuer: z.string(),
  subject: z.string(),
  email: z.string(),
  givenName: z.string(),
  usualName: z.string(),
  /** Establishment of the person's employer, 14 digits; null when the provider gave none that is one. */
  siret: z.nullable(z.string()),
  acr: z.string(),
  /** For signing out of ProConnect too; null when it was too long for a cookie. */
  idToken: z.nullable(z.string()),
});
export type IdentityTicket = z.infer<typeof IdentityTicket>;

/** Purposes of what is sealed on the way: none opens for another. */
export const proConnectSeals = {
  request: "proconnect request",
  ticket: "proconnect identity",
  idToken: "proconnect id_token",
  signOut: "proconnect sign-out",
} as const;
/** Seconds a ticket lives: the way from ProConnect's answer to the page's first call. */
export const ticketSeconds = 60;

/** Address that signs out of ProConnect too, for a session that came from there; the seal is the session's own. */
export const proConnectSignOutPath = (sealedIdToken: string): string =>
  `/api/proconnect/sign-out?session=${encodeURIComponent(sealedIdToken)}`;
