import { expect, test } from "vitest";
import { isSilent, jobWords, queueWords } from "../shared/platform/operations-words.ts";
import { functionSpecs, queues } from "./catalogue.ts";

test("administrators see every schedule of the catalogue, at its period, and every queue", () => {
  const schedules = Object.entries(functionSpecs).flatMap(([name, { trigger }]) =>
    trigger.kind === "schedule" ? [[name, trigger.everyMinutes]] : [],
  );
  expect(Object.entries(jobWords).map(([name, { everyMinutes }]) => [name, everyMinutes])).toEqual(schedules);
  expect(Object.keys(queueWords).toSorted()).toEqual(Object.keys(queues).toSorted());
});

test("a job is silent after three times its period, or three times its real pace where that is slower", () => {
  const now = new Date("2027-03-16T12:00:00Z");
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const silent = (every: number, last: number | null, previous: number | null = null) =>
    isSilent(every, {
      now,
      last: last === null ? null : ago(last),
      previous: previous === null ? null : ago(previous),
    });
  expect(silent(1, null)).toBe(true);
  expect([silent(1, 2, 3), silent(1, 4, 5)]).toEqual([false, true]);
  expect([silent(10, 29, 39), silent(10, 31, 41)]).toEqual([false, true]);
  // An hourly stage.
  expect([silent(1, 50, 110), silent(1, 181, 241)]).toEqual([false, true]);
  // It was stopped for a week, then ran once: that week is not its pace.
  expect(silent(1, 200, 10_000)).toBe(true);
});
