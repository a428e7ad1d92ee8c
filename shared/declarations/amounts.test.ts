import { expect, test } from "vitest";
import { faultOfExpenses, faultOfPair, isOwnNet } from "./amounts.ts";

test.each([
  ["both empty", null, null, undefined],
  ["a net alone", 2000, null, "gross"],
  ["a gross alone", null, 2000, "net"],
  ["no net, a gross", 0, 2000, "net"],
  ["a net, no gross", 2000, 0, "gross"],
  ["a net above the gross", 2000, 1900, "net"],
  ["equal", 2000, 2000, undefined],
  ["both zero", 0, 0, undefined],
  ["a net below", 1895, 2000, undefined],
  ["a negative net", -100, 2000, "net"],
  ["a negative gross", -200, -100, "gross"],
] as const)("declarations#1 %s (net %s, gross %s): wrong is %s", (_what, net, gross, at) => {
  expect(faultOfPair({ net, gross })?.at).toBe(at);
});

test("the sentence names both amounts, as they are read", () => {
  expect(faultOfPair({ net: 1_650_000, gross: 15_600 })?.message).toBe(
    "Le HT (16\u00a0500,00\u00a0€) dépasse le TTC (156,00\u00a0€).",
  );
});

const pair = (net: number, gross = net) => ({ net, gross });
test("declarations#2 expenses of 500 for 300 of introduction and 300 of circus are refused on net, though gross passes", () => {
  const fees = { introductionFees: pair(30_000), circusExpenses: pair(30_000) };
  expect(faultOfExpenses({ expenses: pair(50_000, 70_000), ...fees })).toMatchObject({ at: "net" });
  expect(faultOfExpenses({ expenses: pair(60_000, 59_999), ...fees })).toMatchObject({ at: "gross" });
  expect(faultOfExpenses({ expenses: pair(60_000), ...fees })).toBeUndefined();
  expect(faultOfExpenses({ expenses: null, ...fees })).toBeUndefined();
});

test("a net is somebody's own beyond a cent per line, and only where a rate is known", () => {
  expect(isOwnNet({ gross: 4702, net: 4457, vat: 550 })).toBe(false);
  expect(isOwnNet({ gross: 4702, net: 4458, vat: 550 })).toBe(false);
  expect(isOwnNet({ gross: 4702, net: 4460, vat: 550 })).toBe(true);
  expect(isOwnNet({ gross: 4702, net: 4460, vat: 550 }, 3)).toBe(false);
  expect(isOwnNet({ gross: 4702, net: 1, vat: null })).toBe(false);
});
