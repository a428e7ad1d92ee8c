import * as z from "zod/mini";

/** Lists of the service as files (declarations.md §9). */
export const exportKinds = {
  performances: "Séances",
  lines: "Lignes de tarif",
  transmissions: "Envois aux organismes",
  aside: "Données mises de côté",
  key_figures: "Chiffres clés",
} as const;
export type ExportKind = keyof typeof exportKinds;
export const ExportKind = z.enum(Object.keys(exportKinds) as [ExportKind, ...ExportKind[]]);
export const exportFormats = { xlsx: "Tableur (XLSX)", csv: "Texte (CSV)" } as const;
/** Rows of one file at most. */
export const mostExported = 50_000;

const Id = z.uuid("Identifiant illisible.");
const Day = z.optional(z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/, "Indiquez une date.")));

/**
 * What is exported. Days are those of performances where they are given (of transmissions: when they left or were asked
 * for), both included; left out = all.
 */
export const AskExport = z
  .strictObject({
    organisationId: Id,
    kind: ExportKind,
    format: z.enum(["xlsx", "csv"]),
    from: Day,
    to: Day,
    sourceId: z.optional(Id),
    showId: z.optional(Id),
  })
  .check(
    z.refine(({ from, to }) => !from || !to || from <= to, {
      path: ["to"],
      message: "La fin est avant le début.",
    }),
  );
export type AskExport = z.infer<typeof AskExport>;
export const ExportAsked = z.object({ id: z.string() });

/** A file somebody asked for, as they see it: for them alone, kept 24 hours. */
export const ExportView = z.object({
  id: z.string(),
  kind: ExportKind,
  state: z.enum(["queued", "running", "done", "failed", "expired"]),
  /** Rows written and rows in all. */
  made: z.number(),
  total: z.number(),
  file: z.nullable(z.object({ name: z.string(), size: z.number() })),
  createdAt: z.string(),
  expiresAt: z.nullable(z.string()),
});
export type ExportView = z.infer<typeof ExportView>;
export const ExportList = z.object({ exports: z.array(ExportView) });
export type ExportList = z.infer<typeof ExportList>;
/** A link of one minute. */
export const ExportLink = z.object({ url: z.string() });
