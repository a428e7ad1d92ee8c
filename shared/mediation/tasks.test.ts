import { expect, test } from "vitest";
import { reminderOn } from "./tasks.ts";

test.each([
  // Due on a Monday: two working days before is the Thursday.
  ["2027-03-22", "2027-03-17", undefined],
  ["2027-03-22", "2027-03-18", "soon"],
  ["2027-03-22", "2027-03-19", "soon"],
  ["2027-03-22", "2027-03-22", "week 0"],
  ["2027-03-22", "2027-03-28", "week 0"],
  ["2027-03-22", "2027-03-29", "week 1"],
  ["2027-03-22", "2027-04-12", "week 3"],
  // The night the clocks change is a day like another.
  ["2027-03-21", "2027-03-28", "week 1"],
])("what is due on %s is told on %s as %s", (dueOn, day, expected) => {
  expect(reminderOn(dueOn, day, "metropole")).toBe(expected);
});
