import { expect, it } from "vitest";
import { matchedParts } from "./matched-parts.ts";

const marked = (text: string, search: string) =>
  matchedParts(text, search)
    .map((part) => (part.matched ? `[${part.text}]` : part.text))
    .join("");

it("marks the searched words whatever their accents and case", () => {
  expect(marked("Nadège Thibaudot", "thib nadege")).toBe("[Nadège] [Thib]audot");
  expect(marked("2027-00042", "00042")).toBe("2027-[00042]");
});

it("leaves a text alone when nothing or one letter is searched", () => {
  expect(marked("Nadège", "")).toBe("Nadège");
  expect(marked("Nadège", "n")).toBe("Nadège");
  expect(matchedParts("", "x")).toEqual([]);
});
