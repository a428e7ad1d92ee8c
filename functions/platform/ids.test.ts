import { describe, expect, it } from "vitest";
import { derive, derivedBy, newSecret, uuidV7 } from "./ids.ts";
import { decodeCursor, encodeCursor, pageOf } from "./keyset.ts";
import { Refused } from "./refusal.ts";

const key = (version: number) => ({ version, secret: Buffer.from(`secret ${version}`) });

describe("ids and secrets", () => {
  it("sorts ids by creation and never repeats one", () => {
    const ids = [1, 2, 3].map((second) => uuidV7(new Date(second * 1000)));
    expect([...ids].sort()).toEqual(ids);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(Array.from({ length: 1000 }, () => uuidV7(new Date(0)))).size).toBe(1000);
    expect(newSecret()).toMatch(/^[\w-]{43}$/);
  });

  it("sorts ids of one millisecond by creation too, and by their instant when the clock goes back", () => {
    for (const at of [new Date(0), new Date(), new Date("9999-12-31T23:59:59.999Z")]) {
      const ids = Array.from({ length: 5000 }, () => uuidV7(at));
      expect(ids.toSorted()).toEqual(ids);
      expect(new Set(ids.map((id) => id.slice(24))).size).toBeGreaterThan(4990);
      for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
    }
    const later = uuidV7(new Date(2));
    expect(uuidV7(new Date(1)) < later).toBe(true);
  });

  it("derives with the newest key and still knows what an older one made", () => {
    const old = derive([key(1)], "anchor", "case 1");
    expect(derivedBy([key(1), key(2)], "anchor", "case 1", old)).toBe(true);
    expect(derive([key(1), key(2)], "anchor", "case 1")).not.toEqual(old);
    expect(derivedBy([key(2)], "anchor", "case 1", old)).toBe(false);
    expect(derivedBy([key(1)], "other purpose", "case 1", old)).toBe(false);
    expect(derivedBy([key(1)], "anchor", "case 1", old.subarray(0, 4))).toBe(false);
  });
});

describe("keyset pages", () => {
  const cursor = { at: new Date(1234567), id: "0193e4a2-0000-7000-8000-000000000000" };
  it("gives back the cursor it made and refuses any other text", () => {
    expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
    expect(decodeCursor(undefined)).toBeUndefined();
    expect(() => decodeCursor("bm90IG91cnM")).toThrow(Refused);
  });
  it("says there is a next page only when a row was left over", () => {
    const cursorOf = () => cursor;
    expect(pageOf([1, 2, 3], 2, cursorOf)).toEqual({ page: [1, 2], next: encodeCursor(cursor) });
    expect(pageOf([1, 2], 2, cursorOf)).toEqual({ page: [1, 2], next: null });
    expect(pageOf([], 2, cursorOf)).toEqual({ page: [], next: null });
  });
});
