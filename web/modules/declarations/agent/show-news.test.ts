import { expect, it } from "vitest";
import type { ShowSummary } from "../../../../shared/declarations/shows.ts";
import { newsBetween } from "./show-news.ts";

const show = (id: string, part: Partial<ShowSummary> = {}): ShowSummary => ({
  id,
  name: id,
  state: "visible",
  source: { id: "s", provider: "BILLETWEB", label: "Billetterie" },
  place: null,
  performances: 1,
  first: null,
  last: null,
  timeZone: "Europe/Paris",
  entries: 0,
  capacity: null,
  bodies: [],
  signals: [],
  due: null,
  version: 1,
  allowed: [],
  ...part,
});

it("says nothing of a list that reads the same, whatever its versions", () => {
  expect(newsBetween([show("a"), show("b")], [show("a", { version: 2 }), show("b")])).toBe(0);
});

it("counts each show that is new, changed or gone once", () => {
  expect(newsBetween([show("a"), show("b")], [show("a", { entries: 3 }), show("b")])).toBe(1);
  expect(newsBetween([show("a"), show("b")], [show("b")])).toBe(1);
  expect(newsBetween([show("a")], [show("new"), show("a")])).toBe(1);
});

it("counts shows that changed places alone", () => {
  expect(newsBetween([show("a"), show("b")], [show("b"), show("a")])).toBe(2);
});
