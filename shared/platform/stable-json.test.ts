import { expect, it } from "vitest";
import { saysSame, stableJson } from "./stable-json.ts";

it("the order of fields says nothing, at any depth; that of lists does", () => {
  expect(stableJson({ b: 1, a: [{ d: null, c: "x" }] })).toBe('{"a":[{"c":"x","d":null}],"b":1}');
  expect(
    saysSame(
      { place: { city: "Valbrune", id: "1" }, vat: 550 },
      { vat: 550, place: { id: "1", city: "Valbrune" } },
    ),
  ).toBe(true);
  expect(saysSame(["SACEM", "SACD"], ["SACD", "SACEM"])).toBe(false);
  expect(saysSame({ vat: 550 }, { vat: 210 })).toBe(false);
});

it("nothing is null, and a field that is absent is none", () => {
  expect(saysSame(undefined, null)).toBe(true);
  expect(saysSame({ capacity: undefined }, {})).toBe(true);
  expect(saysSame({ capacity: null }, {})).toBe(false);
});
