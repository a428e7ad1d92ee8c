import * as z from "zod/mini";

/** Standard questions an organisation may hide, offer or require; name, contact and description are always asked. */
export const standardQuestions = {
  title: "Civilité",
  expectation: "Ce que vous demandez",
  contestedDecisionOn: "Date de la décision contestée",
  priorComplaint: "Démarche préalable",
  priorAnswer: "Réponse à la démarche",
  courtPending: "Tribunal déjà saisi",
  files: "Pièces",
} as const;
export type StandardQuestion = keyof typeof standardQuestions;

/** Kinds of the organisation's own questions. */
export const questionKinds = {
  short_text: "Texte court",
  long_text: "Texte long",
  single: "Un choix",
  multiple: "Plusieurs choix",
  date: "Date",
  number: "Nombre",
  yes_no: "Oui ou non",
  file: "Fichier",
} as const;
export type QuestionKind = keyof typeof questionKinds;

const Presence = z.enum(["hidden", "optional", "required"]);
export type Presence = z.infer<typeof Presence>;

/** One question of an organisation's own. `onlyIf` names an earlier question and the answer that shows this one. */
export const CustomQuestion = z.strictObject({
  id: z.uuid(),
  kind: z.enum(Object.keys(questionKinds) as [QuestionKind, ...QuestionKind[]]),
  label: z.string().check(z.trim(), z.minLength(1, "Écrivez la question."), z.maxLength(200)),
  help: z.optional(z.string().check(z.trim(), z.maxLength(500))),
  required: z.boolean(),
  choices: z.optional(
    z.array(z.string().check(z.trim(), z.minLength(1), z.maxLength(120))).check(z.maxLength(30)),
  ),
  onlyIf: z.optional(z.strictObject({ question: z.uuid(), answer: z.string() })),
});
export type CustomQuestion = z.infer<typeof CustomQuestion>;

/** A form as an organisation configured it (mediation.md §4.13). */
export const FormConfig = z.strictObject({
  standard: z.record(z.string(), Presence),
  questions: z.array(CustomQuestion).check(z.maxLength(20, "20 questions au plus.")),
  /** Shown once a request was sent. */
  confirmation: z.optional(z.string().check(z.trim(), z.maxLength(2000))),
});
export type FormConfig = z.infer<typeof FormConfig>;

/** The form nobody configured. */
export const defaultFormConfig: FormConfig = {
  standard: {
    title: "optional",
    expectation: "optional",
    contestedDecisionOn: "optional",
    priorComplaint: "optional",
    priorAnswer: "optional",
    courtPending: "optional",
    files: "optional",
  },
  questions: [],
};

/** An answer, with its question as it was asked: editing the form changes no case. */
export const CustomAnswer = z.object({
  question: z.uuid(),
  kind: z.string(),
  label: z.string(),
  /** Text, number or day as written; several for `multiple`; file ids for `file`; `yes`, `no` or `unknown`. */
  values: z.array(z.string()),
});
export type CustomAnswer = z.infer<typeof CustomAnswer>;
