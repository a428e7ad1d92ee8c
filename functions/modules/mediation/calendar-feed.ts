import { sql } from "drizzle-orm";
import { dueKindWords } from "../../../shared/mediation/calendar.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { readLink } from "../access/index.ts";

interface DueRow {
  [column: string]: unknown;
  uid: string;
  number: string;
  kind: string;
  due_on: string;
}

/**
 * The due days of whoever holds this link, as a calendar other programs read (RFC 5545): whole days, with the number of
 * the case and what kind of thing is due, nothing that names anybody (mediation.md §4.8). Refuses a link that is no
 * calendar's, or not any more.
 */
export const calendarFeed = async (ctx: Ctx, given: string): Promise<Result<string>> => {
  const link = await readLink(ctx.db, ctx, given, ["calendar"]);
  if (!link.ok) return link;
  const rows = await ctx.db.execute<DueRow>(
    sql`select uid, number, kind, due_on::text from guichet.calendar_of(${link.value.hash})`,
  );
  return done(await writeCalendar(ctx, rows));
};

const writeCalendar = async (ctx: Ctx, rows: Iterable<DueRow>): Promise<string> => {
  const { default: ical } = await import("ical.js");
  const calendar = new ical.Component("vcalendar");
  calendar.addPropertyWithValue("prodid", "-//Guichet//Échéances//FR");
  calendar.addPropertyWithValue("version", "2.0");
  calendar.addPropertyWithValue("method", "PUBLISH");
  calendar.addPropertyWithValue("x-wr-calname", "Échéances de la médiation");
  const written = ical.Time.fromJSDate(ctx.now(), true);
  const host = new URL(ctx.env.appOrigin).hostname;
  for (const { uid, number, kind, due_on: dueOn } of rows) {
    const event = new ical.Component("vevent");
    event.addPropertyWithValue("uid", `${uid}@${host}`);
    event.addPropertyWithValue("dtstamp", written);
    event.addPropertyWithValue("dtstart", ical.Time.fromDateString(dueOn));
    event.addPropertyWithValue("summary", `${number}, ${lowerFirst(dueKindWords(kind))}`);
    // A day something is due takes nobody's time.
    event.addPropertyWithValue("transp", "TRANSPARENT");
    event.addPropertyWithValue("class", "PRIVATE");
    calendar.addSubcomponent(event);
  }
  return `${calendar.toString()}\r\n`;
};

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
