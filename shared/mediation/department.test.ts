import { expect, it } from "vitest";
import { departmentOf } from "./department.ts";

it.each<[string | null, string | null, string, string | null]>([
  ["01000", null, "FR", "01"],
  ["20000", null, "FR", "2A"],
  ["20200", null, "FR", "2B"],
  ["20200", "2A004", "FR", "2A"],
  ["97400", null, "FR", "974"],
  [null, "97411", "FR", "974"],
  ["98000", null, "MC", null],
  ["00123", null, "FR", null],
  ["Paris 12", null, "FR", null],
  [null, null, "FR", null],
])("the département of postal code %s, INSEE %s, %s is %s", (postalCode, inseeCode, country, expected) => {
  expect(departmentOf({ postalCode, inseeCode, country })).toBe(expected);
});
