import { expect, it } from "vitest";
import { groupDigits } from "./code-input.tsx";

it.each([
  ["7", "7"],
  ["730", "730"],
  ["7301", "730 1"],
  ["730114", "730 114"],
  ["730-114", "730 114"],
  ["Code : 730 114.", "730 114"],
  ["7301149", "730 114"],
])("reads %s as %s", (typed, shown) => {
  expect(groupDigits(typed)).toBe(shown);
});
