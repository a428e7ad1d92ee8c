import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { ChooseNews, NewsChoices } from "../../../shared/declarations/news.ts";
import { Overview } from "../../../shared/declarations/overview.ts";
import { AskStatistics, Statistics } from "../../../shared/declarations/statistics.ts";
import { body, type HttpEnv, query, reply, route } from "../../platform/http.ts";
import { chooseNews, readNewsChoices } from "./news-choices.ts";
import { readOverview } from "./read-overview.ts";
import { readStatistics } from "./read-statistics.ts";
import { agent } from "./who-asks.ts";

const tag = "Déclarations, suivi";

/** What an organisation's shows come to, how its members hear of news, and the platform's overview. */
export const statisticsRoutes = new Hono<HttpEnv>()
  .get(
    "/api/declarations/statistics",
    route({
      summary: "Entrées et recettes par mois, par type et par lieu",
      action: "show.statistics",
      tag,
      answers: Statistics,
    }),
    query(AskStatistics),
    async (c) => reply(c, await readStatistics(await agent(c), c.req.valid("query"))),
  )
  .get(
    "/api/declarations/overview",
    route({
      summary: "Vue d’ensemble de la plateforme, sans montant",
      action: "declarations.overview",
      tag,
      answers: Overview,
    }),
    async (c) => reply(c, await readOverview(await agent(c))),
  )
  .get(
    "/api/declarations/news-choices",
    route({ summary: "Comment je suis prévenu", action: "show.list", tag, answers: NewsChoices }),
    query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await readNewsChoices(await agent(c), c.req.valid("query").organisation)),
  )
  .put(
    "/api/declarations/news-choices",
    route({ summary: "Choisir comment être prévenu", action: "show.list", tag, answers: NewsChoices }),
    body(ChooseNews),
    async (c) => reply(c, await chooseNews(await agent(c), c.req.valid("json"))),
  );
