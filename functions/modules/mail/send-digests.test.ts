import { expect, test } from "vitest";
import { digestOf } from "./send-digests.ts";

test.each([
  // A Monday.
  ["2027-03-15T06:29:59Z", "Europe/Paris", undefined],
  ["2027-03-15T06:30:00Z", "Europe/Paris", "2027-03-15T06:30:00.000Z"],
  ["2027-03-15T15:47:12Z", "Europe/Paris", "2027-03-15T06:30:00.000Z"],
  ["2027-03-15T03:30:00Z", "Indian/Reunion", "2027-03-15T03:30:00.000Z"],
  ["2027-03-15T06:30:00Z", "America/Martinique", undefined],
  // Summer time: the same hour on the wall.
  ["2027-07-05T05:30:00Z", "Europe/Paris", "2027-07-05T05:30:00.000Z"],
  // A Sunday in Paris that is a Monday in Nouméa.
  ["2027-03-14T21:00:00Z", "Europe/Paris", undefined],
  ["2027-03-14T21:00:00Z", "Pacific/Noumea", "2027-03-14T20:30:00.000Z"],
  // Easter Monday, Saturday.
  ["2027-03-29T08:00:00Z", "Europe/Paris", undefined],
  ["2027-03-20T08:00:00Z", "Europe/Paris", undefined],
])("at %s, what waits in %s leaves up to %s", (now, zone, until) => {
  expect(digestOf(new Date(now), zone)?.toISOString()).toBe(until);
});
