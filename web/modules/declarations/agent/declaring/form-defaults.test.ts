import { expect, test } from "vitest";
import { aBlankForm, plainPerformance } from "../../../../../shared/declarations/blank-form.ts";
import {
  appliedTo,
  isOtherDefault,
  withDefault,
  withFormerDefault,
  withOwn,
  withPerformance,
} from "./form-defaults.ts";

const form = aBlankForm({
  capacity: 180,
  performances: [plainPerformance("a"), { ...plainPerformance("b"), capacity: 172 }, plainPerformance("c")],
});

test("another default is followed by performances without a value of their own", () => {
  expect(appliedTo(withDefault(form, "capacity", 200), "capacity")).toEqual({ applied: 2, of: 3 });
});

test("an own value that equals the default is none", () => {
  expect(withDefault(form, "capacity", 172).performances[1]?.capacity).toBeNull();
  expect(withOwn(form, "b", "capacity", 180).performances[1]?.capacity).toBeNull();
  expect(withOwn(form, "a", "capacity", 172).performances[0]?.capacity).toBe(172);
});

test("a default that is put back gives the own values that it took back too, and nothing else", () => {
  const changed = withDefault(withDefault(form, "capacity", 172), "audience", "YOUNG");
  const back = withFormerDefault(changed, form, "capacity");
  expect(back).toEqual({ ...form, audience: "YOUNG" });
  expect(isOtherDefault(changed, form, "capacity")).toBe(true);
  expect(isOtherDefault(back, form, "capacity")).toBe(false);
});

test("a performance is left out and taken back at its place", () => {
  const without = withPerformance(form, "a", false, ["a", "b", "c"]);
  expect(without.performances.map(({ performanceId }) => performanceId)).toEqual(["b", "c"]);
  expect(withPerformance(without, "a", true, ["a", "b", "c"]).performances[0]).toEqual(plainPerformance("a"));
});
