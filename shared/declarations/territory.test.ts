import { expect, it } from "vitest";
import { isUnusualRate, usualVatLists, zoneOf } from "./territory.ts";

it("tells the clock of a place by its postal code", () => {
  expect(["97110", "97400", "98800", "20000", "48990"].map((code) => zoneOf(code))).toEqual([
    "America/Guadeloupe",
    "Indian/Reunion",
    "Pacific/Noumea",
    "Europe/Paris",
    "Europe/Paris",
  ]);
  expect(zoneOf("97400", "DE")).toBe("Europe/Paris");
  for (const code of ["971", "972", "973", "974", "975", "976", "977", "978", "986", "987", "988"])
    expect(() => new Intl.DateTimeFormat("fr", { timeZone: zoneOf(`${code}00`) })).not.toThrow();
});

it("declarations#28 8,5 % is usual at La Réunion, unusual on the mainland, and several rates are no rate", () => {
  expect([
    isUnusualRate(usualVatLists, 850, "97400"),
    isUnusualRate(usualVatLists, 850, "48990"),
    isUnusualRate(usualVatLists, 1300, "20200"),
    isUnusualRate(usualVatLists, null, "48990"),
    isUnusualRate(usualVatLists, 550, undefined),
  ]).toEqual([false, true, false, false, false]);
});

it("a rate that the platform takes out of a list is unusual there, and there alone", () => {
  const lists = { ...usualVatLists, corsica: [0, 550] };
  expect([isUnusualRate(lists, 1300, "20200"), isUnusualRate(lists, 210, "48990")]).toEqual([true, false]);
});
