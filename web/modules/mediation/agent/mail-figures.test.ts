import { describe, expect, it, test } from "vitest";
import type { MailStatistics } from "../../../../shared/mail/statistics.ts";
import {
  causeFigure,
  delaysTable,
  hoursWords,
  isEmpty,
  periodOf,
  readFiguresSearch,
  receivedFigure,
  share,
} from "./mail-figures.ts";

const none: MailStatistics = {
  months: ["2027-02", "2027-03"],
  received: [],
  held: [],
  sent: [],
  treated: [],
  answered: [],
};
const now = new Date("2027-03-16T12:00:00Z");

describe("the period of an address", () => {
  it.each([
    [{}, { from: "2026-10", to: "2027-03" }],
    [
      { mois: "3", fin: "2026-01" },
      { from: "2025-11", to: "2026-01" },
    ],
    [
      { mois: "7", fin: "2027-13" },
      { from: "2026-10", to: "2027-03" },
    ],
    [{ fin: "2031-01" }, { from: "2026-10", to: "2027-03" }],
  ])("%o", (search, period) => {
    expect(periodOf(readFiguresSearch(search), now)).toEqual(period);
  });
});

test("months without mail have their bars too", () => {
  const figure = receivedFigure({
    ...none,
    received: [
      { month: "2027-03", class: "human", outcome: "entry", count: 1200 },
      { month: "2027-03", class: "bulk", outcome: "quarantine", count: 30 },
    ],
  });
  expect(figure.rows).toEqual([
    ["février 2027", 0, 0],
    ["mars 2027", 1230, 30],
  ]);
  expect(figure.conclusion).toBe("1\u202f230 courriels reçus, dont 30 retenus.");
  expect(figure.groups[1]?.bars.map(({ hatched }) => hatched)).toEqual([false, true]);
});

test("more than ten causes are nine bars and one for the others; the table keeps them all", () => {
  const causes = [
    "spam",
    "virus",
    "rate",
    "loop",
    "bulk",
    "automatic",
    "new_sender",
    "unknown_sender",
    "case_closed",
    "service_off",
    "right_lost",
    "postmaster",
  ];
  const figure = causeFigure({
    ...none,
    held: causes.map((cause, index) => ({ month: "2027-03", cause, count: 20 - index })),
  });
  expect(figure.groups).toHaveLength(10);
  expect(figure.groups.at(-1)).toMatchObject({
    label: "Les autres",
    bars: [{ value: 11 + 10 + 9, hatched: true }],
  });
  expect(figure.rows).toHaveLength(12);
  expect(figure.conclusion).toBe("Le plus souvent\u00a0: Indésirable probable, 20 sur 174.");
});

test("what has no denominator is a dash", () => {
  expect(delaysTable(none).rows[0]).toEqual(["février 2027", "–", "–", "–", "–"]);
  expect([share(null), share(0), share(0.0425)]).toEqual(["–", "0\u00a0%", "4,25\u00a0%"]);
  expect(isEmpty(none)).toBe(true);
});

test.each([
  [0.5, "30\u00a0min"],
  [3.5, "3,5\u00a0h"],
  [72, "3\u00a0jours"],
])("%d hours", (hours, words) => {
  expect(hoursWords(hours)).toBe(words);
});
