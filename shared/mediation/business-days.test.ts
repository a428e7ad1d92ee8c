import { expect, it } from "vitest";
import { addBusinessDays, holidays } from "./business-days.ts";

it.each([
  ["2027-04-30", 1, "2027-05-03"],
  ["2027-05-05", 1, "2027-05-07"],
  ["2027-03-25", 1, "2027-03-26"],
  ["2027-03-26", 1, "2027-03-30"],
  ["2026-12-24", 2, "2026-12-29"],
  ["2027-03-16", 0, "2027-03-16"],
])("%s plus %i working days is %s", (day, count, expected) => {
  expect(addBusinessDays(day, count)).toBe(expected);
});

it("knows the days that move with Easter", () => {
  expect(holidays(2027)).toEqual(expect.arrayContaining(["2027-03-29", "2027-05-06", "2027-05-17"]));
  expect(holidays(2024)).toEqual(expect.arrayContaining(["2024-04-01", "2024-05-09", "2024-05-20"]));
});
