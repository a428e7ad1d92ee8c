import * as z from "zod/mini";
import { mailSettingsLimits } from "./settings.ts";

/** Who an intake address opens a case for (mail.md §5.6, rows I1 to I4). */
export const intakeModes = {
  open: {
    label: "Ouverte",
    does: "Tout courriel d’une personne ouvre un dossier. Les machines et les listes attendent en quarantaine.",
  },
  known_only: {
    label: "Expéditeurs connus",
    does: "Seules les personnes qui ont déjà un dossier et une adresse vérifiée en ouvrent un autre. Les courriels des autres attendent en quarantaine.",
  },
  closed: {
    label: "Fermée",
    does: "Aucun courriel n’ouvre de dossier. L’expéditeur reçoit l’adresse du formulaire, et son courriel attend en quarantaine. Les réponses sur les dossiers arrivent toujours.",
  },
} as const;
export type IntakeMode = keyof typeof intakeModes;

/** What a mail on a case closed for too long becomes. */
export const afterCloseChoices = {
  entry: {
    label: "L’ajouter au dossier clos",
    does: "Le dossier reste clos\u00a0; son intervenant est prévenu et peut le rouvrir.",
  },
  new_case: {
    label: "Ouvrir un nouveau dossier",
    does: "Le courriel ouvre un dossier lié à l’ancien.",
  },
  quarantine: {
    label: "Le mettre en quarantaine",
    does: "Le courriel attend la décision d’un médiateur principal.",
  },
} as const;
export type AfterClose = keyof typeof afterCloseChoices;

/** When agents are told of a new mail on their case. */
export const newMailNotices = {
  at_once: { label: "Tout de suite", does: "Un e-mail par dossier, au plus un par quart d’heure." },
  digest: { label: "Une fois par jour", does: "Un seul e-mail à 7 h 30, les jours ouvrés." },
  none: { label: "Jamais par e-mail", does: "Le nouveau message se voit seulement dans l’espace." },
} as const;
export type NewMailNotice = keyof typeof newMailNotices;

const codes = <T extends object>(choices: T) =>
  z.enum(Object.keys(choices) as [keyof T & string, ...(keyof T & string)[]], "Choisissez une réponse.");

const within = ([least, most]: readonly [number, number], unit: string) =>
  z
    .number(`Écrivez un nombre de ${unit}.`)
    .check(
      z.int(`Un nombre entier de ${unit}.`),
      z.minimum(least, `Au moins ${least}\u00a0${unit}.`),
      z.maximum(most, `Au plus ${most}\u00a0${unit}.`),
    );

const text = (most: number) =>
  z.nullable(z.string().check(z.trim(), z.maxLength(most, `Au plus ${most} caractères.`)));

const settings = {
  signature: text(500),
  acknowledgement: text(2000),
  closedReopenDays: within(mailSettingsLimits.closedReopenDays, "jours"),
  afterClose: codes(afterCloseChoices),
  rawRetentionDays: within(mailSettingsLimits.rawRetentionDays, "jours"),
  quarantineDays: within(mailSettingsLimits.quarantineDays, "jours"),
  undoSeconds: within(mailSettingsLimits.undoSeconds, "secondes"),
  newMailNotice: codes(newMailNotices),
};

/** The mail of one service of an organisation, as its managers see and set it (mail.md §4.7). */
export const MailSettingsView = z.object({
  organisation: z.string(),
  /** Who signs the mails; set with the organisation. */
  senderName: z.string(),
  /** Public address of the service; null when it has none. */
  intake: z.nullable(
    z.object({
      address: z.string(),
      mode: z.enum(["open", "known_only", "closed"]),
      acknowledge: z.boolean(),
    }),
  ),
  settings: z.object(settings),
  /** 0 = nothing was ever set: the defaults hold. */
  version: z.number(),
});
export type MailSettingsView = z.infer<typeof MailSettingsView>;

/** Everything of the form, over the version it was read at. `intake` is left out where there is no address. */
export const UpdateMailSettings = z.strictObject({
  version: z.number(),
  intake: z.optional(z.strictObject({ mode: codes(intakeModes), acknowledge: z.boolean() })),
  ...settings,
});
export type UpdateMailSettings = z.infer<typeof UpdateMailSettings>;
