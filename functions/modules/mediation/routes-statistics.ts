import { Hono } from "hono/tiny";
import { AskMailStatistics, MailStatistics } from "../../../shared/mail/statistics.ts";
import { AskFigures, Figures } from "../../../shared/mediation/figures.ts";
import { AskPlatformFigures, PlatformFigures } from "../../../shared/mediation/platform-figures.ts";
import { type HttpEnv, query, reply, route } from "../../platform/http.ts";
import { readFigures } from "./figures.ts";
import { readMailStatistics } from "./mail-statistics.ts";
import { readPlatformFigures } from "./platform-figures.ts";
import { agent } from "./who-asks.ts";

/** Figures of a mediation. */
export const statisticsRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/platform-figures",
    route({
      summary: "Chiffres de la plateforme",
      action: "platform.read",
      tag: "Médiation, chiffres",
      answers: PlatformFigures,
    }),
    query(AskPlatformFigures),
    async (c) => reply(c, await readPlatformFigures(await agent(c), c.req.valid("query"))),
  )
  .get(
    "/api/mediation/figures",
    route({
      summary: "Statistiques de la médiation",
      action: "statistics.read",
      tag: "Médiation, chiffres",
      answers: Figures,
    }),
    query(AskFigures),
    async (c) => reply(c, await readFigures(await agent(c), c.req.valid("query"))),
  )
  .get(
    "/api/mediation/mail-statistics",
    route({
      summary: "Courriels en chiffres",
      action: "mail.statistics",
      tag: "Médiation, chiffres",
      answers: MailStatistics,
    }),
    query(AskMailStatistics),
    async (c) => reply(c, await readMailStatistics(await agent(c), c.req.valid("query"))),
  );
