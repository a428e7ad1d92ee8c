import * as z from "zod/mini";
import { DocumentCategory } from "./enums.ts";
import { CaseFileView } from "./thread.ts";

/** Documents of a case: whatever came or was added, filed or not (mediation.md §4.7). */

const Id = z.uuid("Identifiant illisible.");
const Name = z
  .string()
  .check(z.trim(), z.minLength(1, "Écrivez un nom."), z.maxLength(200, "200 caractères au plus."));
const Visibility = z.enum(["SHARED", "REQUESTER_ONLY", "ADMINISTRATION_ONLY", "INTERNAL"]);

/** Uploads of this agent become documents; `replaces` = the newer version of one, a single file then. */
export const AddDocuments = z.strictObject({
  caseId: Id,
  files: z.array(Id).check(z.minLength(1, "Ajoutez au moins un fichier."), z.maxLength(20)),
  visibility: Visibility,
  category: z.nullable(DocumentCategory),
  replaces: z.optional(Id),
});
export type AddDocuments = z.infer<typeof AddDocuments>;

/** Only what changes is sent. A category files an attachment among the documents. */
export const ChangeDocument = z.strictObject({
  fileId: Id,
  name: z.optional(Name),
  visibility: z.optional(Visibility),
  category: z.optional(DocumentCategory),
});
export type ChangeDocument = z.infer<typeof ChangeDocument>;

export const ZipDocuments = z.strictObject({
  caseId: Id,
  files: z.array(Id).check(z.minLength(2, "Choisissez au moins deux documents."), z.maxLength(200)),
});
export type ZipDocuments = z.infer<typeof ZipDocuments>;

export const DocumentView = z.extend(CaseFileView, {
  /** The message it came or went with; null when an agent added it. */
  entryId: z.nullable(z.string()),
  source: z.enum(["REQUESTER", "ADMINISTRATION", "MEDIATOR", "THIRD_PARTY"]),
  /** Null = not filed yet. */
  category: z.nullable(DocumentCategory),
  addedAt: z.string(),
  addedBy: z.nullable(z.string()),
  hidden: z.boolean(),
  /** The document this one is the newer version of. */
  replaces: z.nullable(z.string()),
  /** An earlier document of the case with the same bytes. */
  sameAs: z.nullable(z.string()),
});
export type DocumentView = z.infer<typeof DocumentView>;
