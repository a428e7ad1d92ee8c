import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  EditImportRow,
  ImportList,
  ImportRows,
  ImportStarted,
  ImportView,
  LayOutImport,
  ListImportRows,
  ListImports,
  MapImport,
  OnImport,
  StartImport,
} from "../../../shared/declarations/import.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import type { Result } from "../../platform/refusal.ts";
import { confirmImport, editImportRow, mapImport } from "./map-import.ts";
import { listImportRows, listImports, readImport } from "./read-import.ts";
import { layOutImport, receiveImport, startImport } from "./start-import.ts";
import { undoImport } from "./undo-import.ts";
import { agent } from "./who-asks.ts";

const tag = "Déclarations, import de fichiers";
const action = "import.run";
const Id = z.object({ id: z.uuid() });
const Row = z.object({ id: z.uuid(), number: z.coerce.number().check(z.int(), z.positive()) });

/** What was done to an import, answered as it now is. */
const then = async (ctx: Ctx, done: Promise<Result<{ id: string }>>): Promise<Result<ImportView>> => {
  const answer = await done;
  return answer.ok ? readImport(ctx, answer.value.id) : answer;
};

/** Files of sales: sent, read, their columns named, looked at, written, undone (declarations.md §4.4). */
export const importRoutes = new Hono<HttpEnv>()
  .get(
    "/api/declarations/imports",
    route({ summary: "Fichiers importés", action, tag, answers: ImportList }),
    query(ListImports),
    async (c) => reply(c, await listImports(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/declarations/imports",
    route({ summary: "Envoyer un fichier à importer", action, tag, answers: ImportStarted }),
    body(StartImport),
    async (c) => reply(c, await startImport(await agent(c), c.req.valid("json"))),
  )
  .get(
    "/api/declarations/imports/:id",
    route({ summary: "Un fichier importé", action, tag, answers: ImportView }),
    params(Id),
    async (c) => reply(c, await readImport(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/declarations/imports/:id/received",
    route({ summary: "Lire le fichier envoyé", action, tag, answers: ImportView }),
    params(Id),
    body(z.strictObject({})),
    async (c) => {
      const ctx = await agent(c);
      return reply(c, await then(ctx, receiveImport(ctx, c.req.valid("param").id)));
    },
  )
  .post(
    "/api/declarations/imports/:id/layout",
    route({ summary: "Choisir la feuille et la ligne d’en-tête", action, tag, answers: ImportView }),
    params(Id),
    body(LayOutImport),
    async (c) => {
      const ctx = await agent(c);
      return reply(c, await then(ctx, layOutImport(ctx, c.req.valid("param").id, c.req.valid("json"))));
    },
  )
  .post(
    "/api/declarations/imports/:id/columns",
    route({ summary: "Nommer les colonnes", action, tag, answers: ImportView }),
    params(Id),
    body(MapImport),
    async (c) => {
      const ctx = await agent(c);
      return reply(c, await then(ctx, mapImport(ctx, c.req.valid("param").id, c.req.valid("json"))));
    },
  )
  .get(
    "/api/declarations/imports/:id/rows",
    route({ summary: "Lignes d’un fichier", action, tag, answers: ImportRows }),
    params(Id),
    query(ListImportRows),
    async (c) =>
      reply(c, await listImportRows(await agent(c), c.req.valid("param").id, c.req.valid("query"))),
  )
  .post(
    "/api/declarations/imports/:id/rows/:number",
    route({ summary: "Corriger une ligne", action, tag, answers: ImportView }),
    params(Row),
    body(EditImportRow),
    async (c) => {
      const ctx = await agent(c);
      const { id, number } = c.req.valid("param");
      return reply(c, await then(ctx, editImportRow(ctx, id, number, c.req.valid("json"))));
    },
  )
  .post(
    "/api/declarations/imports/:id/confirm",
    route({ summary: "Importer les lignes prêtes", action, tag, answers: ImportView }),
    params(Id),
    body(OnImport),
    async (c) => {
      const ctx = await agent(c);
      const { version } = c.req.valid("json");
      return reply(c, await then(ctx, confirmImport(ctx, c.req.valid("param").id, version)));
    },
  )
  .post(
    "/api/declarations/imports/:id/undo",
    route({ summary: "Annuler un import", action, tag, answers: ImportView }),
    params(Id),
    body(OnImport),
    async (c) => {
      const ctx = await agent(c);
      const { version } = c.req.valid("json");
      return reply(c, await then(ctx, undoImport(ctx, c.req.valid("param").id, version)));
    },
  );
