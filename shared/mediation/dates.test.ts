import { expect, it } from "vitest";
import { dayIn, readDay } from "./dates.ts";

const today = "2027-03-16";
const read = (typed: string) => {
  const result = readDay(typed, today, "Date de la décision");
  return "day" in result ? result.day : result.message;
};
const wrong = "Cette date n’existe pas. Écrivez-la comme 05/03/2027.";
const future = "Cette date est dans le futur. Vérifiez l’année.";

it.each([
  ["", undefined],
  ["05/03/2027", "2027-03-05"],
  ["5-3-27", "2027-03-05"],
  ["5.3.2027", "2027-03-05"],
  ["05 03 2027", "2027-03-05"],
  ["05032027", "2027-03-05"],
  ["2027-03-05", "2027-03-05"],
  [" 5 mars 2027 ", "2027-03-05"],
  ["le 5 Mars 2027", "2027-03-05"],
  ["vendredi 5 mars 2027", "2027-03-05"],
  ["1er août 2026", "2026-08-01"],
  ["12 févr. 2027", "2027-02-12"],
  ["3 déc 2026", "2026-12-03"],
  ["29/02/2024", "2024-02-29"],
  ["14/07/98", "1998-07-14"],
  ["29/02/2027", wrong],
  ["31/04/2026", wrong],
  ["45/01/2027", wrong],
  ["5 jui 2026", wrong],
  ["mars 2027", wrong],
  ["05/03", wrong],
  ["bientôt", wrong],
  ["17/03/2027", future],
  ["16/03/2027", "2027-03-16"],
  ["05/03/2072", future],
])("« %s » is read as %s", (typed, expected) => {
  expect(read(typed)).toBe(expected);
});

it("the day depends on the place", () => {
  const instant = new Date("2026-12-31T21:30:00Z");
  expect(dayIn("Europe/Paris", instant)).toBe("2026-12-31");
  expect(dayIn("Indian/Reunion", instant)).toBe("2027-01-01");
});
