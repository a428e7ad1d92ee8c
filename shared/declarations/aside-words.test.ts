import { expect, it } from "vitest";
import { type AskedRecord, acceptedKinds, addedNet, answersOf, questionOf } from "./aside-words.ts";
import { type AsideReason, asideReasons } from "./enums.ts";
import { netOf } from "./money.ts";

const record = (given: Partial<AskedRecord>): AskedRecord => ({
  reason: "deleted_tier",
  level: "ticket",
  provider: "BILLETWEB",
  count: 1,
  amount: 1200,
  excerpt: { category: "Early", unitPrice: 1200 },
  ...given,
});
const lines = [
  { categoryName: "Plein", unitPrice: 1800, rate: 550, gross: 59_400 },
  { categoryName: "Réduit", unitPrice: 1200, rate: 550, gross: 34_800 },
  { categoryName: "Livret", unitPrice: 500, rate: 2000, gross: 500 },
];

it("asks one question in words, of one or of many", () => {
  expect(questionOf(record({}))).toBe(
    "1 billet à 12,00\u00a0€, tarif «\u00a0Early\u00a0». Son tarif n’existe plus chez Billetweb.",
  );
  expect(questionOf(record({ count: 8, amount: 9600 }))).toBe(
    "8 billets à 12,00\u00a0€, tarif «\u00a0Early\u00a0» (96,00\u00a0€ en tout). Leur tarif n’existe plus chez Billetweb.",
  );
  expect(questionOf(record({ reason: "unpaid_order", amount: 1800, excerpt: { unitPrice: 1800 } }))).toBe(
    "1 réservation à 18,00\u00a0€ non réglée. Billetweb n’a pas reçu le paiement.",
  );
});

it("every reason has a sentence without a code, and « do not count » among its answers", () => {
  for (const reason of Object.keys(asideReasons) as AsideReason[]) {
    const asked = record({ reason });
    expect([reason, questionOf(asked)]).toEqual([reason, expect.stringMatching(/^[^_]{15,}\.$/)]);
    expect(answersOf(asked, lines, []).map(({ resolution }) => resolution.kind)).toContain("ignore");
  }
});

it("the likeliest answer comes first: the rate of a category of the same price, and not counting what was not paid", () => {
  const [first, second, last] = answersOf(record({}), lines, []);
  expect(first).toEqual({
    resolution: { kind: "count_at_rate", rate: 550 },
    label: "Le compter, TVA 5,5\u00a0%",
    hint: "même prix que «\u00a0Réduit\u00a0»",
    effect: { entries: 1, gross: 1200 },
  });
  expect(second?.resolution).toEqual({ kind: "count_at_rate", rate: 2000 });
  expect(last?.resolution).toEqual({ kind: "ignore" });
  expect(answersOf(record({ reason: "unpaid_order" }), lines, [])[0]?.resolution.kind).toBe("ignore");
});

it("a refund takes money away and nobody with it, only where the vendor's statements know one", () => {
  const refund = record({ reason: "partial_refund", provider: "SUPERSONIKS", amount: -1500, count: 0 });
  expect(acceptedKinds(refund)).toEqual(["count", "ignore"]);
  expect(answersOf(refund, lines, [])[0]?.effect).toEqual({ entries: 0, gross: -1500 });
  expect(acceptedKinds({ ...refund, provider: "BILLETWEB" })).toEqual(["ignore"]);
});

it("what is added to the net is rounded with its rate, once", () => {
  expect(addedNet(lines, 550, 1200)).toBe(netOf(95_400, 550) - netOf(94_200, 550));
  expect(addedNet([], 550, 1000)).toBe(948);
});
