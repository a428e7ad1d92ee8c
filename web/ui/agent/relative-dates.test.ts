import { describe, expect, it } from "vitest";
import {
  clockTime,
  dayHeading,
  dueWords,
  exactDay,
  exactInstant,
  relativeInstant,
  threadInstant,
  waitingFor,
} from "./relative-dates.ts";

/** Tuesday 16 March 2027, 10:42 in Paris (UTC+1). */
const reading = { now: new Date("2027-03-16T09:42:00Z"), timeZone: "Europe/Paris" };
/** Ordinary spaces, so that the tables below can be read. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("relative dates of the agents' screens", () => {
  it.each([
    ["2027-03-16T09:41:40Z", "à l’instant"],
    ["2027-03-16T09:17:00Z", "il y a 25 min"],
    ["2027-03-16T08:12:00Z", "il y a 1 h"],
    ["2027-03-15T22:59:00Z", "hier"],
    ["2027-03-15T23:30:00Z", "il y a 10 h"],
    ["2027-03-12T10:00:00Z", "ven. 12 mars"],
    ["2027-03-01T10:00:00Z", "1er mars"],
    ["2026-06-03T10:00:00Z", "3 juin 2026"],
  ])("%s is read « %s »", (iso, words) => {
    expect(plain(relativeInstant(iso, reading))).toBe(words);
  });

  it("keeps the hour in a thread while it helps", () => {
    expect(plain(threadInstant("2027-03-15T16:40:00Z", reading))).toBe("hier 17 h 40");
    expect(plain(threadInstant("2027-03-16T06:05:00Z", reading))).toBe("7 h 05");
    expect(plain(threadInstant("2027-03-16T08:12:00Z", reading))).toBe("il y a 1 h");
  });

  it("says how long a case has waited", () => {
    expect(plain(waitingFor("2027-03-10T09:00:00Z", reading))).toBe("6 jours");
    expect(plain(waitingFor("2027-03-15T20:00:00Z", reading))).toBe("hier");
    expect(plain(waitingFor("2027-03-16T08:30:00Z", reading))).toBe("1 heure");
    expect(waitingFor("2027-03-16T09:30:00Z", reading)).toBe("moins d’une heure");
  });

  it.each([
    ["2027-03-12", "late", "4 j de retard"],
    ["2027-03-16", "soon", "Aujourd’hui"],
    ["2027-03-17", "soon", "Demain"],
    ["2027-03-18", "soon", "Jeu. 18 mars"],
    ["2027-03-19", "calm", "19 mars"],
    ["2028-01-01", "calm", "1er janv. 2028"],
  ])("a case due on %s is %s: « %s »", (dueOn, tone, words) => {
    const due = dueWords(dueOn, reading);
    expect({ ...due, words: plain(due.words) }).toEqual({ tone, words });
  });

  it("gives the exact date on hover", () => {
    expect(plain(exactInstant("2027-03-16T09:42:00Z", "Europe/Paris"))).toBe("mardi 16 mars 2027 à 10 h 42");
    expect(exactDay("2027-03-01")).toBe("lundi 1er mars 2027");
    expect(plain(clockTime(new Date("2027-03-16T23:05:00Z"), "Europe/Paris"))).toBe("0 h 05");
  });

  it("heads each day of a thread", () => {
    expect(dayHeading("2027-03-16", reading)).toBe("Aujourd’hui, mardi 16 mars");
    expect(dayHeading("2027-03-15", reading)).toBe("Hier, lundi 15 mars");
    expect(dayHeading("2026-12-04", reading)).toBe("Vendredi 4 décembre 2026");
  });
});
