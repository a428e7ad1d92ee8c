import { describe, expect, it } from "vitest";
import { recipientsWords, replyToWords, warningOf } from "./mail-words.ts";

const token = `r-${"k".repeat(26)}@courrier.guichet.example`;

describe("to whom a mail was sent", () => {
  it("says nothing when it came to the case alone, and never shows the case's own address", () => {
    expect(recipientsWords([token])).toBeUndefined();
    expect(recipientsWords([])).toBeUndefined();
    expect(recipientsWords([`Médiation <${token}>`, "quelquun@courriel.example"])).toBe(
      "Envoyé à ce dossier et quelquun@courriel.example",
    );
  });
  it("names ten and counts the others", () => {
    const many = Array.from({ length: 12 }, (_, i) => `p${i}@courriel.example`);
    expect(recipientsWords(many)).toMatch(/p9@courriel\.example et 2 autres$/);
  });
});

it("another address for answers is said with what will be done", () => {
  expect(replyToWords([])).toBeUndefined();
  expect(replyToWords(["autre@courriel.example"])).toContain("Demande une réponse à autre@courriel.example");
});

it("the gravest of what is missing is said first", () => {
  expect(warningOf(["forwarded"])).toBeUndefined();
  expect(warningOf(["unreadable", "encrypted"])).toMatch(/^Ce message est chiffré/);
});
