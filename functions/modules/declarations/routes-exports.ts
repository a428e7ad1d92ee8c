import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  AskExport,
  ExportAsked,
  ExportLink,
  ExportList,
  ExportView,
} from "../../../shared/declarations/exports.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { askExport } from "./ask-export.ts";
import { linkToExport, listExports, readExport } from "./read-exports.ts";
import { agent } from "./who-asks.ts";

const tag = "Déclarations, fichiers";
const action = "show.export";
const Id = z.object({ id: z.uuid() });

/** Lists as files. */
export const exportRoutes = new Hono<HttpEnv>()
  .get(
    "/api/declarations/exports",
    route({ summary: "Fichiers demandés", action, tag, answers: ExportList }),
    query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await listExports(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/declarations/exports",
    route({ summary: "Demander une liste en fichier", action, tag, answers: ExportAsked, status: 201 }),
    body(AskExport),
    async (c) => reply(c, await askExport(await agent(c), c.req.valid("json")), 201),
  )
  .get(
    "/api/declarations/exports/:id",
    route({ summary: "Avancement d’un fichier", action, tag, answers: ExportView }),
    params(Id),
    async (c) => reply(c, await readExport(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/declarations/exports/:id/link",
    route({ summary: "Lien vers un fichier", action, tag, answers: ExportLink }),
    params(Id),
    body(z.strictObject({})),
    async (c) => reply(c, await linkToExport(await agent(c), c.req.valid("param").id)),
  );
