import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beginning, foldedText } from "./folded-text.ts";

const text = "Merci.\n\nLe 2 mars, la médiation a écrit :\n> Bonjour\n> Madame\n-- \nNadège";
const quote = { from: text.indexOf("Le 2 mars"), to: text.indexOf("-- "), kind: "quote" as const };
const signature = { from: text.indexOf("-- "), to: text.length, kind: "signature" as const };

describe("folded text of a message", () => {
  it("folds the quote and the signature and counts their lines", () => {
    expect(foldedText(text, [signature, quote])).toEqual([
      { from: 0, fold: false, text: "Merci." },
      {
        from: quote.from,
        fold: true,
        kind: "quote",
        text: "Le 2 mars, la médiation a écrit :\n> Bonjour\n> Madame",
        says: "Afficher le texte cité (3\u00a0lignes)",
      },
      {
        from: signature.from,
        fold: true,
        kind: "signature",
        text: "-- \nNadège",
        says: "Afficher la signature (2\u00a0lignes)",
      },
    ]);
  });

  it("shows a text without folds whole", () => {
    expect(foldedText("Bonjour", [])).toEqual([{ from: 0, fold: false, text: "Bonjour" }]);
  });

  it("shows every written character once, whatever the ranges", () => {
    const range = fc.record({
      from: fc.integer({ min: -3, max: 30 }),
      to: fc.integer({ min: -3, max: 30 }),
      kind: fc.constant("quote" as const),
    });
    fc.assert(
      fc.property(fc.string({ maxLength: 25 }), fc.array(range, { maxLength: 4 }), (body, folds) => {
        const shown = foldedText(body, folds)
          .map((part) => part.text)
          .join("");
        expect(shown.replaceAll(/\s/g, "")).toBe(body.replaceAll(/\s/g, ""));
      }),
    );
  });

  it("cuts a message of many lines after forty", () => {
    const long = Array.from({ length: 60 }, (_, line) => `ligne ${line}`).join("\n");
    expect(beginning(long)).toEqual({ shown: long.split("\n").slice(0, 40).join("\n"), cut: true });
    expect(beginning("court")).toEqual({ shown: "court", cut: false });
  });
});
