import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  CaseTotal,
  ChangeView,
  CountCases,
  SavedViews,
  SaveView,
} from "../../../shared/mediation/case-lists.ts";
import { EntryPage, EntryText } from "../../../shared/mediation/thread.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { countList } from "./list-cases.ts";
import { readEntryText, readOlderEntries } from "./read-entries.ts";
import { changeView, deleteView, listViews, saveView } from "./saved-views.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, listes de dossiers";
const Id = z.object({ id: z.uuid() });
const Nothing = z.strictObject({});
const OfOrganisation = z.strictObject({ organisation: z.uuid("Identifiant illisible.") });

/** How many cases a list holds, lists kept under a name, and what a long case holds further back. */
export const findingRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/total",
    route({ summary: "Nombre de dossiers d’une liste", action: "case.list", tag, answers: CaseTotal }),
    query(CountCases),
    async (c) => reply(c, await countList(await agent(c), c.req.valid("query"))),
  )
  .get(
    "/api/mediation/cases/:id/entries",
    route({ summary: "Échanges plus anciens d’un dossier", action: "case.read", tag, answers: EntryPage }),
    params(Id),
    query(z.strictObject({ before: z.optional(z.string().check(z.maxLength(400))) })),
    async (c) =>
      reply(c, await readOlderEntries(await agent(c), c.req.valid("param").id, c.req.valid("query").before)),
  )
  .get(
    "/api/mediation/cases/:id/entries/:entryId/text",
    route({ summary: "Texte entier d’un échange", action: "case.read", tag, answers: EntryText }),
    params(z.object({ id: z.uuid(), entryId: z.uuid() })),
    async (c) => {
      const { id, entryId } = c.req.valid("param");
      return reply(c, await readEntryText(await agent(c), id, entryId));
    },
  )
  .get(
    "/api/mediation/views",
    route({ summary: "Vues enregistrées", action: "case.list", tag, answers: SavedViews }),
    query(OfOrganisation),
    async (c) => reply(c, await listViews(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/views",
    route({ summary: "Enregistrer une vue", action: "view.save", tag, answers: SavedViews }),
    body(SaveView),
    async (c) => reply(c, await saveView(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/mediation/views/:id",
    route({ summary: "Changer une vue", action: "view.save", tag, answers: SavedViews }),
    params(Id),
    body(ChangeView),
    async (c) => reply(c, await changeView(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/views/:id/delete",
    route({ summary: "Supprimer une vue", action: "view.save", tag, answers: SavedViews }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await deleteView(await agent(c), c.req.valid("param").id)),
  );
