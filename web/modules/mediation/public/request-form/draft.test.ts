import { expect, it } from "vitest";
import { noAnswers } from "./answers.ts";
import { type Draft, hasContent, isStillThere, newDraft, readDraft, writeDraft } from "./draft.ts";

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2027, 2, 16, 9, 42);
const draft: Draft = { ...newDraft("d1", now), step: 3, answers: { ...noAnswers, description: "En mars" } };

it("a draft is found again as it was left", () => {
  expect(readDraft(writeDraft(draft), now + 29 * day)).toEqual(draft);
});

it("a draft is gone after 30 days", () => {
  expect(readDraft(writeDraft(draft), now + 31 * day)).toBeNull();
});

it.each([null, "", "{", "[]", "null", '"text"', '{"version":0}', '{"version":1}'])(
  "what is not a draft is none: %s",
  (text) => {
    expect(readDraft(text, now)).toBeNull();
  },
);

it("a field unknown when the draft was saved is empty", () => {
  const { expectation, ...older } = draft.answers;
  expect(expectation).toBe("");
  const stored = JSON.stringify({ version: 1, ...draft, answers: older });
  expect(readDraft(stored, now)?.answers.expectation).toBe("");
});

it("a draft without a word and without a file has nothing to lose", () => {
  expect(hasContent(newDraft("d2", now))).toBe(false);
  expect(hasContent(draft)).toBe(true);
});

it("a file is asked for again after 24 hours, or when its sending did not end", () => {
  const file = { id: "f1", name: "a.pdf", size: 1, sentAt: now };
  expect(isStillThere(file, now + day - 1)).toBe(true);
  expect(isStillThere(file, now + day)).toBe(false);
  expect(isStillThere({ ...file, id: null }, now)).toBe(false);
});
