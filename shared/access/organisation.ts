import * as z from "zod/mini";
import { organisationKindCodes } from "./organisation-kinds.ts";

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
  /** Path of the logo on the static front: given by us for the demo, or published from an upload. */
  logo: z.optional(z.string()),
  /** Colour of header and mails: one of `accents`. */
  accent: z.optional(z.string()),
  phone: z.optional(z.string()),
  phoneHours: z.optional(z.string()),
  address: z.array(z.string()),
  counterHours: z.optional(z.string()),
  mediation: z.optional(
    z.object({
      /** « médiatrice », « médiateur » or « service de médiation ». */
      title: z.enum(["médiatrice", "médiateur", "service de médiation"]),
      ...mediationTexts,
      /** Its page is being prepared: nobody finds it until the form is published for the first time. */
      unpublished: z.optional(z.literal(true)),
      dueDays: z.nullable(z.number()),
    }),
  ),
});
export type OrganisationSettings = z.infer<typeof OrganisationSettings>;

/** Colours an organisation may give its header and its mails: tokens of the design system, never free values. */
export const accents = {
  "blue-france": "Bleu",
  "green-emeraude": "Vert émeraude",
  "green-archipel": "Vert archipel",
  "blue-ecume": "Bleu écume",
  "purple-glycine": "Violet glycine",
  "pink-macaron": "Rose macaron",
  "brown-caramel": "Brun caramel",
  "orange-terre-battue": "Terre battue",
} as const;
export type Accent = keyof typeof accents;
/** A colour on light and on dark: each carries text at 4.5:1 or more on the grounds of its mode. */
export interface AccentColours {
  light: string;
  dark: string;
}
/** The same as mails write them, where no token of a style sheet reaches: values of the two themes. */
const accentColours: Readonly<Record<Accent, AccentColours>> = {
  "blue-france": { light: "#000091", dark: "#8585f6" },
  "green-emeraude": { light: "#297254", dark: "#34cb6a" },
  "green-archipel": { light: "#006a6f", dark: "#34bab5" },
  "blue-ecume": { light: "#2f4077", dark: "#869ece" },
  "purple-glycine": { light: "#6e445a", dark: "#ce70cc" },
  "pink-macaron": { light: "#8d533e", dark: "#ffb7ae" },
  "brown-caramel": { light: "#845d48", dark: "#fbd8ab" },
  "orange-terre-battue": { light: "#755348", dark: "#ff732c" },
};
export const isAccent = (value: string | undefined): value is Accent =>
  value !== undefined && Object.hasOwn(accents, value);
/** The colours of an organisation's mails; undefined when it chose none. */
export const accentColour = (accent: string | undefined): AccentColours | undefined =>
  isAccent(accent) ? accentColours[accent] : undefined;

/** Minutes of inactivity an organisation may ask for before a session ends. */
export const idleMinutes = { least: 10, most: 480, usual: 60 } as const;

/** An organisation as its administrators see and set it. */
export const OrganisationView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  kind: z.enum(organisationKindCodes),
  timeZone: z.string(),
  services: z.array(z.string()),
  siret: z.nullable(z.string()),
  claim: z.nullable(
    z.object({
      id: z.string(),
      status: z.enum(["unverified", "pending", "verified", "refused", "disputed"]),
      reason: z.nullable(z.string()),
    }),
  ),
  settings: OrganisationSettings,
  idleMinutes: z.number(),
  requireSecondFactor: z.boolean(),
  version: z.number(),
  /** Actions of the rules this person may do here. */
  allowed: z.array(z.string()),
});
export type OrganisationView = z.infer<typeof OrganisationView>;

const line = (least: number, most: number, missing: string) =>
  z.string().check(z.trim(), z.minLength(least, missing), z.maxLength(most, `Au plus ${most} caractères.`));

/** What administrators change of their organisation; the service's own texts have their own form. */
export const UpdateOrganisation = z.strictObject({
  version: z.number(),
  name: line(2, 150, "Écrivez le nom de l’organisation."),
  shortName: line(1, 60, "Écrivez un nom court."),
  senderName: line(1, 60, "Écrivez le nom qui signe les e-mails."),
  accent: z.optional(z.enum(Object.keys(accents) as [Accent, ...Accent[]])),
  timeZone: z.string().check(z.maxLength(60)),
  phone: z.optional(line(0, 30, "")),
  phoneHours: z.optional(line(0, 120, "")),
  address: z
    .array(line(1, 120, "Écrivez une ligne d’adresse ou retirez-la."))
    .check(z.maxLength(6, "Au plus six lignes.")),
  counterHours: z.optional(line(0, 300, "")),
  idleMinutes: z
    .number()
    .check(
      z.int("Un nombre entier de minutes."),
      z.minimum(idleMinutes.least, `Au moins ${idleMinutes.least} minutes.`),
      z.maximum(idleMinutes.most, `Au plus ${idleMinutes.most} minutes.`),
    ),
  requireSecondFactor: z.boolean(),
});
export type UpdateOrganisation = z.infer<typeof UpdateOrganisation>;

/** The public texts of the mediation, as its managers write them. */
export const UpdateMediationTexts = z.strictObject({
  version: z.number(),
  title: z.enum(["médiatrice", "médiateur", "service de médiation"]),
  intro: line(20, 1000, "Présentez la médiation en une ou deux phrases."),
  accepts: z
    .array(line(3, 200, "Écrivez un exemple ou retirez-le."))
    .check(z.maxLength(5, "Au plus cinq exemples.")),
  refers: z
    .array(
      z.strictObject({
        text: line(3, 200, "Dites de quoi il s’agit."),
        who: line(3, 200, "Dites à qui s’adresser."),
        link: z.optional(
          z.url({ protocol: /^https$/, error: "Une adresse complète, qui commence par https://." }),
        ),
      }),
    )
    .check(z.maxLength(8, "Au plus huit renvois.")),
  answerDelay: z.optional(line(0, 120, "")),
  legalParagraph: z.optional(
    z.strictObject({
      title: line(1, 120, "Donnez un titre."),
      text: line(1, 2000, "Écrivez le paragraphe."),
      source: z.optional(line(0, 300, "")),
    }),
  ),
  privacy: line(20, 3000, "Dites à quoi servent les données et combien de temps elles sont gardées."),
  formClosed: z.optional(
    z.strictObject({
      until: z.iso.date("Choisissez une date."),
      message: line(3, 500, "Dites pourquoi le formulaire est fermé."),
    }),
  ),
  dueDays: z.nullable(
    z
      .number()
      .check(
        z.int("Un nombre entier de jours."),
        z.minimum(1, "Au moins 1 jour."),
        z.maximum(365, "Au plus 365 jours."),
      ),
  ),
});
export type UpdateMediationTexts = z.infer<typeof UpdateMediationTexts>;

/** Bytes of a logo, at most: it is shown 56 pixels high and sent with every page. */
export const logoBytes = 750 * 1024;
/** Pixels of its longer side, at least (mediation.md §4.13). */
export const logoPixels = 200;
/** A logo as its administrator chose it. What it is, is found in its bytes; the name given to its type is not believed. */
export const UploadLogo = z.strictObject({
  type: z.string().check(z.maxLength(60)),
  base64: z
    .string()
    .check(
      z.minLength(1, "Choisissez une image."),
      z.maxLength(Math.ceil(logoBytes / 3) * 4, "Une image de 750 Ko au plus."),
      z.regex(/^[A-Za-z0-9+/]+={0,2}$/, "Cette image est illisible."),
    ),
});
export type UploadLogo = z.infer<typeof UploadLogo>;
