import { expect, test } from "vitest";
import { faultWords } from "./import-words.ts";

test.each([
  [
    { column: "date", value: "31/02/2026", code: "bad_date" },
    "Ligne 5, Date\u00a0: le 31 février n’existe pas.",
  ],
  [
    { column: "date", value: "hier", code: "bad_date" },
    "Ligne 5, Date\u00a0: écrivez une date comme 12/03/2026.",
  ],
  [
    { column: "date", value: "12/13/2026", code: "bad_date" },
    "Ligne 5, Date\u00a0: écrivez une date comme 12/03/2026.",
  ],
  [
    { column: "time", value: "02:30", code: "bad_time" },
    "Ligne 5, Heure\u00a0: cette heure n’existe pas ce jour-là.",
  ],
  [
    { column: "time", value: "soir", code: "bad_time" },
    "Ligne 5, Heure\u00a0: écrivez une heure comme 20:30.",
  ],
  [
    { column: "price", value: "quinze", code: "bad_amount" },
    "Ligne 5, Prix TTC\u00a0: écrivez un montant en chiffres, par exemple 15,00.",
  ],
] as const)("%j is said in one sentence", (fault, sentence) => {
  expect(faultWords(5, fault)).toBe(sentence);
});
