import * as z from "zod/mini";

/** One field before and after, in words for a person. */
const FieldChange = z.object({
  label: z.string(),
  before: z.nullable(z.string()),
  after: z.nullable(z.string()),
});

/** One line of a history: « Samira Benali a pris le dossier ». */
export const AuditLine = z.object({
  id: z.string(),
  at: z.string(),
  /** Who, in words: a name, « Guichet », « Demandeur ». */
  who: z.string(),
  /** The account, for filters; null for machines and citizens. */
  userId: z.nullable(z.string()),
  /** What they did, ready to follow the name: « a pris le dossier ». */
  what: z.string(),
  kind: z.enum(["change", "reading", "message", "access"]),
  /** What it was about, when the list is not about one item: « Dossier 2027-00042 ». */
  about: z.nullable(z.string()),
  changes: z.array(FieldChange),
});
export type AuditLine = z.infer<typeof AuditLine>;

export const ListAudit = z.strictObject({
  kind: z.optional(z.enum(["change", "reading", "message", "access"])),
  userId: z.optional(z.uuid()),
  from: z.optional(z.iso.date()),
  to: z.optional(z.iso.date()),
  after: z.optional(z.string().check(z.maxLength(200))),
});
export type ListAudit = z.infer<typeof ListAudit>;

export const AuditPage = z.object({
  lines: z.array(AuditLine),
  next: z.nullable(z.string()),
  /** People who appear in it, for the filter. */
  people: z.array(z.object({ userId: z.string(), name: z.string() })),
  timeZone: z.string(),
});
export type AuditPage = z.infer<typeof AuditPage>;
