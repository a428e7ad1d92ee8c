import { describe, expect, it } from "vitest";
import type { CalendarCard } from "../../../../shared/mail/cards.ts";
import { whenWords } from "./calendar-words.ts";

const card = (change: Partial<CalendarCard>): CalendarCard => ({
  is: "calendar",
  method: "invitation",
  summary: "Visite",
  start: "2027-03-16T09:00:00.000Z",
  end: "2027-03-16T10:30:00.000Z",
  allDay: false,
  timeZone: "Europe/Paris",
  place: null,
  organiser: null,
  recurrence: null,
  ...change,
});
const paris = (change: Partial<CalendarCard> = {}) =>
  whenWords(card(change), "Europe/Paris").replaceAll("\u00a0", " ");

describe("when an appointment is", () => {
  it("says the hours of one day once", () => {
    expect(paris()).toBe("mardi 16 mars 2027, de 10 h 00 à 11 h 30");
    expect(paris({ end: null })).toBe("mardi 16 mars 2027 à 10 h 00");
  });
  it("says both ends when it lasts into another day", () => {
    expect(paris({ end: "2027-03-17T10:00:00.000Z" })).toBe(
      "mardi 16 mars 2027 à 10 h 00 jusqu’au mercredi 17 mars 2027 à 11 h 00",
    );
  });
  it("adds the organiser's hour when clocks differ there", () => {
    expect(paris({ timeZone: "Indian/Reunion", end: null })).toBe(
      "mardi 16 mars 2027 à 10 h 00, soit 13 h 00 pour l’organisateur (heure de La Réunion)",
    );
    expect(paris({ timeZone: "Europe/Berlin", end: null })).toBe("mardi 16 mars 2027 à 10 h 00");
  });
  it("says that a time has no zone, and gives whole days without hours", () => {
    expect(paris({ start: "2027-03-16T10:00:00", end: "2027-03-16T11:00:00", timeZone: null })).toBe(
      "mardi 16 mars 2027, de 10 h 00 à 11 h 00 (fuseau horaire non précisé)",
    );
    expect(paris({ start: "2027-03-16", end: "2027-03-16", allDay: true, timeZone: null })).toBe(
      "mardi 16 mars 2027",
    );
    expect(paris({ start: "2027-04-01", end: "2027-04-02", allDay: true, timeZone: null })).toBe(
      "du jeudi 1er avril 2027 au vendredi 2 avril 2027",
    );
    expect(paris({ start: null })).toBe("Date illisible : voir le fichier joint");
  });
});
