import { expect, it } from "vitest";
import { isSiret } from "./siret.ts";

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
