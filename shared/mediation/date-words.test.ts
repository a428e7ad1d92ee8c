import { describe, expect, it } from "vitest";
import { hour, longCalendarDay, longInstant, plainCalendarDay } from "./date-words.ts";

const spaced = (text: string) => text.replaceAll("\u00a0", " ");

describe("dates in words", () => {
  it("say the day, the hour and the zone of a proof", () => {
    expect(spaced(longInstant(new Date("2027-03-16T09:42:00Z"), "Europe/Paris"))).toBe(
      "mardi 16 mars 2027 à 10 h 42 (heure de Paris)",
    );
    expect(spaced(longInstant(new Date("2026-12-31T21:30:00Z"), "Indian/Reunion"))).toBe(
      "vendredi 1er janvier 2027 à 1 h 30 (heure de La Réunion)",
    );
  });
  it("keep two digits of minutes and no zero before the hour", () => {
    expect(spaced(hour(new Date("2027-03-16T23:05:00Z"), "Europe/Paris"))).toBe("0 h 05");
  });
  it("say a calendar day as it is written, in every zone", () => {
    expect(spaced(longCalendarDay("2027-04-22"))).toBe("jeudi 22 avril 2027");
    expect(spaced(plainCalendarDay("2027-05-01"))).toBe("1er mai 2027");
  });
});
