import { expect, test } from "vitest";
import { byNeed, resultWords } from "./body-words.ts";

const said = (...states: Parameters<typeof resultWords>[0]) => resultWords(states).replaceAll("\u00a0", " ");

test("the title of a declaration says what became of it", () => {
  expect(said("accepted", "rejected")).toBe("1 envoi accepté, 1 à corriger");
  expect(said("uncertain")).toBe("1 réponse inconnue");
  expect(said("accepted", "accepted", "to_deposit")).toBe("2 envois acceptés, 1 à déposer");
  expect(said("cancelled")).toBe("rien n’est envoyé");
});

test("what needs a person comes first", () => {
  expect((["accepted", "to_deposit", "rejected", "failed", "uncertain"] as const).toSorted(byNeed)).toEqual([
    "rejected",
    "uncertain",
    "failed",
    "to_deposit",
    "accepted",
  ]);
});
