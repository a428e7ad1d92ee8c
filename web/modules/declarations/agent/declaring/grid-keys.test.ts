import { expect, test } from "vitest";
import { pastedColumn } from "./grid-keys.ts";

test("one value is an ordinary paste, several lines are a column, of which the first cells count", () => {
  expect(pastedColumn("120,00")).toBeUndefined();
  expect(pastedColumn("120,00\r\n")).toBeUndefined();
  expect(pastedColumn("120,00\r\n80\n\n12,5\tx\n")).toEqual(["120,00", "80", "", "12,5"]);
});
