import fc from "fast-check";
import { expect, test } from "vitest";
import { breakLines } from "./break-lines.ts";

const oneEach = (text: string) => text.length;

test("lines break at spaces and keep the text's own breaks", () => {
  expect(breakLines("un deux trois\nquatre", 8, oneEach)).toEqual(["un deux", "trois", "quatre"]);
});

test("a no-break space holds its words together", () => {
  expect(breakLines("le montant de 12\u00a0€", 15, oneEach)).toEqual(["le montant de", "12\u00a0€"]);
});

test("a word wider than the line is cut, and nothing of it is lost", () => {
  expect(breakLines("https://exemple.fr/a", 8, oneEach)).toEqual(["https://", "exemple.", "fr/a"]);
});

test("no line is too wide and no letter is lost, whatever the text", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.integer({ min: 8, max: 40 }),
      (text, width) => {
        const letters = (value: string) => value.replace(/[ \n]/g, "");
        const lines = breakLines(text, width, (value) => [...value].length);
        expect(letters(lines.join(""))).toBe(letters(text));
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(width);
      },
    ),
  );
});
