import type { PublicForm } from "../../../../../shared/mediation/form-config.ts";
import { presenceOf } from "../../../../../shared/mediation/form-rules.ts";
import type { MediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import type { Answers } from "./answers.ts";
import { fieldId } from "./steps.ts";

/** What every step is given. */
export interface StepProps {
  answers: Answers;
  change: (patch: Partial<Answers>) => void;
  /** How the organisation calls its mediator. */
  words: MediatorWords;
  /** The questions of this organisation. */
  form: PublicForm;
  /** Id, error and leaving of the field of a path of the API (`requester.email`). */
  field: (path: string) => { id: string; error: string | undefined; onBlur: () => void };
}

/** Binds paths to the faults shown; a field that was wrong is looked at again when it is left. */
export const bindFields =
  (messageAt: (path: string) => string | undefined, recheck: (path: string) => void): StepProps["field"] =>
  (path) => ({ id: fieldId(path), error: messageAt(path), onBlur: () => recheck(path) });

/** Whether a standard question is asked, and its words: « (facultatif) » follows what may be left out. */
export const standardQuestion = (
  form: PublicForm,
  name: Parameters<typeof presenceOf>[1],
): { asked: boolean; words: (question: string) => string } => {
  const presence = presenceOf(form, name);
  return {
    asked: presence !== "hidden",
    words: (question) => (presence === "required" ? question : `${question} (facultatif)`),
  };
};
