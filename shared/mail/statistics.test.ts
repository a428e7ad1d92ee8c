import { expect, test } from "vitest";
import { AskMailStatistics, addMonths, monthsBetween, sendingRates } from "./statistics.ts";

test("months go over the end of a year, both ways", () => {
  expect([addMonths("2026-12", 1), addMonths("2027-01", -1), addMonths("2027-03", -11)]).toEqual([
    "2027-01",
    "2026-12",
    "2026-04",
  ]);
  expect(monthsBetween("2026-11", "2027-02")).toEqual(["2026-11", "2026-12", "2027-01", "2027-02"]);
  expect(monthsBetween("2027-02", "2027-01")).toEqual([]);
});

test.each([
  ["one month", "2027-03", "2027-03", true],
  ["two years", "2025-04", "2027-03", true],
  ["more than two years", "2025-03", "2027-03", false],
  ["the end before the beginning", "2027-03", "2027-02", false],
  ["no month", "2027-13", "2027-13", false],
])("a period of %s", (_, from, to, ok) => {
  const organisation = "01900000-0000-7000-8000-000000000001";
  expect(AskMailStatistics.safeParse({ organisation, from, to }).success).toBe(ok);
});

test("rates are of copies that left, and none without any", () => {
  const month = "2027-03";
  expect(sendingRates([{ month, state: "cancelled", count: 5 }])).toEqual({
    left: 0,
    bounced: null,
    complained: null,
  });
  expect(
    sendingRates([
      { month, state: "delivered", count: 95 },
      { month, state: "hard_bounced", count: 4 },
      { month, state: "complained", count: 1 },
      { month, state: "failed", count: 7 },
    ]),
  ).toEqual({ left: 100, bounced: 0.04, complained: 0.01 });
});
