import * as z from "zod/mini";
import { openStatuses } from "./enums.ts";
import { type HolidayZone, holidayZones, type MediationSettings } from "./settings.ts";

/** Least and most of each number an organisation sets (mediation.md §4.13, §9). */
export const settingsLimits = {
  administrationAnswerDays: [1, 365],
  surveyAfterDays: [0, 30],
  /** The law's most is 24 months after closing. */
  anonymiseAfterMonths: [1, 24],
  idleAfterMonths: [1, 24],
  fileMegabytes: [5, 25],
} as const satisfies Partial<Record<keyof MediationSettings, readonly [number, number]>>;

const whole = ([least, most]: readonly [number, number], unit: string) =>
  z
    .number("Écrivez un nombre entier.")
    .check(
      z.int("Écrivez un nombre entier."),
      z.minimum(least, `Au moins ${least}\u00a0${unit}.`),
      z.maximum(most, `Au plus ${most}\u00a0${unit}.`),
    );

const OpenStatus = z.enum(openStatuses);
const zones = Object.keys(holidayZones) as [HolidayZone, ...HolidayZone[]];

/** What managers and administrators set of their mediation. A status that is hidden keeps its cases: it is offered no more. */
export const SaveMediationSettings = z.strictObject({
  version: z.number(),
  teamEditing: z.boolean(),
  mediatorCanTransfer: z.boolean(),
  lawyersNeedNoMandate: z.boolean(),
  administrationAnswerDays: whole(settingsLimits.administrationAnswerDays, "jours"),
  autoClose: z.boolean(),
  autoAssign: z.enum(["none", "round_robin", "domain"]),
  domainMediators: z.record(z.uuid(), z.uuid()),
  survey: z.boolean(),
  surveyAfterDays: whole(settingsLimits.surveyAfterDays, "jours"),
  anonymiseAfterMonths: whole(settingsLimits.anonymiseAfterMonths, "mois"),
  idleAfterMonths: whole(settingsLimits.idleAfterMonths, "mois"),
  holidayZone: z.enum(zones),
  fileMegabytes: whole(settingsLimits.fileMegabytes, "Mo"),
  statusLabels: z.partialRecord(
    OpenStatus,
    z
      .string()
      .check(z.trim(), z.minLength(2, "Au moins 2 caractères."), z.maxLength(60, "60 caractères au plus.")),
  ),
  /** A new case is « À traiter », whatever it is called: that one is never hidden. */
  hiddenStatuses: z
    .array(OpenStatus)
    .check(
      z.refine(
        (hidden) => !hidden.includes("TO_PROCESS"),
        "Un nouveau dossier commence par ce statut\u00a0: il ne peut pas être masqué.",
      ),
    ),
  postalAddress: z
    .array(
      z
        .string()
        .check(
          z.trim(),
          z.minLength(1),
          z.maxLength(38, "38 caractères par ligne au plus, comme sur une enveloppe."),
        ),
    )
    .check(z.maxLength(6, "Au plus six lignes.")),
  windowEnvelope: z.enum(["left", "right"]),
  titularId: z.nullable(z.uuid()),
  sharesFigures: z.boolean(),
});
export type SaveMediationSettings = z.infer<typeof SaveMediationSettings>;

const Person = z.object({ id: z.string(), name: z.string() });

/** The settings of a mediation, with the people and subjects they may name. */
export const MediationSettingsView = z.object({
  organisation: z.string(),
  ...SaveMediationSettings.shape,
  statusLabels: z.record(z.string(), z.string()),
  hiddenStatuses: z.array(z.string()),
  postalAddress: z.array(z.string()),
  domainMediators: z.record(z.string(), z.string()),
  /** Who may bear the titular's name. */
  managers: z.array(Person),
  /** Who may be given cases. */
  mediators: z.array(Person),
  /** Top domains of the reference lists. */
  domains: z.array(z.object({ id: z.string(), label: z.string() })),
});
export type MediationSettingsView = z.infer<typeof MediationSettingsView>;
