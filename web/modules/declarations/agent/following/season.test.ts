import { expect, it } from "vitest";
import { readSeasonSearch, seasonOf, seasonsTo } from "./season.ts";

it("a season begins in September and is named by both its years", () => {
  expect(seasonOf(new Date("2027-08-31T12:00:00Z"))).toEqual({
    from: "2026-09",
    to: "2027-08",
    words: "Saison 2026-2027",
    year: 2026,
  });
  expect(seasonOf(new Date("2027-09-01T12:00:00Z")).year).toBe(2027);
});

it("an address that names no season is this one's", () => {
  const now = new Date("2027-03-02T12:00:00Z");
  expect(seasonOf(now, readSeasonSearch({ saison: "2024" })).from).toBe("2024-09");
  expect(readSeasonSearch({ saison: "hier" })).toEqual({});
  expect(seasonsTo(now).map(({ year }) => year)).toEqual([2026, 2025, 2024, 2023, 2022]);
});
