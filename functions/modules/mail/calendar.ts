import ICAL from "ical.js";
import type { CalendarCard } from "../../../shared/mail/cards.ts";
import { cleanText } from "./mime-decode.ts";
import { cleanLine } from "./mime-headers.ts";
import { recurrenceWords } from "./recurrence-words.ts";
import { ianaZone, instantIn } from "./windows-zones.ts";

/**
 * What an invitation says (RFC 5545, RFC 5546), for a card: when, where, who, and what the mail does with it. Reads at
 * most 256 KB and five appointments; whatever fails leaves the file alone. Never makes an appointment.
 */

const limits = {
  chars: 256 * 1024,
  lines: 5000,
  cards: 5,
  observances: 40,
  firstYear: 1900,
  lastYear: 2100,
} as const;

/** The cards of one calendar; none when it cannot be read. */
export function readCalendar(text: string): CalendarCard[] {
  try {
    return cardsOf(ICAL.Component.fromString(bounded(text)));
  } catch {
    // ical.js throws on what is not a calendar: the file is still there.
    return [];
  }
}

function bounded(text: string): string {
  const clean = cleanText(text.slice(0, limits.chars)).trim();
  if (text.length <= limits.chars && clean.split("\n", limits.lines + 1).length <= limits.lines) return clean;
  throw new Error("too long for a card");
}

function cardsOf(calendar: ICAL.Component): CalendarCard[] {
  if (calendar.name !== "vcalendar") return [];
  const zones = safeZones(calendar);
  const cards: CalendarCard[] = [];
  for (const event of calendar.getAllSubcomponents("vevent").slice(0, limits.cards)) {
    cards.push(cardOf(calendar, event, zones));
  }
  return cards;
}

function cardOf(calendar: ICAL.Component, event: ICAL.Component, zones: ReadonlySet<string>): CalendarCard {
  const start = momentOf(event, "dtstart", zones);
  const end = endOf(event, start, zones);
  const rule: unknown = event.getFirstPropertyValue("rrule");
  return {
    is: "calendar",
    method: methodOf(calendar, event),
    summary: lineOf(event, "summary", 300),
    start: start?.shown ?? null,
    end: end?.shown ?? null,
    allDay: start?.is === "day",
    timeZone: start?.zone ?? null,
    place: lineOf(event, "location", 300) || null,
    organiser: personOf(event) || null,
    recurrence: rule instanceof ICAL.Recur ? recurrenceWords(rule) : null,
  };
}

const lineOf = (event: ICAL.Component, name: string, limit: number): string => {
  const value: unknown = event.getFirstPropertyValue(name);
  return typeof value === "string" ? cleanLine(value, limit) : "";
};

/** `CN` of the organiser, else their address. */
function personOf(event: ICAL.Component): string {
  const organiser = event.getFirstProperty("organizer");
  const name: unknown = organiser?.getFirstParameter("cn");
  const address: unknown = organiser?.getFirstValue();
  const shown = typeof address === "string" ? cleanLine(address.replace(/^mailto:/i, ""), 320) : "";
  return typeof name === "string" && name.trim() !== "" ? cleanLine(name, 200) : shown;
}

const answers: Readonly<Record<string, CalendarCard["method"]>> = {
  ACCEPTED: "accepted",
  DECLINED: "declined",
  TENTATIVE: "tentative",
};

function methodOf(calendar: ICAL.Component, event: ICAL.Component): CalendarCard["method"] {
  const method = String(calendar.getFirstPropertyValue("method") ?? "").toUpperCase();
  if (method === "CANCEL" || lineOf(event, "status", 20).toUpperCase() === "CANCELLED") return "cancellation";
  if (method === "REPLY") {
    const answer: unknown = event.getFirstProperty("attendee")?.getFirstParameter("partstat");
    return answers[String(answer).toUpperCase()] ?? "tentative";
  }
  if (method === "COUNTER") return "update";
  if (method !== "REQUEST") return "published";
  return Number(event.getFirstPropertyValue("sequence") ?? 0) > 0 ? "update" : "invitation";
}

interface Moment {
  is: "day" | "instant" | "floating";
  /** As the card writes it. */
  shown: string;
  /** Milliseconds of the local time, as if it were UTC: for durations and whole days. */
  local: number;
  zone: string | undefined;
  /** Milliseconds since 1970 of an instant. */
  at: number | undefined;
}

function momentOf(
  event: ICAL.Component,
  name: "dtstart" | "dtend",
  zones: ReadonlySet<string>,
): Moment | undefined {
  const property = event.getFirstProperty(name);
  const time: unknown = property?.getFirstValue();
  if (!(time instanceof ICAL.Time) || time.year < limits.firstYear || time.year > limits.lastYear)
    return undefined;
  const { year, month, day, hour, minute, second } = time;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  if (time.isDate) return { is: "day", shown: dayOf(local), local, zone: undefined, at: undefined };
  const zoneId: unknown = property?.getFirstParameter("tzid");
  if (typeof zoneId !== "string") {
    const isUtc = time.zone === ICAL.Timezone.utcTimezone;
    return isUtc
      ? instant(local, "UTC", local)
      : { is: "floating", shown: floating(local), local, zone: undefined, at: undefined };
  }
  const zone = ianaZone(zoneId);
  if (zone !== undefined)
    return instant(local, zone, instantIn(zone, { year, month, day, hour, minute, second }).getTime());
  // A zone with a name of its own is what its VTIMEZONE says, when that can be worked out at once.
  if (zones.has(zoneId)) return instant(local, undefined, time.toJSDate().getTime());
  return { is: "floating", shown: floating(local), local, zone: undefined, at: undefined };
}

const instant = (local: number, zone: string | undefined, at: number): Moment => ({
  is: "instant",
  shown: new Date(at).toISOString(),
  local,
  zone,
  at,
});
const dayOf = (local: number) => new Date(local).toISOString().slice(0, 10);
/** A time without a zone: what clocks show wherever one is. */
const floating = (local: number) => new Date(local).toISOString().slice(0, 19);

const dayMs = 24 * 3600 * 1000;

/** DTEND, or DTSTART and DURATION. The end of whole days is the last of them: iCalendar writes the day after. */
function endOf(
  event: ICAL.Component,
  start: Moment | undefined,
  zones: ReadonlySet<string>,
): Moment | undefined {
  if (start === undefined) return undefined;
  const end = momentOf(event, "dtend", zones);
  if (end !== undefined) return end.is === "day" ? lastDay(start, end.local - dayMs) : end;
  const duration: unknown = event.getFirstPropertyValue("duration");
  if (!(duration instanceof ICAL.Duration)) return undefined;
  const length = duration.toSeconds() * 1000;
  if (!(length >= 0 && length < 400 * dayMs)) return undefined;
  if (start.is === "day") return lastDay(start, start.local + length - dayMs);
  if (start.at !== undefined) return instant(start.local + length, start.zone, start.at + length);
  return { ...start, shown: floating(start.local + length), local: start.local + length };
}

const lastDay = (start: Moment, local: number): Moment => {
  const last = Math.max(start.local, local);
  return { ...start, shown: dayOf(last), local: last };
};

/** Parts of a rule that make a few changes a year and no more. */
const calmParts = new Set(["BYMONTH", "BYDAY", "BYMONTHDAY"]);

/** Identifiers of the zones whose rules are those of real clocks: ical.js would follow a rule of every second. */
function safeZones(calendar: ICAL.Component): Set<string> {
  const all = calendar.getAllSubcomponents("vtimezone");
  const observances = all.flatMap((zone) => [
    ...zone.getAllSubcomponents("standard"),
    ...zone.getAllSubcomponents("daylight"),
  ]);
  if (observances.length > limits.observances) return new Set();
  const isCalm = (observance: ICAL.Component) => {
    const rules = observance.getAllProperties("rrule");
    const dates = observance.getAllProperties("rdate");
    return (
      rules.length <= 1 &&
      dates.length <= limits.observances &&
      rules.every((property) => {
        const rule: unknown = property.getFirstValue();
        return (
          rule instanceof ICAL.Recur &&
          rule.freq === "YEARLY" &&
          Object.keys(rule.parts).every((part) => calmParts.has(part))
        );
      })
    );
  };
  return new Set(
    all
      .filter((zone) =>
        [...zone.getAllSubcomponents("standard"), ...zone.getAllSubcomponents("daylight")].every(isCalm),
      )
      .map((zone) => String(zone.getFirstPropertyValue("tzid") ?? "")),
  );
}
