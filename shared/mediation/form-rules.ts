import { type Day, readDay } from "./dates.ts";
import type { CustomQuestion, FormConfig, Presence, StandardQuestion } from "./form-config.ts";

/** Values given by question: texts as typed, codes of choices, ids of files. */
export type Answered = Readonly<Record<string, readonly string[]>>;

/** Words of an answer to a yes-or-no question; « Je ne sais pas » is an answer, and never « Non ». */
export const yesNoWords = { yes: "Oui", no: "Non", unknown: "Je ne sais pas" } as const;

/** Characters of an answer, at most. */
export const answerLimits = { short_text: 200, long_text: 5000, number: 30, files: 5 } as const;

/** How a standard question is asked; one the form says nothing of is optional. */
export const presenceOf = (form: Pick<FormConfig, "standard">, question: StandardQuestion): Presence =>
  form.standard[question] ?? "optional";

/** Answers that a question's condition may name: its choices, or Oui and Non. Empty when no condition may name it. */
export const conditionAnswers = ({
  kind,
  choices = [],
}: Pick<CustomQuestion, "kind" | "choices">): readonly string[] => {
  if (kind === "yes_no") return ["yes", "no", "unknown"];
  return kind === "single" || kind === "multiple" ? choices : [];
};

/** The questions these answers lead to, in order: one whose condition is not met is not asked, nor what depends on it. */
export const askedQuestions = (
  questions: readonly CustomQuestion[],
  answered: Answered,
): CustomQuestion[] => {
  const asked: CustomQuestion[] = [];
  for (const question of questions) {
    const { onlyIf } = question;
    const met =
      !onlyIf ||
      (asked.some(({ id }) => id === onlyIf.question) &&
        (answered[onlyIf.question] ?? []).includes(onlyIf.answer));
    if (met) asked.push(question);
  }
  return asked;
};

const decimal = /^[+-]?\d{1,15}(?:[.,]\d{1,6})?$/;

/** A number as people write it (`1 250,50`), with a point and no space; undefined when it is none. */
export const readNumber = (typed: string): string | undefined => {
  const plain = typed.replaceAll(/[\s\u00a0\u202f]/g, "");
  return decimal.test(plain) ? plain.replace(",", ".").replace(/^\+/, "") : undefined;
};

const missing: Readonly<Record<CustomQuestion["kind"], string>> = {
  short_text: "Répondez à cette question.",
  long_text: "Répondez à cette question.",
  single: "Choisissez une réponse.",
  multiple: "Cochez au moins une réponse.",
  date: "Indiquez une date.",
  number: "Indiquez un nombre.",
  yes_no: "Choisissez une réponse.",
  file: "Ajoutez un fichier.",
};

const tooLong = (most: number) => `${most}\u00a0caractères au plus.`;
const notOffered = "Choisissez parmi les réponses proposées.";

/** Reads one answer: the values to keep, or why it is not taken. Nothing given keeps nothing unless it is required. */
export const readAnswer = (
  question: Pick<CustomQuestion, "kind" | "required" | "choices">,
  given: readonly string[],
  today: Day,
): { values: string[] } | { message: string } => {
  const { kind, required } = question;
  const values = given.map((value) => value.trim()).filter(Boolean);
  const [first] = values;
  if (first === undefined) return required ? { message: missing[kind] } : { values: [] };
  switch (kind) {
    case "short_text":
    case "long_text":
      return first.length > answerLimits[kind]
        ? { message: tooLong(answerLimits[kind]) }
        : { values: [first] };
    case "number": {
      const number = readNumber(first);
      return number === undefined
        ? { message: "Ce n’est pas un nombre. Écrivez-le en chiffres, par exemple 120 ou 12,50." }
        : { values: [number] };
    }
    case "date": {
      // Anybody's question may be about a day to come: only one that does not exist is refused.
      const read = readDay(first, "9999-12-31", "");
      if ("message" in read) return { message: read.message };
      return { values: [read.day ?? today] };
    }
    case "single":
    case "yes_no":
    case "multiple": {
      const chosen = [...new Set(kind === "multiple" ? values : [first])];
      const offered = conditionAnswers(question);
      return chosen.every((value) => offered.includes(value))
        ? { values: offered.filter((value) => chosen.includes(value)) }
        : { message: notOffered };
    }
    case "file":
      return values.length > answerLimits.files
        ? { message: `${answerLimits.files}\u00a0fichiers au plus pour cette question.` }
        : { values: [...new Set(values)] };
  }
};

/** An answer as people read it; files are shown by whoever knows their names. */
export const answerWords = (kind: string, values: readonly string[]): string =>
  values
    .map((value) =>
      kind === "yes_no"
        ? (yesNoWords[value as keyof typeof yesNoWords] ?? value)
        : kind === "date"
          ? value.split("-").reverse().join("/")
          : kind === "number"
            ? value.replace(".", ",")
            : value,
    )
    .join(", ");
