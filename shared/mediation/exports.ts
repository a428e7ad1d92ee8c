import * as z from "zod/mini";
import { CaseFilter } from "./case-lists.ts";

/** Lists of cases as files (mediation.md §8). */
export const exportKinds = {
  named: "Liste nominative",
  anonymous: "Statistique anonyme",
} as const;
export type ExportKind = keyof typeof exportKinds;
export const exportFormats = { xlsx: "Tableur (XLSX)", csv: "Texte (CSV)" } as const;
/** Rows of one file at most. */
export const mostExported = 50_000;

/** What is exported, of which cases: the very filter of the list it is asked from. */
export const AskExport = z.strictObject({
  kind: z.enum(["named", "anonymous"]),
  format: z.enum(["xlsx", "csv"]),
  filter: CaseFilter,
});
export type AskExport = z.infer<typeof AskExport>;

export const JobAsked = z.object({ id: z.string() });
