import * as z from "zod/mini";
import { Figures } from "./figures.ts";

/** The activity report of a year (mediation.md §8; art. L.1112-24 CGCT): asked, written, frozen, sent. */

/** Its chapters, in order; each may carry words of the mediator's. */
export const reportChapters = {
  received: "Saisines reçues",
  admissibility: "Recevabilité",
  competence: "Compétence et réorientations",
  domains: "Domaines",
  requesters: "Requérants",
  outcomes: "Dossiers clos",
  durations: "Délais",
  stock: "Dossiers en cours à la fin de l’année",
  meetings: "Rencontres",
  court: "Suites devant le tribunal administratif",
  recommendations: "Recommandations et propositions",
  satisfaction: "Satisfaction",
  method: "Méthode",
} as const;
export type ReportChapter = keyof typeof reportChapters;
export const reportChapterIds = Object.keys(reportChapters) as ReportChapter[];
/** Where somebody writes: before the chapters, in each, and the free « Propositions » of the eleventh. */
const reportTexts = ["introduction", ...reportChapterIds, "propositions"] as const;
export type ReportText = (typeof reportTexts)[number];

const Id = z.uuid("Identifiant illisible.");
const Year = z.coerce.number().check(z.int(), z.minimum(2000, "Cette année n’existe pas."), z.maximum(2100));
const Day = z.iso.date("Cette date n’existe pas. Écrivez-la comme 05/03/2027.");
export const longestReportText = 20_000;

export const ReportOf = z.strictObject({ organisation: Id, year: Year });
export type ReportOf = z.infer<typeof ReportOf>;

const Texts = z.partialRecord(
  z.enum(reportTexts),
  z.string().check(z.maxLength(longestReportText, "20 000 caractères au plus.")),
);
/** Only what changes is sent. `version` 0: nothing was ever written of that year. */
export const SaveReport = z.strictObject({
  ...ReportOf.shape,
  version: z.number(),
  texts: z.optional(Texts),
  /** When it went to the deliberative assembly, and to the Défenseur des droits. */
  sentToAssemblyOn: z.optional(z.nullable(Day)),
  sentToDefenderOn: z.optional(z.nullable(Day)),
});
export type SaveReport = z.infer<typeof SaveReport>;
export const FreezeReport = z.strictObject({ ...ReportOf.shape, version: z.number() });
export type FreezeReport = z.infer<typeof FreezeReport>;
export const AskReportFile = z.strictObject({ ...ReportOf.shape, format: z.enum(["pdf", "xlsx"]) });
export type AskReportFile = z.infer<typeof AskReportFile>;
export const ReportFileAsked = z.object({ jobId: z.string() });

export const ReportFigures = z.pick(Figures, { current: true, previous: true, items: true });
export type ReportFigures = z.infer<typeof ReportFigures>;

export const ReportView = z.object({
  organisation: z.object({ name: z.string() }),
  year: z.number(),
  version: z.number(),
  texts: z.record(z.string(), z.string()),
  /** As they were frozen, else as they are now. */
  figures: ReportFigures,
  frozenAt: z.nullable(z.string()),
  frozenBy: z.nullable(z.string()),
  sentToAssemblyOn: z.nullable(z.string()),
  sentToDefenderOn: z.nullable(z.string()),
  /** Whether the year is over, and the report may be frozen. */
  over: z.boolean(),
  /** Of a frozen one: what counting again would change, and why. */
  since: z.nullable(
    z.object({
      figures: ReportFigures,
      /** Cases of the year registered, deleted, merged and changed since. */
      causes: z.record(z.string(), z.number()),
      /** Those registered since, for who may read them. */
      late: z.array(
        z.object({ id: z.string(), number: z.string(), receivedAt: z.string(), registeredAt: z.string() }),
      ),
    }),
  ),
  mayWrite: z.boolean(),
});
export type ReportView = z.infer<typeof ReportView>;
