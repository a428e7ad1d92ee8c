import * as z from "zod/mini";

/** Roles of each service, with their French labels. `administration` is the organisation itself. */
export const roles = {
  administration: { admin: "Administrateur de l’organisation" },
  mediation: {
    manager: "Médiateur principal",
    mediator: "Médiateur",
    assistant: "Assistant du médiateur",
    reader: "Lecture seule",
    stats_reader: "Lecteur des statistiques",
  },
} as const;
export type MediationRole = keyof typeof roles.mediation;

/** What an organisation tells the public of its mediation; every text is its own. */
export const mediationTexts = {
  intro: z.string(),
  accepts: z.array(z.string()),
  refers: z.array(z.object({ text: z.string(), who: z.string(), link: z.optional(z.string()) })),
  /** « en général sous 10 jours »; absent = no delay is promised. */
  answerDelay: z.optional(z.string()),
  /** The organisation's own legal paragraph; absent = the block is absent. */
  legalParagraph: z.optional(
    z.object({ title: z.string(), text: z.string(), source: z.optional(z.string()) }),
  ),
  privacy: z.string(),
  formClosed: z.optional(z.object({ until: z.string(), message: z.string() })),
};

/** What an organisation says of itself in public and in its mails; every text is its own. */
export const OrganisationSettings = z.object({
  /** Sender of its mails: `Médiation – Ville de …`. At most 60 characters. */
  senderName: z.string(),
  /** Short name in the header: two lines of the logo's caption. */
  shortName: z.string(),
  /** Colour of the logo's plate, a DSFR token name; the logo itself is an SVG path of the static front. */
  logo: z.optional(z.string()),
  phone: z.optional(z.string()),
  phoneHours: z.optional(z.string()),
  address: z.array(z.string()),
  counterHours: z.optional(z.string()),
  mediation: z.optional(
    z.object({
      /** « médiatrice », « médiateur » or « service de médiation ». */
      title: z.enum(["médiatrice", "médiateur", "service de médiation"]),
      ...mediationTexts,
      dueDays: z.nullable(z.number()),
    }),
  ),
});
export type OrganisationSettings = z.infer<typeof OrganisationSettings>;

/** Canonical form of an address for comparison: trimmed, lower case. No provider-specific folding. */
export const canonicalEmail = (email: string) => email.trim().toLowerCase();

/** Sign in with an address and a password. */
export const SignIn = z.strictObject({
  email: z.string().check(z.trim(), z.minLength(1, "Écrivez votre adresse e-mail."), z.maxLength(254)),
  password: z.string().check(z.minLength(1, "Écrivez votre mot de passe."), z.maxLength(1024)),
});
export type SignIn = z.infer<typeof SignIn>;

/** The signed-in person as screens need it. */
export const Me = z.object({
  id: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  memberships: z.array(
    z.object({
      organisation: z.object({
        id: z.string(),
        slug: z.string(),
        name: z.string(),
        shortName: z.string(),
        logo: z.optional(z.string()),
      }),
      service: z.string(),
      roles: z.array(z.string()),
    }),
  ),
});
export type Me = z.infer<typeof Me>;
