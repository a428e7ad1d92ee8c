import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  AskCalendar,
  CalendarAddress,
  CalendarView,
  OwnCalendar,
} from "../../../shared/mediation/calendar.ts";
import { body, type HttpEnv, query, reply, route } from "../../platform/http.ts";
import { myCalendar } from "./my-calendar.ts";
import { renewCalendar, revokeCalendar } from "./own-calendar.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, calendrier";

/** One's due days, and the secret address of one's calendar. */
export const calendarRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/calendar",
    route({ summary: "Mes échéances d’une semaine", action: "case.list", tag, answers: CalendarView }),
    query(AskCalendar),
    async (c) => reply(c, await myCalendar(await agent(c), c.req.valid("query"))),
  )
  .post(
    "/api/mediation/calendar/renew",
    route({
      summary: "Nouvelle adresse de mon calendrier",
      action: "case.list",
      tag,
      answers: CalendarAddress,
    }),
    body(OwnCalendar),
    async (c) => reply(c, await renewCalendar(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/mediation/calendar/revoke",
    route({
      summary: "Supprimer l’adresse de mon calendrier",
      action: "own.desk",
      tag,
      answers: z.object({}),
    }),
    body(OwnCalendar),
    async (c) => reply(c, await revokeCalendar(await agent(c), c.req.valid("json"))),
  );
