import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { type HttpEnv, problem, query, route } from "../../platform/http.ts";
import { calendarFeed } from "./calendar-feed.ts";
import { calendarPath } from "./own-calendar.ts";

/** The calendar itself, for the program of whoever holds its address. */
export const calendarFeedRoutes = new Hono<HttpEnv>().get(
  calendarPath,
  route({
    summary: "Calendrier d’échéances (iCalendar)",
    action: "public",
    tag: "Médiation, calendrier",
    answers: z.string(),
  }),
  query(z.strictObject({ cle: z.string().check(z.maxLength(400)) })),
  async (c) => {
    const made = await calendarFeed(c.env.ctx, c.req.valid("query").cle);
    if (!made.ok) return problem(c, made.refusal);
    return c.body(made.value, 200, {
      "Content-Type": "text/calendar; charset=utf-8",
      "Cache-Control": "private, no-store",
    });
  },
);
