import { describe, expect, it } from "vitest";
import {
  agreementRate,
  balanceGap,
  comparedPeriod,
  durationOf,
  type FigureRow,
  percent,
  periodFigures,
  resolutionRate,
} from "./figures.ts";

const year = { from: "2027-01-01", to: "2027-12-31", at: "2027-12-31" };
const figuresOf = (rows: readonly FigureRow[]) => ({ ...periodFigures(rows, year), survey: null });
const days = (...values: (number | null)[]) =>
  values.map((value) => ({ value: value === null ? null : String(value), count: 1 }));

describe("durations", () => {
  it.each([
    { of: [3, 5, 10, 40], median: 7.5, mean: 14.5, p90: 40 },
    { of: [0], median: 0, mean: 0, p90: 0 },
    { of: [1, 2, 3], median: 2, mean: 2, p90: 3 },
    { of: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], median: 55, mean: 55, p90: 90 },
    { of: [7, 7, 7, 9], median: 7, mean: 7.5, p90: 9 },
  ])("of $of days have the median $median, the mean $mean and the 90th percentile $p90", (one) => {
    expect(durationOf(days(...one.of))).toEqual({
      count: one.of.length,
      excluded: 0,
      median: one.median,
      mean: one.mean,
      p90: one.p90,
    });
  });

  it("leave out what is missing and count it apart", () => {
    expect(durationOf([...days(4, 6), { value: null, count: 3 }])).toMatchObject({
      count: 2,
      excluded: 3,
      mean: 5,
    });
    expect(durationOf([{ value: null, count: 2 }])).toEqual({
      count: 0,
      excluded: 2,
      median: null,
      mean: null,
      p90: null,
    });
  });

  it("weigh a number of days by the cases that took as long", () => {
    expect(
      durationOf([
        { value: "2", count: 9 },
        { value: "30", count: 1 },
      ]),
    ).toMatchObject({ median: 2, p90: 2 });
  });
});

describe("rates", () => {
  it.each([
    [103, 151, 68.2],
    [1, 8, 12.5],
    [1, 16, 6.3],
    [1, 3, 33.3],
    [2, 3, 66.7],
    [1, 2000, 0.1],
    [5, 5, 100],
    [0, 7, 0],
    [0, 0, null],
  ])("%i of %i is %s percent, half up", (part, whole, expected) => {
    expect(percent(part, whole)).toBe(expected);
  });

  it("are of what was decided, and of what was said", () => {
    const figures = figuresOf([
      { figure: "closed.outcome", value: "FAVORABLE_TO_CITIZEN", cases: 4 },
      { figure: "closed.outcome", value: "PARTIAL", cases: 2 },
      { figure: "closed.outcome", value: "FAVORABLE_TO_ADMINISTRATION", cases: 3 },
      { figure: "closed.outcome", value: "INADMISSIBLE", cases: 9 },
      { figure: "closed.agreement", value: "YES", cases: 1 },
      { figure: "closed.agreement", value: null, cases: 17 },
    ]);
    expect(resolutionRate(figures)).toEqual({ part: 6, whole: 9, percent: 66.7 });
    expect(agreementRate(figures)).toEqual({ part: 1, whole: 1, percent: 100 });
    expect(resolutionRate(figuresOf([])).percent).toBeNull();
  });
});

describe("the balance of a period", () => {
  const rows = [
    { figure: "opening", value: null, cases: 50 },
    { figure: "received", value: null, cases: 214 },
    { figure: "closings", value: null, cases: 204 },
    { figure: "reopenings", value: null, cases: 3 },
  ];
  it("holds when the cases counted at its end are what its events give", () => {
    const { balance } = figuresOf([...rows, { figure: "open", value: null, cases: 63 }]);
    expect(balanceGap(balance)).toEqual({ expected: 63, gap: 0 });
    expect(balanceGap({ ...balance, open: 62 })).toEqual({ expected: 63, gap: 1 });
  });
  it("runs month by month from the opening stock", () => {
    const { months } = figuresOf([
      ...rows,
      { figure: "received.month", value: "2027-01", cases: 19 },
      { figure: "closings.month", value: "2027-01", cases: 15 },
      { figure: "closings.month", value: "2027-02", cases: 2 },
      { figure: "reopenings.month", value: "2027-02", cases: 1 },
    ]);
    expect(months).toHaveLength(12);
    expect(months[0]).toEqual({ month: "2027-01", received: 19, closings: 15, reopenings: 0, open: 54 });
    expect(months[1]).toEqual({ month: "2027-02", received: 0, closings: 2, reopenings: 1, open: 53 });
  });
});

describe("the period to compare with", () => {
  it.each([
    ["2027-01-01", "2027-12-31", "before", "2026-01-01", "2026-12-31"],
    ["2027-03-01", "2027-03-31", "before", "2027-02-01", "2027-02-28"],
    ["2027-04-01", "2027-06-30", "before", "2027-01-01", "2027-03-31"],
    ["2027-04-01", "2027-06-30", "year", "2026-04-01", "2026-06-30"],
    ["2028-02-01", "2028-02-29", "year", "2027-02-01", "2027-02-28"],
    ["2027-03-10", "2027-03-16", "before", "2027-03-03", "2027-03-09"],
    ["2028-02-29", "2028-03-10", "year", "2027-02-28", "2027-03-10"],
  ] as const)("of %s to %s, %s, is %s to %s", (from, to, how, start, end) => {
    expect(comparedPeriod({ from, to }, how)).toEqual({ from: start, to: end });
  });
});
