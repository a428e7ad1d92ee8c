import { sql } from "drizzle-orm";
import {
  type CustomAnswer,
  type CustomQuestion,
  defaultFormConfig,
  type FormConfig,
  type PublicForm,
  unconfigured,
} from "../../../shared/mediation/form-config.ts";
import { askedQuestions, presenceOf, readAnswer } from "../../../shared/mediation/form-rules.ts";
import type { FileRequest } from "../../../shared/mediation/schema.ts";
import { defaultMediationSettings } from "../../../shared/mediation/settings.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Queries } from "../../platform/db.ts";
import type { Refusal } from "../../platform/refusal.ts";

/**
 * The form of an organisation: the latest one published, or the very version somebody began to fill. The one nobody
 * configured is version 0. Undefined for a version that was never published.
 */
export const formOf = async (
  on: Queries,
  organisationId: string,
  version?: number,
): Promise<PublicForm | undefined> => {
  const [row] = await on.execute<{
    form: { number: number | null; config: FormConfig | null; megabytes: number | null };
  }>(sql`select guichet.public_form(${organisationId}, ${version ?? null}) as form`);
  if (!row) throw new Error("a form has no row");
  const { number, config, megabytes } = row.form;
  if (version && number === null) return undefined;
  return {
    ...(config && version !== unconfigured ? config : defaultFormConfig),
    version: version ?? number ?? unconfigured,
    fileMegabytes: megabytes ?? defaultMediationSettings.fileMegabytes,
  };
};

const required: Readonly<
  Record<"expectation" | "contestedDecisionOn" | "priorComplaint" | "courtPending", string>
> = {
  expectation: "Dites ce que vous demandez.",
  contestedDecisionOn: "Indiquez la date de la décision contestée.",
  priorComplaint: "Dites si vous avez déjà écrit au service.",
  courtPending: "Dites si un tribunal est déjà saisi.",
};

/**
 * Checks a request against its form: what is required is there, what is hidden is not believed. Gives the answers to
 * the organisation's own questions with each question as it was asked, and every wrong field with its sentence.
 */
export const checkAnswers = (
  form: PublicForm,
  input: FileRequest,
  today: string,
): { answers: CustomAnswer[]; fields: FieldProblem[] } => {
  const fields: FieldProblem[] = [];
  const wrong = (path: string, message: string) => void fields.push({ path, message });
  for (const name of Object.keys(required) as (keyof typeof required)[]) {
    if (presenceOf(form, name) === "required" && !input[name]) wrong(name, required[name]);
  }
  if (presenceOf(form, "priorAnswer") === "required" && input.priorComplaint === "YES" && !input.priorAnswer)
    wrong("priorAnswer", "Dites si vous avez reçu une réponse.");
  if (presenceOf(form, "title") === "required" && !input.requester.title)
    wrong("requester.title", "Choisissez une civilité.");
  if (presenceOf(form, "files") === "required" && input.files.length === 0)
    wrong("files", "Ajoutez au moins un document.");

  return { answers: readAnswers(form.questions, input, today, wrong), fields };
};

/** Answers to an organisation's own questions, each with its question as it was asked; what cannot be is told to `wrong`. */
export const readAnswers = (
  questions: readonly CustomQuestion[],
  input: Pick<FileRequest, "answers" | "files">,
  today: string,
  wrong: (path: string, message: string) => void,
): CustomAnswer[] => {
  const given = Object.fromEntries((input.answers ?? []).map(({ question, values }) => [question, values]));
  return askedQuestions(questions, given).flatMap((question) => {
    const read = readAnswer(question, given[question.id] ?? [], today);
    if ("message" in read) {
      wrong(`answers.${question.id}`, read.message);
      return [];
    }
    if (question.kind === "file" && !read.values.every((id) => input.files.includes(id))) {
      wrong(`answers.${question.id}`, "Ce fichier n’a pas été reçu. Ajoutez-le à nouveau.");
      return [];
    }
    if (read.values.length === 0) return [];
    return [{ question: question.id, kind: question.kind, label: question.label, values: read.values }];
  });
};

/** A form's own questions for an agent who writes for somebody: the same, none required. */
export const optionalQuestions = ({ questions }: Pick<PublicForm, "questions">): CustomQuestion[] =>
  questions.map((question) => ({ ...question, required: false }));

/** The answers with the files of the case in place of the uploads they came by. */
export const boundAnswers = (
  answers: readonly CustomAnswer[],
  files: readonly { ticketId?: string; caseFileId: string }[],
): CustomAnswer[] => {
  const fileOf = new Map(files.map(({ ticketId = "", caseFileId }) => [ticketId, caseFileId]));
  return answers.map((answer) =>
    answer.kind === "file"
      ? { ...answer, values: answer.values.flatMap((id) => fileOf.get(id) ?? []) }
      : answer,
  );
};

export const unknownForm: Refusal = {
  code: "conflict",
  reason: "form_unknown",
  detail: "Ce formulaire n’existe plus. Rechargez la page\u00a0: ce que vous avez écrit est gardé.",
};

/** A request without the answers to standard questions that its form does not ask. */
export const withoutHidden = (form: PublicForm, input: FileRequest): FileRequest => {
  const hidden = (name: Parameters<typeof presenceOf>[1]) => presenceOf(form, name) === "hidden";
  const complaint = !hidden("priorComplaint");
  return {
    ...input,
    requester: { ...input.requester, ...(hidden("title") ? { title: undefined } : {}) },
    ...(hidden("expectation") ? { expectation: undefined } : {}),
    ...(hidden("contestedDecisionOn") ? { contestedDecisionOn: undefined } : {}),
    ...(complaint ? {} : { priorComplaint: undefined, priorComplaintOn: undefined }),
    ...(complaint && !hidden("priorAnswer") ? {} : { priorAnswer: undefined }),
    ...(hidden("courtPending") ? { courtPending: undefined } : {}),
  };
};
