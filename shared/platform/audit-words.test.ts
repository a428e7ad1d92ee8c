import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences } from "./audit-words.ts";

describe("differences", () => {
  it("tells what was added, removed and changed, and nothing of what is the same in another order", () => {
    expect(differences({ a: null, b: 3, c: "x", e: [1, 2] }, { a: true, c: "x", e: [2, 1], g: 4 })).toEqual([
      { key: "a", before: undefined, after: true },
      { key: "b", before: 3, after: undefined },
      { key: "g", before: undefined, after: 4 },
    ]);
  });

  it("takes null, empty text, empty list and a missing key for the same absence", () => {
    for (const absent of [null, "", [], undefined])
      for (const other of [null, "", [], undefined])
        expect(differences({ field: absent }, { field: other })).toEqual([]);
    expect(differences(null, null)).toEqual([]);
  });

  it("finds no difference of anything with itself", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (one) => differences(one, one).length === 0),
    );
  });
});
