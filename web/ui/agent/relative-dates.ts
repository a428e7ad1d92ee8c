import { addBusinessDays } from "../../../shared/mediation/business-days.ts";
import type { HolidayZone } from "../../../shared/mediation/settings.ts";

/**
 * Dates as agents read them: relative on screen, exact on hover (agent screens, principle 8).
 * Every function takes its "now", so that a page ages without surprises and a test needs no clock.
 */

/** Zone of the days counted; the browser's own unless a test says otherwise. */
export interface DateReading {
  now: Date;
  timeZone?: string;
  /** Calendar of public holidays that working days follow; metropolitan France unless said. */
  holidayZone?: HolidayZone;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const format = (options: Intl.DateTimeFormatOptions, timeZone?: string) =>
  new Intl.DateTimeFormat("fr-FR", { ...options, timeZone });

/** `2027-03-16` of an instant, in the reader's zone. */
export function dayOf(at: Date, timeZone?: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone }).format(at);
}

/** Whole calendar days from one day to another: `2027-03-16` to `2027-03-18` is 2. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / day);
}

/** `10 h 42` */
export function clockTime(at: Date, timeZone?: string): string {
  const parts = format({ hour: "numeric", minute: "2-digit" }, timeZone).formatToParts(at);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${Number(of("hour"))}\u00a0h\u00a0${of("minute")}`;
}

/** `1er mars`, `16 mars`: French says "premier" for the first day only. */
const firstDay = (text: string) => text.replace(/(^|\s)1(?=\s)/, "$11er");

/** `mardi 16 mars 2027 à 10 h 42` */
export function exactInstant(iso: string, timeZone?: string): string {
  const at = new Date(iso);
  const date = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }, timeZone).format(
    at,
  );
  return `${firstDay(date)} à ${clockTime(at, timeZone)}`;
}

/** `mardi 16 mars 2027` of a calendar day. */
export function exactDay(isoDay: string): string {
  return firstDay(
    format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }, "UTC").format(
      new Date(`${isoDay}T00:00Z`),
    ),
  );
}

/** `18 janv. 2027` of a calendar day. */
export function shortDay(isoDay: string): string {
  return firstDay(
    format({ day: "numeric", month: "short", year: "numeric" }, "UTC").format(new Date(`${isoDay}T00:00Z`)),
  );
}

/** `23 mars`, with the year only when it is not this one. */
function dayAndMonth(isoDay: string, today: string, weekday: boolean): string {
  const sameYear = isoDay.slice(0, 4) === today.slice(0, 4);
  return firstDay(
    format(
      {
        weekday: weekday ? "short" : undefined,
        day: "numeric",
        month: "short",
        year: sameYear ? undefined : "numeric",
      },
      "UTC",
    ).format(new Date(`${isoDay}T00:00Z`)),
  );
}

/** When something happened: `il y a 25 min`, `hier`, `ven. 12 mars`, `2 févr. 2026`. */
export function relativeInstant(iso: string, { now, timeZone }: DateReading): string {
  const at = new Date(iso);
  const elapsed = now.getTime() - at.getTime();
  const today = dayOf(now, timeZone);
  const ago = daysBetween(dayOf(at, timeZone), today);
  if (elapsed < minute && elapsed > -minute) return "à l’instant";
  if (elapsed > 0 && elapsed < hour) return `il y a ${Math.floor(elapsed / minute)}\u00a0min`;
  if (elapsed > 0 && ago === 0) return `il y a ${Math.floor(elapsed / hour)}\u00a0h`;
  if (ago === 1) return "hier";
  return dayAndMonth(dayOf(at, timeZone), today, ago > 1 && ago < 14);
}

/** The same with the hour while it helps: `hier 17 h 40`, `8 h 47`; for the messages of a case. */
export function threadInstant(iso: string, { now, timeZone }: DateReading): string {
  const at = new Date(iso);
  const ago = daysBetween(dayOf(at, timeZone), dayOf(now, timeZone));
  if (ago === 0 && now.getTime() - at.getTime() >= 3 * hour) return clockTime(at, timeZone);
  if (ago === 1) return `hier ${clockTime(at, timeZone)}`;
  return relativeInstant(iso, { now, timeZone });
}

/** How long something has waited: `moins d’une heure`, `5 heures`, `hier`, `6 jours`. */
export function waitingFor(iso: string, { now, timeZone }: DateReading): string {
  const at = new Date(iso);
  const days = daysBetween(dayOf(at, timeZone), dayOf(now, timeZone));
  if (days === 1) return "hier";
  if (days > 1) return `${days}\u00a0jours`;
  const hours = Math.floor((now.getTime() - at.getTime()) / hour);
  if (hours < 1) return "moins d’une heure";
  return hours === 1 ? "1\u00a0heure" : `${hours}\u00a0heures`;
}

export type DueTone = "late" | "soon" | "calm";

/** A due day in words: `4 j de retard`, `Demain`, `Jeu. 18 mars`, `23 mars`. "Soon" is two working days (mediation.md §4.4). */
export function dueWords(
  dueOn: string,
  { now, timeZone, holidayZone = "metropole" }: DateReading,
): { tone: DueTone; words: string } {
  const today = dayOf(now, timeZone);
  const left = daysBetween(today, dueOn);
  if (left < 0) return { tone: "late", words: `${-left}\u00a0j de retard` };
  if (left === 0) return { tone: "soon", words: "Aujourd’hui" };
  if (left === 1) return { tone: "soon", words: "Demain" };
  if (dueOn <= addBusinessDays(today, 2, holidayZone))
    return { tone: "soon", words: capital(dayAndMonth(dueOn, today, true)) };
  return { tone: "calm", words: dayAndMonth(dueOn, today, false) };
}

/** `mer. 17 mars` of a calendar day. */
export function shortWeekday(isoDay: string, { now, timeZone }: DateReading): string {
  return dayAndMonth(isoDay, dayOf(now, timeZone), true);
}

/** Heading of a day in a thread: `Aujourd’hui, mardi 16 mars`. */
export function dayHeading(isoDay: string, { now, timeZone }: DateReading): string {
  const today = dayOf(now, timeZone);
  const ago = daysBetween(isoDay, today);
  const sameYear = isoDay.slice(0, 4) === today.slice(0, 4);
  const words = firstDay(
    format(
      { weekday: "long", day: "numeric", month: "long", year: sameYear ? undefined : "numeric" },
      "UTC",
    ).format(new Date(`${isoDay}T00:00Z`)),
  );
  if (ago === 0) return `Aujourd’hui, ${words}`;
  if (ago === 1) return `Hier, ${words}`;
  return capital(words);
}

/** First letter in capital. */
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
