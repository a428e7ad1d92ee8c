import * as fc from "fast-check";
import { expect, it, test } from "vitest";
import { zonedInstant } from "./zoned-time.ts";

test.each([
  ["winter in Paris", "2026-03-07 20:30:00", "Europe/Paris", "2026-03-07T19:30:00.000Z"],
  ["summer in Paris", "2026-07-14 22:00:15", "Europe/Paris", "2026-07-14T20:00:15.000Z"],
  ["an hour shown twice is the first", "2026-10-25 02:30:00", "Europe/Paris", "2026-10-25T00:30:00.000Z"],
  ["the second after a jump", "2026-03-29 03:00:00", "Europe/Paris", "2026-03-29T01:00:00.000Z"],
  ["the second before a jump", "2026-03-29 01:59:59", "Europe/Paris", "2026-03-29T00:59:59.000Z"],
  ["without seconds, with a T", "2026-03-07T20:30", "Europe/Paris", "2026-03-07T19:30:00.000Z"],
  ["Guadeloupe", "2026-03-07 20:30:00", "America/Guadeloupe", "2026-03-08T00:30:00.000Z"],
  ["Guyane", "2026-03-07 20:30:00", "America/Cayenne", "2026-03-07T23:30:00.000Z"],
  ["La Réunion", "2026-03-29 02:30:00", "Indian/Reunion", "2026-03-28T22:30:00.000Z"],
  ["Mayotte", "2026-03-07 20:30:00", "Indian/Mayotte", "2026-03-07T17:30:00.000Z"],
  ["Nouvelle-Calédonie", "2026-03-07 20:30:00", "Pacific/Noumea", "2026-03-07T09:30:00.000Z"],
  ["Polynésie", "2026-03-07 20:30:00", "Pacific/Tahiti", "2026-03-08T06:30:00.000Z"],
  ["Marquises, at half an hour", "2026-03-07 20:30:00", "Pacific/Marquesas", "2026-03-08T06:00:00.000Z"],
  ["Saint-Pierre, in summer", "2026-07-07 20:30:00", "America/Miquelon", "2026-07-07T22:30:00.000Z"],
  ["29 February", "2028-02-29 10:00:00", "Europe/Paris", "2028-02-29T09:00:00.000Z"],
])("%s: %s in %s is %s", (_what, text, zone, instant) => {
  expect(zonedInstant(text, zone)).toEqual({ at: new Date(instant), exists: true });
});

test.each([
  ["2026-03-29 02:30:00", "Europe/Paris", "2026-03-29T01:00:00.000Z"],
  ["2026-03-29 02:00:00", "Europe/Paris", "2026-03-29T01:00:00.000Z"],
  ["2026-03-29 02:59:59", "Europe/Paris", "2026-03-29T01:00:00.000Z"],
  ["2026-03-08 02:15:20", "America/Miquelon", "2026-03-08T05:00:00.000Z"],
])("declarations#3 %s does not exist in %s: the next instant is %s", (text, zone, instant) => {
  expect(zonedInstant(text, zone)).toEqual({ at: new Date(instant), exists: false });
});

test.each([
  "0000-00-00 00:00:00",
  "2026-02-30 10:00:00",
  "2026-02-29 10:00",
  "2026-03-07",
  "2026-03-07 24:00:00",
  "demain",
  "",
])("« %s » is no time", (text) => {
  expect(zonedInstant(text, "Europe/Paris")).toBeUndefined();
});

it("reads back what clocks showed at any minute", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("Europe/Paris", "America/Miquelon", "Indian/Reunion", "Pacific/Noumea"),
      fc.integer({ min: 26_297_280, max: 33_134_400 }),
      (timeZone, minutes) => {
        const at = new Date(minutes * 60_000);
        const shown = new Intl.DateTimeFormat("sv-SE", {
          timeZone,
          dateStyle: "short",
          timeStyle: "medium",
        }).format(at);
        const read = zonedInstant(shown, timeZone);
        expect(read?.exists).toBe(true);
        // In the hour shown twice, the first of both.
        expect([0, 3_600_000]).toContain(at.getTime() - (read?.at.getTime() ?? 0));
      },
    ),
  );
});
