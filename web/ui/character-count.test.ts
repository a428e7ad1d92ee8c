import { expect, it } from "vitest";
import { countText } from "./character-count.ts";

const limits = { min: 10, max: 20_000 };
const said = (length: number) => countText("a".repeat(length), limits).text;

it("a short text says how much is missing, in the singular for one", () => {
  expect(said(6)).toBe("Encore 4 caractères au minimum");
  expect(said(9)).toBe("Encore 1 caractère au minimum");
});

it("a text within the limits is counted, its last 200 characters are counted down", () => {
  expect(said(356)).toBe("356 caractères sur 20 000");
  expect(said(19_799)).toBe("19 799 caractères sur 20 000");
  expect(said(19_860)).toBe("Il vous reste 140 caractères");
});

it("a text over the limit says by how much", () => {
  expect(said(20_312)).toBe(
    "Votre texte dépasse de 312 caractères. Raccourcissez-le ou joignez-le en document.",
  );
});

it("spaces around the text do not count", () => {
  expect(countText("   bonjour   ", limits).zone).toBe("under");
});
