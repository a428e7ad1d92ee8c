import { expect, it } from "vitest";
import { figure, median, table } from "./figure.ts";

it("takes the middle sample, whatever the disturbed one says", () => {
  expect(median([3, 900, 1])).toBe(3);
  expect(() => median([])).toThrow("no samples");
});

it("compares what it shows: a figure printed at its limit holds", () => {
  const given = { name: "a", unit: "ratio" as const, must: 2.2, note: "" };
  expect(figure({ ...given, value: 2.2049 }).holds).toBe(true);
  expect(figure({ ...given, value: 2.206 }).holds).toBe(false);
});

it("says in words which figures hold", () => {
  const lines = table([
    figure({ name: "list", value: 1.1, unit: "ratio", must: 1.3, note: "n" }),
    figure({ name: "memory", value: 600, unit: "MB", must: 512, note: "why" }),
  ]).split("\n");
  expect(lines[1]).toMatch(/^list\s+1\.1\s+<= 1\.3\s+holds\s+n$/);
  expect(lines[2]).toMatch(/^memory\s+600 MB\s+<= 512 MB\s+OVER\s+why$/);
});
