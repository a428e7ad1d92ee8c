import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { AuditPage, ListAudit } from "../../../shared/access/audit.ts";
import {
  AddPerformances,
  ChangeShow,
  CreateShow,
  DefaultsSet,
  MergeShows,
  OnVersion,
  RenameShow,
  SetDefaults,
  UndoDefaults,
} from "../../../shared/declarations/show-inputs.ts";
import {
  CountShows,
  ListPerformances,
  ListShows,
  PerformancePage,
  ShowCounts,
  ShowFilters,
  ShowList,
  ShowView,
  Suggestions,
} from "../../../shared/declarations/shows.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { changeShow, renameShow } from "./change-show.ts";
import { addPerformances, createShow } from "./create-show.ts";
import { deleteShow, hideShow, restoreShow, unhideShow } from "./hide-show.ts";
import { countShows, listShows, showFilters } from "./list-shows.ts";
import { mergeShows, unmergeShow } from "./merge-shows.ts";
import { listPerformances, readShow } from "./read-show.ts";
import { setDefaults, undoDefaults } from "./set-defaults.ts";
import { showHistory } from "./show-history.ts";
import { suggestFromDeclared } from "./suggest-from-declared.ts";
import { agent } from "./who-asks.ts";

const tag = "Déclarations, spectacles";
const Id = z.object({ id: z.uuid() });

/** Shows: lists, one of them, what is said of it. Its performances and their figures are in routes-figures.ts. */
export const showRoutes = new Hono<HttpEnv>()
  .get(
    "/api/declarations/shows",
    route({ summary: "Spectacles, par onglet", action: "show.list", tag, answers: ShowList }),
    query(ListShows),
    async (c) => reply(c, await listShows(await agent(c), c.req.valid("query"))),
  )
  .get(
    "/api/declarations/shows/counts",
    route({ summary: "Nombre de spectacles par onglet", action: "show.list", tag, answers: ShowCounts }),
    query(CountShows),
    async (c) => reply(c, await countShows(await agent(c), c.req.valid("query"))),
  )
  .get(
    "/api/declarations/shows/filters",
    route({ summary: "Filtres de la liste", action: "show.list", tag, answers: ShowFilters }),
    query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await showFilters(await agent(c), c.req.valid("query").organisation)),
  )
  .get(
    "/api/declarations/shows/suggestions",
    route({
      summary: "Producteurs, lieux et jauges déjà déclarés",
      action: "show.list",
      tag,
      answers: Suggestions,
    }),
    query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await suggestFromDeclared(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/declarations/shows",
    route({ summary: "Saisir un spectacle", action: "show.create", tag, answers: ShowView, status: 201 }),
    body(CreateShow),
    async (c) => reply(c, await createShow(await agent(c), c.req.valid("json")), 201),
  )
  .get(
    "/api/declarations/shows/:id",
    route({ summary: "Un spectacle et ses chiffres", action: "show.read", tag, answers: ShowView }),
    params(Id),
    async (c) => reply(c, await readShow(await agent(c), c.req.valid("param").id)),
  )
  .get(
    "/api/declarations/shows/:id/performances",
    route({ summary: "Séances suivantes", action: "show.read", tag, answers: PerformancePage }),
    params(Id),
    query(ListPerformances),
    async (c) =>
      reply(c, await listPerformances(await agent(c), c.req.valid("param").id, c.req.valid("query"))),
  )
  .get(
    "/api/declarations/shows/:id/history",
    route({ summary: "Historique d’un spectacle", action: "show.read", tag, answers: AuditPage }),
    params(Id),
    query(ListAudit),
    async (c) => reply(c, await showHistory(await agent(c), c.req.valid("param").id, c.req.valid("query"))),
  )
  .post(
    "/api/declarations/shows/:id",
    route({ summary: "Décrire un spectacle", action: "show.edit", tag, answers: ShowView }),
    params(Id),
    body(z.omit(ChangeShow, { showId: true })),
    async (c) =>
      reply(c, await changeShow(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id })),
  )
  .post(
    "/api/declarations/shows/:id/name",
    route({ summary: "Renommer un spectacle saisi", action: "show.edit", tag, answers: ShowView }),
    params(Id),
    body(z.omit(RenameShow, { showId: true })),
    async (c) =>
      reply(c, await renameShow(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id })),
  )
  .post(
    "/api/declarations/shows/:id/defaults",
    route({ summary: "Valeurs pour toutes les séances", action: "show.edit", tag, answers: DefaultsSet }),
    params(Id),
    body(z.omit(SetDefaults, { showId: true })),
    async (c) =>
      reply(
        c,
        await setDefaults(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/declarations/shows/:id/defaults/undo",
    route({ summary: "Annuler ces valeurs", action: "show.edit", tag, answers: DefaultsSet }),
    params(Id),
    body(z.omit(UndoDefaults, { showId: true })),
    async (c) =>
      reply(
        c,
        await undoDefaults(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/declarations/shows/:id/performances",
    route({ summary: "Ajouter des séances saisies", action: "show.edit", tag, answers: ShowView }),
    params(Id),
    body(z.omit(AddPerformances, { showId: true })),
    async (c) =>
      reply(
        c,
        await addPerformances(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/declarations/shows/:id/hide",
    route({ summary: "Masquer un spectacle", action: "show.edit", tag, answers: ShowView }),
    params(Id),
    body(OnVersion),
    async (c) =>
      reply(c, await hideShow(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id })),
  )
  .post(
    "/api/declarations/shows/:id/unhide",
    route({ summary: "Afficher à nouveau un spectacle", action: "show.edit", tag, answers: ShowView }),
    params(Id),
    body(OnVersion),
    async (c) =>
      reply(c, await unhideShow(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id })),
  )
  .post(
    "/api/declarations/shows/:id/merge",
    route({
      summary: "Regrouper d’autres spectacles sous celui-ci",
      action: "show.merge",
      tag,
      answers: ShowView,
    }),
    params(Id),
    body(z.omit(MergeShows, { showId: true })),
    async (c) =>
      reply(c, await mergeShows(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id })),
  )
  .post(
    "/api/declarations/shows/:id/unmerge",
    route({ summary: "Séparer un spectacle regroupé", action: "show.merge", tag, answers: ShowView }),
    params(Id),
    body(OnVersion),
    async (c) =>
      reply(
        c,
        await unmergeShow(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/declarations/shows/:id/delete",
    route({ summary: "Supprimer un spectacle saisi", action: "show.delete", tag, answers: ShowView }),
    params(Id),
    body(OnVersion),
    async (c) =>
      reply(c, await deleteShow(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id })),
  )
  .post(
    "/api/declarations/shows/:id/restore",
    route({ summary: "Rétablir un spectacle supprimé", action: "show.edit", tag, answers: ShowView }),
    params(Id),
    body(OnVersion),
    async (c) =>
      reply(
        c,
        await restoreShow(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id }),
      ),
  );
