import {
  type CustomQuestion,
  type FormConfig,
  type FormConfigView,
  type Presence,
  type QuestionKind,
  SaveFormDraft,
  type StandardQuestion,
  standardQuestions,
} from "../../../../shared/mediation/form-config.ts";
import { presenceOf } from "../../../../shared/mediation/form-rules.ts";
import { linesOf } from "../../access/organisation/organisation-input.ts";
import { checked, type SectionSpec } from "../../access/organisation/use-section.ts";
import { formQuery, keepForm, saveForm } from "./office-queries.ts";

/** A question as it is typed: its choices are lines. */
export interface QuestionDraft {
  id: string;
  kind: QuestionKind;
  label: string;
  help: string;
  required: boolean;
  choices: string;
  /** Empty = always asked. */
  onlyIfQuestion: string;
  onlyIfAnswer: string;
}

export const newQuestion = (): QuestionDraft => ({
  id: crypto.randomUUID(),
  kind: "short_text",
  label: "",
  help: "",
  required: false,
  choices: "",
  onlyIfQuestion: "",
  onlyIfAnswer: "",
});

const asTyped = ({ help = "", choices = [], onlyIf, ...question }: CustomQuestion): QuestionDraft => ({
  ...question,
  help,
  choices: choices.join("\n"),
  onlyIfQuestion: onlyIf?.question ?? "",
  onlyIfAnswer: onlyIf?.answer ?? "",
});

/** Kinds whose answers are chosen from a list. */
export const hasChoices = (kind: QuestionKind) => kind === "single" || kind === "multiple";

/** The question a draft makes; what its kind has no use for is left out. */
export const questionOf = (draft: QuestionDraft): CustomQuestion => {
  const { id, kind, label, required, help, choices, onlyIfQuestion, onlyIfAnswer } = draft;
  return {
    id,
    kind,
    label,
    required,
    ...(help.trim() ? { help } : {}),
    ...(hasChoices(kind) ? { choices: linesOf(choices) } : {}),
    ...(onlyIfQuestion ? { onlyIf: { question: onlyIfQuestion, answer: onlyIfAnswer } } : {}),
  };
};

/** A block that changes a part of the form; the whole goes back with the version it was read at. */
const section = <Draft extends object>(
  pick: (config: FormConfig) => Draft,
  read: (draft: Draft, config: FormConfig) => FormConfig,
): SectionSpec<FormConfigView, Draft, SaveFormDraft> => ({
  pick: ({ draft }) => pick(draft),
  check: (draft, view) => {
    const result = checked(
      SaveFormDraft.safeParse({ version: view.version, config: read(draft, view.draft) }),
    );
    if (result.ok) return result;
    const faults = Object.entries(result.faults).map(([path, message]) => [
      path.replace(/^config\./, ""),
      message,
    ]);
    return { ok: false, faults: Object.fromEntries(faults) };
  },
  save: ({ organisation }, input) => saveForm(organisation, input),
  reread: (client, { organisation }) => client.fetchQuery({ ...formQuery(organisation), staleTime: 0 }),
  keep: keepForm,
  saved: "Enregistré. Le public ne le verra qu’une fois publié.",
});

export type StandardDraft = Record<StandardQuestion, Presence>;
const standardNames = Object.keys(standardQuestions) as StandardQuestion[];

export const standardSection = section<StandardDraft>(
  (config) =>
    Object.fromEntries(standardNames.map((name) => [name, presenceOf(config, name)])) as StandardDraft,
  (draft, config) => ({ ...config, standard: { ...draft } }),
);

export const questionsSection = section<{ questions: readonly QuestionDraft[] }>(
  ({ questions }) => ({ questions: questions.map(asTyped) }),
  ({ questions }, config) => ({ ...config, questions: questions.map(questionOf) }),
);

export const confirmationSection = section<{ confirmation: string }>(
  ({ confirmation = "" }) => ({ confirmation }),
  ({ confirmation }, { confirmation: _before, ...config }) => ({
    ...config,
    ...(confirmation.trim() ? { confirmation } : {}),
  }),
);
