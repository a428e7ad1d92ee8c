import { describe, expect, it } from "vitest";
import type { ShowBody } from "../../../../shared/declarations/shows.ts";
import { dueDistance, nextVerb, quarterBefore, seatsWords, showDates, signalWords } from "./show-words.ts";

const plain = (words: string) => words.replaceAll("\u00a0", " ");
const body = (state: ShowBody["state"], over: Partial<ShowBody> = {}): ShowBody => ({
  body: "SACD",
  state,
  declarationId: null,
  versionNumber: null,
  dueOn: "2027-03-30",
  open: true,
  ...over,
});

describe("dates of a show", () => {
  it("say as little as tells them apart, in the place's own zone", () => {
    const dates = (first: string, last: string) => showDates(first, last, "Europe/Paris");
    expect(dates("2027-01-31T19:30:00Z", "2027-01-31T19:30:00Z")).toBe("31 janv. 2027");
    expect(dates("2027-02-25T13:30:00Z", "2027-02-28T15:00:00Z")).toBe("25 – 28 févr. 2027");
    expect(dates("2027-01-30T19:30:00Z", "2027-02-02T19:30:00Z")).toBe("30 janv. – 2 févr. 2027");
    expect(dates("2026-12-30T19:30:00Z", "2027-01-02T19:30:00Z")).toBe("30 déc. 2026 – 2 janv. 2027");
    expect(dates("2027-03-07T23:30:00Z", "2027-03-07T23:30:00Z")).toBe("8 mars 2027");
    expect(showDates(null, null, "Europe/Paris")).toBe("Sans séance");
  });
});

describe("a deadline", () => {
  it("is late in words, near from fifteen days, else calm", () => {
    expect(plain(dueDistance("2027-03-02", "2027-03-16").words)).toBe("14 j de retard");
    expect(dueDistance("2027-03-02", "2027-03-16").tone).toBe("error");
    expect(plain(dueDistance("2027-03-31", "2027-03-16").words)).toBe("dans 15 jours");
    expect(dueDistance("2027-03-31", "2027-03-16").tone).toBe("warning");
    expect(dueDistance("2027-04-01", "2027-03-16").tone).toBeUndefined();
  });
  it("of SIBIL is of the quarter that ended before it", () => {
    expect(quarterBefore("2027-04-09")).toBe("1er trimestre 2027");
    expect(quarterBefore("2027-01-09")).toBe("4e trimestre 2026");
  });
});

describe("what is to do next", () => {
  it("is what a body refused before a draft, and a draft before what is not begun", () => {
    expect(nextVerb([body("todo"), body("rejected", { declarationId: "d" })])).toEqual({
      verb: "Corriger",
      declarationId: "d",
    });
    expect(nextVerb([body("todo"), body("draft", { declarationId: "d" })])?.verb).toBe("Continuer");
    expect(nextVerb([body("accepted", { open: false }), body("todo")])?.verb).toBe("Préparer");
  });
  it("is nothing once all is told or on its way", () => {
    expect(nextVerb([body("accepted", { open: false }), body("queued", { open: false })])).toBeUndefined();
    expect(nextVerb([body("later", { open: false })])).toBeUndefined();
  });
});

it("seats and signals are counted in words", () => {
  expect(plain(seatsWords(142, 180))).toBe("142 places sur 180");
  expect(plain(seatsWords(1, null))).toBe("1 entrée");
  expect(plain(signalWords({ kind: "aside", count: 2 }).words)).toBe("2 ventes à décider");
  expect(signalWords({ kind: "figures_changed", count: 1 }).words).toBe("Chiffres changés");
});
