import { expect, it } from "vitest";
import { aSummary } from "./fixtures.ts";
import { newsBetween } from "./list-news.ts";

const row = (id: string, change = {}) => aSummary({ id, ...change });

it("counts what is new, changed or gone in a list that does not move by itself", () => {
  expect(newsBetween([row("a"), row("b")], [row("a"), row("b")])).toBe(0);
  expect(newsBetween([row("a")], [row("a", { toProcess: 1 })])).toBe(1);
  expect(newsBetween([row("a"), row("b")], [row("b")])).toBe(1);
  expect(newsBetween([row("a"), row("b")], [row("new"), row("a")])).toBe(1);
  expect(newsBetween([], [row("a"), row("b")])).toBe(2);
});

it("says nothing before both pages are known", () => {
  expect(newsBetween(undefined, [row("a")])).toBe(0);
  expect(newsBetween([row("a")], undefined)).toBe(0);
});
