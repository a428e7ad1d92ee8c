import { localInstant, shownAt } from "../mediation/local-instant.ts";

const minute = 60_000;

/** Whether a day is in the calendar. */
const isDay = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
};

/**
 * The instant at which clocks of a zone show a time written without one (`2026-03-07 20:30:00`, seconds or « T »
 * allowed). Of an hour shown twice, the first; an hour clocks skip is the instant they jump, with `exists` false.
 * Undefined when it is no time (declarations.md §10.1, §12.3).
 */
export const zonedInstant = (text: string, timeZone: string): { at: Date; exists: boolean } | undefined => {
  const [, day, clock, seconds = "00"] =
    /^(\d{4}-\d\d-\d\d)[ T]((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d))?$/.exec(text.trim()) ?? [];
  if (!day || !clock || !isDay(day)) return undefined;
  const wanted = `${day} ${clock}:${seconds}`;
  let at = localInstant(timeZone, day, clock).getTime() + Number(seconds) * 1000;
  if (shownAt(timeZone, at) === wanted) return { at: new Date(at), exists: true };
  at = Math.floor(at / minute) * minute;
  while (shownAt(timeZone, at - minute) > wanted) at -= minute;
  return { at: new Date(at), exists: false };
};

/** Whether clocks of a zone show the same time again an hour later: the night they are put back. */
export const isShownTwice = (at: Date, timeZone: string): boolean =>
  shownAt(timeZone, at.getTime()) === shownAt(timeZone, at.getTime() + 60 * minute);
