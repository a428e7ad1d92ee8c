import { Hono } from "hono/tiny";
import { AskExport, JobAsked } from "../../../shared/mediation/exports.ts";
import { body, type HttpEnv, reply, route } from "../../platform/http.ts";
import { askExport } from "./ask-export.ts";
import { agent } from "./who-asks.ts";

/** Lists of cases as files. */
export const exportRoutes = new Hono<HttpEnv>().post(
  "/api/mediation/exports",
  route({
    summary: "Demander un fichier des dossiers d’une liste",
    action: "statistics.read",
    tag: "Médiation, travaux longs",
    answers: JobAsked,
    status: 201,
  }),
  body(AskExport),
  async (c) => reply(c, await askExport(await agent(c), c.req.valid("json")), 201),
);
