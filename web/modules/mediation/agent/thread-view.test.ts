import { describe, expect, it } from "vitest";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { anEntry } from "./fixtures.ts";
import { lineCount, offeredFilters, threadView } from "./thread-view.ts";

const at = (dayOfMarch: number) => `2027-03-${String(dayOfMarch).padStart(2, "0")}T10:00:00Z`;
const messages = (count: number, change: Partial<CaseEntryView> = {}) =>
  Array.from({ length: count }, (_, index) => anEntry({ id: `e${index + 1}`, at: at(index + 1), ...change }));
const held = (day: number) => ({
  id: "h1",
  from: "p@courriel.example",
  claimedName: null,
  subject: null,
  receivedAt: at(day),
  cause: "unknown_sender",
  text: null,
});

describe("the thread of a case", () => {
  it("goes from oldest to newest with a heading where the day changes", () => {
    const entries = [
      anEntry({ id: "b", at: at(2) }),
      anEntry({ id: "a", at: at(1) }),
      anEntry({ id: "c", at: at(2) }),
    ];
    expect(threadView({ entries, held: [] }, "tout").shown.map((item) => item.key)).toEqual([
      "jour 2027-03-01",
      "a",
      "jour 2027-03-02",
      "b",
      "c",
    ]);
  });

  it("folds nothing in a short thread", () => {
    expect(threadView({ entries: messages(20), held: [] }, "tout").older).toEqual([]);
  });

  it("keeps twenty entries of a long thread in sight, and gives the others back fifty at a time", () => {
    const found = { entries: messages(28), held: [] };
    const { older, shown } = threadView(found, "tout");
    expect([lineCount(older), lineCount(shown)]).toEqual([8, 20]);
    expect(lineCount(threadView(found, "tout", 50).older)).toBe(0);
  });

  it("never folds what waits for the agent, and keeps what came just before it", () => {
    const entries = messages(28).map((entry) => (entry.id === "e5" ? { ...entry, toProcess: true } : entry));
    expect(lineCount(threadView({ entries, held: [] }, "tout").older)).toBe(3);
    expect(lineCount(threadView({ entries: messages(28), held: [held(3)] }, "tout").older)).toBe(2);
  });

  it("shows at most sixty entries of thousands, whatever waits above them", () => {
    const entries = Array.from({ length: 2_000 }, (_, index) =>
      anEntry({
        id: `e${index}`,
        at: new Date(Date.UTC(2027, 0, 1, 0, index)).toISOString(),
        toProcess: index === 3,
      }),
    );
    const { older, shown } = threadView({ entries, held: [] }, "tout");
    expect([lineCount(older), lineCount(shown)]).toEqual([1_940, 60]);
    expect(lineCount(threadView({ entries, held: [] }, "tout", 1_950).older)).toBe(0);
  });

  it("tells calls, letters and meetings apart", () => {
    const entries = [anEntry({ id: "call", medium: "PHONE" }), anEntry({ id: "mail" })];
    expect(offeredFilters(entries)).toEqual(["tout", "requerant", "appels"]);
    const { shown } = threadView({ entries, held: [] }, "appels");
    expect(shown.filter((item) => item.is !== "day").map((item) => item.key)).toEqual(["call"]);
  });

  it("filters by side, without held messages, and offers only filters that show something", () => {
    const entries = [anEntry({ id: "a", side: "ADMINISTRATION" }), anEntry({ id: "r", side: "REQUESTER" })];
    expect(offeredFilters(entries)).toEqual(["tout", "requerant", "administration"]);
    const shown = threadView({ entries, held: [held(2)] }, "administration").shown;
    expect(shown.filter((item) => item.is !== "day").map((item) => item.key)).toEqual(["a"]);
  });
});
