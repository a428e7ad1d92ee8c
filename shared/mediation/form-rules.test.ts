import { describe, expect, it, test } from "vitest";
import { formFaults, sensitiveSubjects } from "./form-checks.ts";
import { type CustomQuestion, defaultFormConfig } from "./form-config.ts";
import { answerWords, askedQuestions, readAnswer, readNumber } from "./form-rules.ts";

const ids = ["a", "b", "c"] as const;
const question = (id: (typeof ids)[number], changed: Partial<CustomQuestion> = {}): CustomQuestion => ({
  id,
  kind: "short_text",
  label: `Question ${id}`,
  required: false,
  ...changed,
});
const choice = question("a", { kind: "single", choices: ["Oui", "Non"] });
const below = question("b", { kind: "yes_no", onlyIf: { question: "a", answer: "Oui" } });
const deepest = question("c", { onlyIf: { question: "b", answer: "yes" } });
const today = "2027-03-16";

test.each([
  [{}, ["a"]],
  [{ a: ["Non"] }, ["a"]],
  [{ a: ["Oui"] }, ["a", "b"]],
  [{ a: ["Oui"], b: ["yes"] }, ["a", "b", "c"]],
  // An answer given before the choice changed does not bring its follower back.
  [{ a: ["Non"], b: ["yes"] }, ["a"]],
])("answers %j lead to %j", (answered, asked) => {
  expect(askedQuestions([choice, below, deepest], answered).map(({ id }) => id)).toEqual(asked);
});

test.each([
  ["1 250,50", "1250.50"],
  ["12", "12"],
  ["-3", "-3"],
  ["+3,1", "3.1"],
  ["12 €", undefined],
  ["1e3", undefined],
  ["douze", undefined],
])("« %s » is the number %s", (typed, number) => {
  expect(readNumber(typed)).toBe(number);
});

describe("an answer", () => {
  it.each([
    ["short_text", ["  AB-12 "], { values: ["AB-12"] }],
    ["short_text", ["x".repeat(201)], { message: "200\u00a0caractères au plus." }],
    ["date", ["5 mars 2027"], { values: ["2027-03-05"] }],
    ["date", ["31/02/2027"], { message: "Cette date n’existe pas. Écrivez-la comme 05/03/2027." }],
    ["date", ["05/03/2030"], { values: ["2030-03-05"] }],
    ["yes_no", ["unknown"], { values: ["unknown"] }],
    ["yes_no", ["perhaps"], { message: "Choisissez parmi les réponses proposées." }],
    ["file", ["1", "1"], { values: ["1"] }],
  ] as const)("to a %s, %j, is read as %j", (kind, given, expected) => {
    expect(readAnswer({ kind, required: false }, given, today)).toEqual(expected);
  });

  it("of several choices keeps them once, in the order offered", () => {
    const asked = { kind: "multiple", required: true, choices: ["A", "B", "C"] } as const;
    expect(readAnswer({ ...asked, choices: [...asked.choices] }, ["C", "A", "C"], today)).toEqual({
      values: ["A", "C"],
    });
  });

  it("is missed only where it is required, blanks being none", () => {
    expect(readAnswer(question("a"), [" "], today)).toEqual({ values: [] });
    expect(readAnswer(question("a", { required: true }), [" "], today)).toEqual({
      message: "Répondez à cette question.",
    });
  });

  it("mediation#36 « Je ne sais pas » is written as such, never as « Non »", () => {
    expect([["yes"], ["no"], ["unknown"]].map((values) => answerWords("yes_no", values))).toEqual([
      "Oui",
      "Non",
      "Je ne sais pas",
    ]);
  });
});

describe("a form", () => {
  const faults = (...questions: CustomQuestion[]) =>
    formFaults({ ...defaultFormConfig, questions }).map(({ path }) => path);

  it("puts conditions on earlier questions that offer the answer", () => {
    expect(faults(choice, below, deepest)).toEqual([]);
    expect(faults(below, choice)).toEqual(["questions.0.onlyIf"]);
    expect(faults({ ...choice, choices: ["Non", "Peut-être"] }, below)).toEqual(["questions.1.onlyIf"]);
    expect(faults(question("a"), below)).toEqual(["questions.1.onlyIf"]);
  });

  it("offers at least two different answers, and holds a question once", () => {
    expect(faults({ ...choice, choices: ["Oui"] })).toEqual(["questions.0.choices"]);
    expect(faults({ ...choice, choices: ["Oui", "oui "] })).toEqual(["questions.0.choices"]);
    expect(faults(choice, choice)).toEqual(["questions.1.id"]);
  });
});

test.each([
  ["Souffrez-vous d’une maladie ?", ["la santé"]],
  ["Votre confession religieuse", ["la religion"]],
  ["Êtes-vous syndiqué ?", ["l’appartenance syndicale"]],
  ["Date de naissance de l’enfant", ["la date de naissance"]],
  ["Numéro de la facture", []],
  ["Quelle école ?", []],
])("« %s » seems to ask %j", (label, subjects) => {
  expect(sensitiveSubjects(label)).toEqual(subjects);
});
