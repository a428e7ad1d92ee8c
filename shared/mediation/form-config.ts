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
  standard: z.partialRecord(
    z.enum(Object.keys(standardQuestions) as [StandardQuestion, ...StandardQuestion[]]),
    Presence,
  ),
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

/** Version of the form nobody configured. */
export const unconfigured = 0;

/** The form as the public fills it; its version goes back with the answers. */
export const PublicForm = z.object({
  ...FormConfig.shape,
  version: z.number(),
  /** Largest file, in megabytes. */
  fileMegabytes: z.number(),
});
export type PublicForm = z.infer<typeof PublicForm>;

/** Answers to the organisation's own questions, as the form sends them. */
export const GivenAnswers = z
  .array(
    z.strictObject({
      question: z.uuid(),
      values: z.array(z.string().check(z.maxLength(5000))).check(z.maxLength(30)),
    }),
  )
  .check(z.maxLength(20));
export type GivenAnswers = z.infer<typeof GivenAnswers>;

/** The form of an organisation as its managers see it: what is published, and what is being prepared. */
export const FormConfigView = z.object({
  organisation: z.string(),
  slug: z.string(),
  /** Null = the form nobody configured. */
  published: z.nullable(z.object({ number: z.number(), config: FormConfig, at: z.string() })),
  /** What is being prepared; the published one, or the usual one, when nothing is. */
  draft: FormConfig,
  /** Whether the draft differs from what is published. */
  changed: z.boolean(),
  /** Version of the draft, 0 while there is none. */
  version: z.number(),
  /** Whether the public page is open to anyone. */
  open: z.boolean(),
});
export type FormConfigView = z.infer<typeof FormConfigView>;

export const SaveFormDraft = z.strictObject({ version: z.number(), config: FormConfig });
export type SaveFormDraft = z.infer<typeof SaveFormDraft>;

/** Publishes the draft as it is saved, `version` being the one its author saw. */
export const PublishForm = z.strictObject({ version: z.number() });
export type PublishForm = z.infer<typeof PublishForm>;
