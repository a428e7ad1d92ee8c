import { expect, it } from "vitest";
import { ChangeDeadline, ChangeVatList } from "./body-settings.ts";

/** What is wrong, by field. */
const faults = (read: ReturnType<typeof ChangeDeadline.safeParse | typeof ChangeVatList.safeParse>) =>
  read.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
const deadline = (body: string, rule: unknown) =>
  faults(ChangeDeadline.safeParse({ body, version: 0, rule }));
const list = (rates: unknown) => faults(ChangeVatList.safeParse({ territory: "corsica", version: 0, rates }));

it("the number of a rule has bounds that its field says", () => {
  expect(deadline("SACD", { kind: "days_after", count: 365 })).toBeUndefined();
  expect(deadline("SACD", { kind: "days_after", count: 366 })).toEqual([
    "rule.count: Écrivez un nombre entier de 1 à 365.",
  ]);
  expect(deadline("CNM", { kind: "months_end", count: 0 })).toEqual([
    "rule.count: Écrivez un nombre entier de 1 à 12.",
  ]);
  expect(deadline("CNM", { kind: "months_end", count: null })).toEqual([
    "rule.count: Écrivez un nombre entier de 1 à 12.",
  ]);
});

it("SIBIL is counted from the end of its quarter alone", () => {
  expect(deadline("SIBIL", { kind: "after_quarter", count: 20 })).toBeUndefined();
  expect(deadline("SIBIL", { kind: "days_after", count: 20 })).toEqual([
    "rule: SIBIL se déclare par trimestre\u00a0: son jour se compte depuis la fin du trimestre.",
  ]);
});

it("a list of rates has each once, between 0 and 100 %", () => {
  expect(list([0, 550])).toBeUndefined();
  expect(list([])).toEqual(["rates: Écrivez au moins un taux."]);
  expect(list([550, 550])).toEqual(["rates: Un taux est écrit deux fois."]);
  expect(list([10_001])).toEqual(["rates.0: Un taux va de 0 à 100\u00a0%."]);
});
