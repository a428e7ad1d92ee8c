import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { ChooseNews, NewsChoices, NewsList, ReadNews } from "../../../shared/mediation/news.ts";
import { body, type HttpEnv, query, reply, route } from "../../platform/http.ts";
import { chooseNews, listNews, readNews, readNewsChoices } from "./list-news.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, nouvelles";
const action = "own.desk";
const OfOrganisation = z.strictObject({ organisation: z.uuid("Identifiant illisible.") });

/** The bell, and how one wants to be told. */
export const newsRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/news",
    route({ summary: "Nouvelles sous la cloche", action, tag, answers: NewsList }),
    query(OfOrganisation),
    async (c) => reply(c, await listNews(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/news/read",
    route({ summary: "Marquer des nouvelles comme lues", action, tag, answers: z.object({}) }),
    body(ReadNews),
    async (c) => reply(c, await readNews(await agent(c), c.req.valid("json"))),
  )
  .get(
    "/api/mediation/news/choices",
    route({ summary: "Comment être prévenu", action, tag, answers: NewsChoices }),
    query(OfOrganisation),
    async (c) => reply(c, await readNewsChoices(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/news/choices",
    route({ summary: "Choisir comment être prévenu", action, tag, answers: NewsChoices }),
    body(ChooseNews),
    async (c) => reply(c, await chooseNews(await agent(c), c.req.valid("json"))),
  );
