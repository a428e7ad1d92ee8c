import * as z from "zod/mini";
import { Side } from "./enums.ts";
import { unknownVariables } from "./template-variables.ts";

/** Templates of messages: words kept ready, shared by an organisation or one's own (mediation.md §4.6). */

export const templateLimits = { title: 80, category: 40, subject: 255, body: 20_000 } as const;

/** Categories of the supplied set; an organisation may write its own. */
export const templateCategories = [
  "Ouverture",
  "Instruction",
  "Réorientation",
  "Relance",
  "Clôture",
] as const;

const line = (most: number, missing: string) =>
  z.string().check(z.trim(), z.minLength(1, missing), z.maxLength(most, `Au plus ${most} caractères.`));

/** Refuses what stands between braces and is no variable, by its name. */
const withKnownVariables = z.refine<string>((text) => unknownVariables(text).length === 0, {
  error: ({ input }) => {
    const unknown = unknownVariables(String(input)).map((name) => `«\u00a0${name || "{{}}"}\u00a0»`);
    return unknown.length > 1
      ? `Ces variables n’existent pas\u00a0: ${unknown.join(", ")}. Choisissez-les dans la liste.`
      : `Cette variable n’existe pas\u00a0: ${unknown.join()}. Choisissez-la dans la liste.`;
  },
});

const words = {
  title: line(templateLimits.title, "Donnez un titre au modèle."),
  category: line(templateLimits.category, "Choisissez une catégorie."),
  /** Whom it may be sent to; empty = anyone. */
  sides: z.array(Side).check(z.maxLength(4)),
  subject: line(templateLimits.subject, "Écrivez l’objet du message.").check(withKnownVariables),
  body: line(templateLimits.body, "Écrivez le texte du message.").check(withKnownVariables),
};

export const CreateTemplate = z.strictObject({ ...words, shared: z.boolean() });
export type CreateTemplate = z.infer<typeof CreateTemplate>;

export const ChangeTemplate = z.strictObject({ ...words, version: z.number() });
export type ChangeTemplate = z.infer<typeof ChangeTemplate>;

/** Takes a template away from composers, or gives it back. */
export const ArchiveTemplate = z.strictObject({ version: z.number(), archived: z.boolean() });
export type ArchiveTemplate = z.infer<typeof ArchiveTemplate>;

/** A template as whoever keeps it sees it. */
export const TemplateView = z.object({
  id: z.string(),
  title: z.string(),
  category: z.string(),
  sides: z.array(Side),
  subject: z.string(),
  body: z.string(),
  shared: z.boolean(),
  /** Given with Guichet and not changed yet: its first change makes it the organisation's own. */
  supplied: z.boolean(),
  archived: z.boolean(),
  /** 0 for a supplied one. */
  version: z.number(),
  updatedAt: z.nullable(z.string()),
  allowed: z.array(z.enum(["change", "archive"])),
});
export type TemplateView = z.infer<typeof TemplateView>;

export const TemplateList = z.object({
  templates: z.array(TemplateView),
  /** Whether this person may write shared ones. */
  mayShare: z.boolean(),
});
export type TemplateList = z.infer<typeof TemplateList>;

/** A template filled for one case, ready for the composer. */
export const FilledTemplate = z.object({
  id: z.string(),
  title: z.string(),
  category: z.string(),
  shared: z.boolean(),
  sides: z.array(Side),
  subject: z.string(),
  body: z.string(),
  /** Variables without value here: they stay between braces and block sending until filled. */
  empty: z.array(z.string()),
});
export type FilledTemplate = z.infer<typeof FilledTemplate>;
export const FilledTemplates = z.object({ templates: z.array(FilledTemplate) });
export type FilledTemplates = z.infer<typeof FilledTemplates>;
