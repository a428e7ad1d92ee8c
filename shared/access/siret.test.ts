import { expect, it } from "vitest";
import { isSiret, sirenOf, siretFault, siretWords } from "./siret.ts";

it.each([
  ["732 829 320 00074", true],
  ["73282932000075", false],
  ["35600000000048", true],
  ["35600000049837", true],
  ["1234", false],
  ["7328293200007A", false],
])("« %s » is a SIRET: %s", (typed, expected) => {
  expect(isSiret(typed)).toBe(expected);
});

it.each([
  ["", "Écrivez le numéro SIRET de votre entreprise."],
  ["7328293200007", "Il faut 14 chiffres : vous en avez écrit 13."],
  ["732 829 320 0007A", "Un SIRET n’a que des chiffres."],
  ["73282932000075", "Ce numéro n’existe pas : une faute de frappe ?"],
  ["732 829 320 00074", undefined],
])("« %s » is told what is wrong with it", (typed, sentence) => {
  expect(siretFault(typed)).toBe(sentence);
});

it("belongs to the company of its first nine digits, and reads in groups", () => {
  expect(sirenOf("732 829 320 00074")).toBe("732829320");
  expect(siretWords("73282932000074")).toBe("732\u00A0829\u00A0320\u00A000074");
});
