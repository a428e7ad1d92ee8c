import { expect, test } from "vitest";
import { deadlineOf, deadlineWords, usualDeadlines } from "./deadlines.ts";

test.each([
  ["2026-03-07", ["2026-04-30", "2026-04-06", "2026-06-30", "2026-06-30", "2026-04-09"]],
  ["2027-02-28", ["2027-03-31", "2027-03-30", "2027-05-31", "2027-05-31", "2027-04-09"]],
  ["2026-11-30", ["2026-12-31", "2026-12-30", "2027-02-28", "2027-02-28", "2027-01-09"]],
  ["2026-12-31", ["2027-01-31", "2027-01-30", "2027-03-31", "2027-03-31", "2027-01-09"]],
] as const)("after a last performance on %s each body has its own last day", (last, expected) => {
  expect(
    (["SACEM", "SACD", "ASTP", "CNM", "SIBIL"] as const).map((body) =>
      deadlineOf(usualDeadlines[body], last),
    ),
  ).toEqual(expected);
});

test.each([
  [
    { kind: "next_month_end" },
    "2026-12-31",
    "2027-01-31",
    "le dernier jour du mois qui suit la dernière séance",
  ],
  [{ kind: "days_after", count: 1 }, "2028-02-28", "2028-02-29", "1\u00a0jour après la dernière séance"],
  [{ kind: "days_after", count: 365 }, "2026-03-07", "2027-03-07", "365\u00a0jours après la dernière séance"],
  [
    { kind: "months_end", count: 12 },
    "2027-02-28",
    "2028-02-29",
    "le dernier jour du 12e\u00a0mois qui suit la dernière séance",
  ],
  [
    { kind: "after_quarter", count: 1 },
    "2026-11-30",
    "2027-01-01",
    "le 1er du mois qui suit le trimestre de la dernière séance",
  ],
] as const)("the rule %j after %s gives %s, and is said in words", (rule, last, due, words) => {
  expect([deadlineOf(rule, last), deadlineWords(rule)]).toEqual([due, words]);
});
