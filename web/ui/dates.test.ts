import { expect, it } from "vitest";
import { ago, fullDate, messageDate, shortDay } from "./dates.ts";

const paris = "Europe/Paris";
const filed = "2027-03-16T09:42:00Z";

it("a proof carries the whole date in the organisation's zone", () => {
  expect(fullDate(filed, paris)).toBe("mardi 16 mars 2027 à 10 h 42");
  expect(fullDate(filed, "Indian/Reunion")).toBe("mardi 16 mars 2027 à 13 h 42");
});

it("the first day of a month is « 1er »", () => {
  expect(shortDay("2027-04-01T08:00:00Z", paris)).toBe("1er avril");
  expect(fullDate("2027-04-01T07:00:00Z", paris)).toBe("jeudi 1er avril 2027 à 9 h 00");
});

it.each([
  ["2027-03-31T06:00:00Z", "aujourd’hui à 8 h 00"],
  ["2027-03-30T12:20:00Z", "hier à 14 h 20"],
  ["2027-03-19T08:15:00Z", "19 mars à 9 h 15"],
  ["2026-12-31T08:15:00Z", "31 décembre 2026 à 9 h 15"],
])("a message of %s was written %s", (instant, expected) => {
  expect(messageDate(instant, Date.parse("2027-03-31T10:00:00Z"), paris)).toBe(expected);
});

it.each([
  [10_000, "à l’instant"],
  [60_000, "il y a 1 minute"],
  [150_000, "il y a 2 minutes"],
  [3 * 3_600_000, "il y a 3 heures"],
])("%i ms ago reads %s", (elapsed, expected) => {
  expect(ago(Date.parse(filed), Date.parse(filed) + elapsed)).toBe(expected);
});
