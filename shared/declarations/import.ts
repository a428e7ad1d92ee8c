import * as z from "zod/mini";
import { ImportMapping, importFieldNames, importModes } from "./import-fields.ts";
import { type ImportWarningCode, importFaults, importWarnings } from "./import-rows.ts";

/**
 * A file of sales imported in steps (declarations.md §4.4): sent, read, its columns named, looked at, then applied.
 * Money is whole cents, rates are basis points, instants are ISO 8601 with « Z ».
 */

const Id = z.uuid("Identifiant illisible.");
const Version = z.int();

export const importLimits = {
  bytes: 5 * 1024 * 1024,
  rows: 20_000,
  columns: 60,
  cell: 1000,
  page: 50,
} as const;

export const importStates = {
  uploaded: "Fichier attendu",
  parsing: "Lecture du fichier",
  mapping: "Colonnes à nommer",
  preview: "À vérifier",
  applying: "Import en cours",
  done: "Importé",
  undoing: "Annulation en cours",
  undone: "Annulé",
  failed: "Illisible",
} as const;
type ImportState = keyof typeof importStates;
const State = z.enum(Object.keys(importStates) as [ImportState, ...ImportState[]]);

/** Why a whole file is not imported. */
export const importErrors = {
  too_large: "Ce fichier dépasse 5\u00a0Mo.",
  too_many_rows: "Ce fichier dépasse 20\u00a0000 lignes.",
  encrypted: "Ce fichier est protégé par un mot de passe.",
  old_format: "Ce fichier est dans l’ancien format Excel\u00a0: enregistrez-le en .xlsx ou en .csv.",
  not_a_table: "Ce fichier n’est ni un tableau Excel (.xlsx) ni un fichier CSV.",
  empty: "Ce fichier ne contient aucune ligne.",
  unreadable: "Ce fichier est abîmé\u00a0: ouvrez-le, enregistrez-le à nouveau, puis recommencez.",
  threat: "Ce fichier est dangereux (virus).",
  right_lost: "Vous n’avez plus le droit d’importer dans cette organisation.",
} as const;
export type ImportError = keyof typeof importErrors;
const ErrorCode = z.enum(Object.keys(importErrors) as [ImportError, ...ImportError[]]);

export const separators = { ";": "points-virgules", ",": "virgules", "\t": "tabulations" } as const;
export type Separator = keyof typeof separators;
const encodings = ["utf-8", "windows-1252", "utf-16"] as const;

/** What was found in the file. */
export const Detected = z.object({
  kind: z.enum(["csv", "xlsx"]),
  separator: z.optional(z.enum(Object.keys(separators) as [Separator, ...Separator[]])),
  encoding: z.optional(z.enum(encodings)),
  /** Of a workbook. */
  sheets: z.array(z.string()),
  /** A line of headers was recognised; else somebody has to show it. */
  headerFound: z.boolean(),
  /** The beginning, as it is: to show where the headers are. */
  firstRows: z.array(z.array(z.string())),
  /** Columns were named as the last time for files of this form. */
  remembered: z.boolean(),
});
export type Detected = z.infer<typeof Detected>;

const Figures = { paid: z.number(), free: z.number(), gross: z.number(), net: z.number() };

/** What confirming does, or did. */
export const ImportSummary = z.object({
  shows: z.number(),
  performances: z.number(),
  ...Figures,
  /** Null = several rates. */
  rate: z.nullable(z.number()),
  /** Performances by what becomes of them; `corrected` ones keep their corrected figures. */
  added: z.number(),
  changed: z.number(),
  identical: z.number(),
  corrected: z.number(),
  /** The first twenty shows by name. */
  list: z.array(
    z.object({
      name: z.string(),
      /** Once it exists. */
      id: z.nullable(z.string()),
      performances: z.number(),
      first: z.string(),
      last: z.string(),
      ...Figures,
      rate: z.nullable(z.number()),
    }),
  ),
});
export type ImportSummary = z.infer<typeof ImportSummary>;

export const ImportView = z.object({
  id: z.string(),
  fileName: z.string(),
  state: State,
  version: Version,
  createdAt: z.string(),
  by: z.nullable(z.string()),
  timeZone: z.string(),
  detected: z.nullable(Detected),
  sheet: z.nullable(z.string()),
  /** As spreadsheets number lines. */
  headerRow: z.number(),
  columns: z.array(
    z.object({
      header: z.string(),
      examples: z.array(z.string()),
      field: z.nullable(z.enum(importFieldNames)),
      /** « HT ou TTC »: to be checked by a person. */
      doubt: z.nullable(z.string()),
    }),
  ),
  mode: z.enum(importModes),
  rows: z.number(),
  ready: z.number(),
  /** Shows written so far, while it is applied; put back so far, while it is undone. */
  made: z.number(),
  summary: z.nullable(ImportSummary),
  error: z.nullable(ErrorCode),
  /** Whether it may be undone; `undoRefusal` says why not, where it was applied. */
  undoable: z.boolean(),
  undoRefusal: z.nullable(z.string()),
});
export type ImportView = z.infer<typeof ImportView>;

export const ImportList = z.object({
  imports: z.array(
    z.object({
      id: z.string(),
      fileName: z.string(),
      state: State,
      createdAt: z.string(),
      by: z.nullable(z.string()),
      rows: z.number(),
      ready: z.number(),
    }),
  ),
});
export type ImportList = z.infer<typeof ImportList>;
export const ListImports = z.strictObject({ organisation: Id });

export const StartImport = z.strictObject({
  organisation: Id,
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200, "200 caractères au plus.")),
  size: z
    .int()
    .check(z.positive("Ce fichier est vide."), z.maximum(importLimits.bytes, importErrors.too_large)),
});
export type StartImport = z.infer<typeof StartImport>;
/** Where the browser sends the file. */
export const ImportStarted = z.object({
  id: z.string(),
  url: z.string(),
  fields: z.record(z.string(), z.string()),
});
export type ImportStarted = z.infer<typeof ImportStarted>;

/** Reads the file again, from another sheet or with another line of headers. */
export const LayOutImport = z.strictObject({
  version: Version,
  sheet: z.optional(z.string().check(z.maxLength(200))),
  headerRow: z.int().check(z.minimum(1), z.maximum(1000)),
});
export type LayOutImport = z.infer<typeof LayOutImport>;

export const MapImport = z.extend(ImportMapping, { version: Version });
export type MapImport = z.infer<typeof MapImport>;

export const importFilters = ["all", "faulty", "ready"] as const;
export const ListImportRows = z.strictObject({
  filter: z.optional(z.enum(importFilters)),
  /** Number of the last row seen. */
  after: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(500))),
});
export type ListImportRows = z.infer<typeof ListImportRows>;

const Field = z.enum(importFieldNames);
export const ImportRowView = z.object({
  number: z.number(),
  cells: z.array(z.string()),
  faults: z.array(z.object({ column: Field, value: z.string(), code: z.enum(importFaults) })),
  warnings: z.array(
    z.object({
      column: Field,
      code: z.enum(Object.keys(importWarnings) as [ImportWarningCode, ...ImportWarningCode[]]),
    }),
  ),
});
export type ImportRowView = z.infer<typeof ImportRowView>;
export const ImportRows = z.object({ rows: z.array(ImportRowView), next: z.nullable(z.number()) });
export type ImportRows = z.infer<typeof ImportRows>;

/** One row as somebody rewrote it, whole. */
export const EditImportRow = z.strictObject({
  version: Version,
  cells: z
    .array(z.string().check(z.maxLength(importLimits.cell, "1000 caractères au plus.")))
    .check(z.maxLength(importLimits.columns)),
});
export type EditImportRow = z.infer<typeof EditImportRow>;
export const OnImport = z.strictObject({ version: Version });
