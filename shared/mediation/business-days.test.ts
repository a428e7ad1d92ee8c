import { expect, it } from "vitest";
import { addBusinessDays, holidays, isBusinessDay } from "./business-days.ts";
import { type HolidayZone, holidayZones } from "./settings.ts";

it.each<[day: string, count: number, zone: HolidayZone, expected: string]>([
  ["2027-04-30", 1, "metropole", "2027-05-03"],
  ["2027-05-05", 1, "metropole", "2027-05-07"],
  ["2027-03-25", 1, "metropole", "2027-03-26"],
  ["2027-03-25", 1, "alsace-moselle", "2027-03-30"],
  ["2027-03-26", 1, "metropole", "2027-03-30"],
  ["2026-12-24", 2, "metropole", "2026-12-29"],
  ["2028-12-22", 2, "alsace-moselle", "2028-12-28"],
  ["2027-12-17", 1, "la-reunion", "2027-12-21"],
  ["2027-05-21", 1, "martinique", "2027-05-24"],
  ["2027-03-16", 0, "metropole", "2027-03-16"],
])("%s plus %i working days in %s is %s", (day, count, zone, expected) => {
  expect(addBusinessDays(day, count, zone)).toBe(expected);
});

it("knows the days that move with Easter", () => {
  expect(holidays(2027, "metropole")).toEqual(
    expect.arrayContaining(["2027-03-29", "2027-05-06", "2027-05-17"]),
  );
  expect(holidays(2024, "metropole")).toEqual(
    expect.arrayContaining(["2024-04-01", "2024-05-09", "2024-05-20"]),
  );
});

it("gives every zone the eleven national days, and eight of them days of their own", () => {
  const zones = Object.keys(holidayZones) as HolidayZone[];
  const counts = zones.map((zone) => new Set(holidays(2027, zone)).size);
  expect(counts.every((count) => count >= 11)).toBe(true);
  expect(counts.filter((count) => count > 11)).toHaveLength(8);
  expect(isBusinessDay("2027-06-10", "guyane")).toBe(false);
  expect(isBusinessDay("2027-06-10", "guadeloupe")).toBe(true);
});
