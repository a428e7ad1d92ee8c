import { expect, it } from "vitest";
import { entriesAtOnce } from "../../../../shared/mediation/thread.ts";
import { anEntry } from "./fixtures.ts";
import { mergedEntries } from "./older-entries.ts";

const hour = (n: number) => new Date(Date.UTC(2027, 0, 1, n)).toISOString();
const entries = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    anEntry({ id: `e${from + index}`, at: hour(from + index) }),
  );
const older = { count: 100, before: "c" };
const ids = (merged: ReadonlyMap<string, unknown>) => [...merged.keys()].toSorted();

it("keeps what leaves the newest ones when something new comes, and the older pages", () => {
  const first = mergedEntries({ entries: entries(100, 200), older }, undefined, []);
  const later = mergedEntries({ entries: entries(101, 201), older }, { entries: first }, entries(0, 100));
  expect(ids(later)).toEqual(ids(new Map(entries(0, 201).map((one) => [one.id, one]))));
});

it("drops an entry that was taken away from what the case comes with", () => {
  const first = mergedEntries({ entries: entries(100, 200), older }, undefined, []);
  const without = entries(99, 200).filter(({ id }) => id !== "e150");
  expect(without).toHaveLength(entriesAtOnce);
  expect(mergedEntries({ entries: without, older }, { entries: first }, []).has("e150")).toBe(false);
  expect(mergedEntries({ entries: entries(0, 20), older: null }, { entries: first }, []).size).toBe(20);
});
