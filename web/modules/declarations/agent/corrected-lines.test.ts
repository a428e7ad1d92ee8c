import { expect, it } from "vitest";
import type { LineView } from "../../../../shared/declarations/shows.ts";
import { grossOf, grossProposal, lineText } from "./corrected-lines.ts";

/** Two paid at 18,00 €, a fee of 0,49 € taken off one of them. */
const line: LineView = {
  categoryId: "c",
  category: "Plein",
  unitPrice: 1800,
  vat: 550,
  unusualVat: false,
  channel: "internal",
  kind: "sale",
  paid: 2,
  free: 1,
  gross: 3551,
  net: 3366,
};
const plain = (words: string | undefined) => words?.replaceAll(/[\u00a0\u202f]/g, " ");

it("an amount that the price gives is left empty, and follows the count", () => {
  const text = lineText({ ...line, gross: 3600 });
  expect(text.gross).toBe("");
  expect(grossOf({ ...text, paid: "8" })).toBe(14_400);
  expect(grossProposal({ ...text, paid: "8" })).toBeUndefined();
});

it("another amount stays as it is, and what the new count would make is proposed", () => {
  const text = lineText(line);
  expect(grossOf({ ...text, paid: "8" })).toBe(3551);
  expect(grossProposal(text)).toBeUndefined();
  const more = grossProposal({ ...text, paid: "8" });
  expect(more?.gross).toBe(14_351);
  expect(plain(more?.words)).toBe("6 de plus à 18,00 € : ce serait 143,51 €.");
  expect(plain(grossProposal({ ...text, paid: "1" })?.words)).toBe(
    "1 de moins à 18,00 € : ce serait 17,51 €.",
  );
});

it("nothing is proposed over an amount that was typed, below zero, or without a price", () => {
  const text = lineText(line);
  expect(grossProposal({ ...text, paid: "8", gross: "100" })).toBeUndefined();
  expect(grossProposal({ ...text, paid: "0" })).toBeUndefined();
  expect(grossProposal({ ...lineText({ ...line, unitPrice: null }), paid: "8" })).toBeUndefined();
  expect(grossProposal({ ...text, paid: "huit" })).toBeUndefined();
});
