import { expect, it } from "vitest";
import { localInstant } from "./local-instant.ts";

it.each([
  [
    "a winter day begins at 23:00 UTC in Paris",
    "Europe/Paris",
    "2026-12-28",
    "00:00",
    "2026-12-27T23:00:00Z",
  ],
  ["a summer hour is two before UTC", "Europe/Paris", "2027-07-01", "14:30", "2027-07-01T12:30:00Z"],
  [
    "the day of the clock change begins in winter time",
    "Europe/Paris",
    "2027-03-28",
    "00:00",
    "2027-03-27T23:00:00Z",
  ],
  ["an hour the clock skips is the one after", "Europe/Paris", "2027-03-28", "02:30", "2027-03-28T01:30:00Z"],
  ["of an hour shown twice, the first", "Europe/Paris", "2027-10-31", "02:30", "2027-10-31T00:30:00Z"],
  ["far from Paris", "Indian/Reunion", "2027-01-01", "01:30", "2026-12-31T21:30:00Z"],
])("%s", (_what, zone, day, time, instant) => {
  expect(localInstant(zone, day, time)).toEqual(new Date(instant));
});
