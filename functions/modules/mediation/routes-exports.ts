import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { AskExport, JobAsked } from "../../../shared/mediation/exports.ts";
import { body, type HttpEnv, query, reply, route } from "../../platform/http.ts";
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
  query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
  body(AskExport),
  async (c) =>
    reply(
      c,
      await askExport(await agent(c), {
        ...c.req.valid("json"),
        organisationId: c.req.valid("query").organisation,
      }),
      201,
    ),
);
