import { expect, test } from "vitest";
import { deadlineOf } from "./deadlines.ts";

test.each([
  ["2026-03-07", ["2026-04-30", "2026-04-06", "2026-06-30", "2026-06-30", "2026-04-09"]],
  ["2027-02-28", ["2027-03-31", "2027-03-30", "2027-05-31", "2027-05-31", "2027-04-09"]],
  ["2026-11-30", ["2026-12-31", "2026-12-30", "2027-02-28", "2027-02-28", "2027-01-09"]],
  ["2026-12-31", ["2027-01-31", "2027-01-30", "2027-03-31", "2027-03-31", "2027-01-09"]],
] as const)("after a last performance on %s each body has its own last day", (last, expected) => {
  expect((["SACEM", "SACD", "ASTP", "CNM", "SIBIL"] as const).map((body) => deadlineOf(body, last))).toEqual(
    expected,
  );
});
