import { describe, expect, it, test } from "vitest";
import { addMonths, clockStart, type InactivityFacts, type InactivityStep, stepToday } from "./inactivity.ts";

test.each([
  ["2026-11-30", 3, "2027-02-28"],
  ["2027-11-30", 3, "2028-02-29"],
  ["2027-05-31", 1, "2027-06-30"],
  ["2026-12-31", 2, "2027-02-28"],
  ["2027-01-15", 1, "2027-02-15"],
])("mediation#29 %s + %i months is %s", (day, months, expected) => {
  expect(addMonths(day, months)).toBe(expected);
});

describe("the clock", () => {
  const facts: InactivityFacts = {
    status: "WAITING_FOR_REQUESTER",
    statusSince: new Date("2027-01-10T09:00:00Z"),
    lastReachedAt: null,
    lastHeardAt: null,
    bounced: false,
    suspended: false,
  };
  it("starts at the latest of the status, what reached the requester and what they said", () => {
    expect(clockStart(facts)).toEqual(facts.statusSince);
    const lastReachedAt = new Date("2027-01-12T09:00:00Z");
    expect(clockStart({ ...facts, lastReachedAt })).toEqual(lastReachedAt);
    const lastHeardAt = new Date("2027-02-01T09:00:00Z");
    expect(clockStart({ ...facts, lastReachedAt, lastHeardAt })).toEqual(lastHeardAt);
  });
  it("does not run in another status, under a hold, or when the last message came back", () => {
    expect(clockStart({ ...facts, status: "CONTACT_REQUESTER" })).toBeUndefined();
    expect(clockStart({ ...facts, suspended: true })).toBeUndefined();
    expect(clockStart({ ...facts, bounced: true })).toBe("bounced");
  });
});

describe("steps", () => {
  const on = (today: string, given: Partial<Parameters<typeof stepToday>[0]> = {}) =>
    stepToday({
      startedOn: "2026-11-30",
      today,
      taken: new Set<InactivityStep>(),
      autoClose: false,
      lastNoticeOn: null,
      ...given,
    });
  const taken = (...steps: InactivityStep[]) => ({ taken: new Set(steps) });
  test.each<[string, ReturnType<typeof on>, ReturnType<typeof on>]>([
    ["nothing the day before a month", on("2026-12-29"), undefined],
    ["a first reminder after a month", on("2026-12-30"), { step: "first", skipped: [] }],
    ["once", on("2027-01-02", taken("first")), undefined],
    ["three days late as well", on("2027-01-02"), { step: "first", skipped: [] }],
    ["a second after two", on("2027-01-30", taken("first")), { step: "second", skipped: [] }],
    [
      "the question of closing after three",
      on("2027-02-28", taken("first", "second")),
      { step: "proposed", skipped: [] },
    ],
    ["not the reminders of months ago", on("2027-03-20"), { step: "proposed", skipped: ["first", "second"] }],
    ["nothing more unless it closes by itself", on("2027-06-01", taken("proposed")), undefined],
    [
      "then a last notice",
      on("2027-02-28", { ...taken("proposed"), autoClose: true }),
      { step: "last", skipped: [] },
    ],
    [
      "fifteen days",
      on("2027-03-14", { ...taken("proposed", "last"), autoClose: true, lastNoticeOn: "2027-02-28" }),
      undefined,
    ],
    [
      "and the closing",
      on("2027-03-15", { ...taken("proposed", "last"), autoClose: true, lastNoticeOn: "2027-02-28" }),
      { step: "closed", skipped: [] },
    ],
    [
      "which the setting stops",
      on("2027-03-15", { ...taken("proposed", "last"), lastNoticeOn: "2027-02-28" }),
      undefined,
    ],
  ])("%s", (_words, found, expected) => {
    expect(found).toEqual(expected);
  });
});
