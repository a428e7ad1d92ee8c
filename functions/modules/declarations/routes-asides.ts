import { Hono } from "hono/tiny";
import {
  AsideEffect,
  Asides,
  AsidesDecided,
  DecideAsides,
  ListAsides,
} from "../../../shared/declarations/asides.ts";
import { body, type HttpEnv, query, reply, route } from "../../platform/http.ts";
import { decideAsides, effectOfAsides } from "./decide-asides.ts";
import { listAsides } from "./list-asides.ts";
import { agent } from "./who-asks.ts";

const tag = "Déclarations, mis de côté";

/** What readings set aside, and what is decided of it. */
export const asideRoutes = new Hono<HttpEnv>()
  .get(
    "/api/declarations/asides",
    route({ summary: "Ventes mises de côté", action: "show.list", tag, answers: Asides }),
    query(ListAsides),
    async (c) => reply(c, await listAsides(await agent(c), c.req.valid("query"))),
  )
  .post(
    "/api/declarations/asides/effect",
    route({
      summary: "Effet de décisions sur les totaux",
      action: "aside.decide",
      tag,
      answers: AsideEffect,
    }),
    body(DecideAsides),
    async (c) => reply(c, await effectOfAsides(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/declarations/asides/decisions",
    route({
      summary: "Décider de ventes mises de côté",
      action: "aside.decide",
      tag,
      answers: AsidesDecided,
    }),
    body(DecideAsides),
    async (c) => reply(c, await decideAsides(await agent(c), c.req.valid("json"))),
  );
