import { expect, test } from "vitest";
import { csvOf } from "./csv.ts";

test("cells are told apart whatever they hold, and none runs as a formula", () => {
  expect(
    csvOf([
      ["Mois", "Cause", "Nombre"],
      ["2027-03", 'Adresse ; "inconnue"', 3.5],
      ["2027-04", "=1+1", 0],
    ]),
  ).toBe('\uFEFFMois;Cause;Nombre\r\n2027-03;"Adresse ; ""inconnue""";3,5\r\n2027-04;\'=1+1;0\r\n');
});
