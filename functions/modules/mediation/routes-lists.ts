import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  ChangeListItem,
  ChangeTag,
  CreateListItem,
  CreateTag,
  ListItemReplaced,
  ListItems,
  ReferenceLists,
  ReplaceListItem,
  TagCase,
  TagList,
} from "../../../shared/mediation/lists.ts";
import { CaseView } from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { changeListItem } from "./change-list-item.ts";
import { createListItem } from "./create-list-item.ts";
import { readListSettings, readReferenceLists } from "./list-items.ts";
import { replaceListItem } from "./replace-list-item.ts";
import { changeTag, createTag, deleteTag, tagCase } from "./tags.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, listes";
const OfOrganisation = z.strictObject({ organisation: z.uuid("Identifiant illisible.") });
const Id = z.object({ id: z.uuid() });
const Nothing = z.strictObject({});

/** Reference lists and tags: read on cases, set by an organisation, and the platform's own. */
export const listRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/lists",
    route({
      summary: "Domaines, tiers et étiquettes des dossiers",
      action: "case.list",
      tag,
      answers: ReferenceLists,
    }),
    query(OfOrganisation),
    async (c) => reply(c, await readReferenceLists(await agent(c), c.req.valid("query").organisation)),
  )
  .get(
    "/api/mediation/list-items",
    route({
      summary: "Listes de référence à régler",
      action: "organisation.texts",
      tag,
      answers: ListItems,
    }),
    query(OfOrganisation),
    async (c) => reply(c, await readListSettings(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/list-items",
    route({
      summary: "Ajouter à une liste de l’organisation",
      action: "organisation.texts",
      tag,
      answers: ListItems,
    }),
    query(OfOrganisation),
    body(CreateListItem),
    async (c) =>
      reply(c, await createListItem(await agent(c), c.req.valid("query").organisation, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/list-items/:id",
    route({
      summary: "Changer un élément de l’organisation",
      action: "organisation.texts",
      tag,
      answers: ListItems,
    }),
    params(Id),
    query(OfOrganisation),
    body(ChangeListItem),
    async (c) =>
      reply(
        c,
        await changeListItem(
          await agent(c),
          c.req.valid("query").organisation,
          c.req.valid("param").id,
          c.req.valid("json"),
        ),
      ),
  )
  .post(
    "/api/mediation/list-items/:id/replace",
    route({
      summary: "Remplacer un élément de l’organisation par un autre",
      action: "organisation.texts",
      tag,
      answers: ListItemReplaced,
    }),
    params(Id),
    query(OfOrganisation),
    body(ReplaceListItem),
    async (c) =>
      reply(
        c,
        await replaceListItem(
          await agent(c),
          c.req.valid("query").organisation,
          c.req.valid("param").id,
          c.req.valid("json").by,
        ),
      ),
  )
  .get(
    "/api/mediation/platform-lists",
    route({
      summary: "Listes de référence de la plateforme",
      action: "platform.read",
      tag,
      answers: ListItems,
    }),
    async (c) => reply(c, await readListSettings(await agent(c), null)),
  )
  .post(
    "/api/mediation/platform-lists",
    route({
      summary: "Ajouter à une liste de la plateforme",
      action: "platform.change",
      tag,
      answers: ListItems,
    }),
    body(CreateListItem),
    async (c) => reply(c, await createListItem(await agent(c), null, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/platform-lists/:id",
    route({
      summary: "Changer un élément de la plateforme",
      action: "platform.change",
      tag,
      answers: ListItems,
    }),
    params(Id),
    body(ChangeListItem),
    async (c) =>
      reply(c, await changeListItem(await agent(c), null, c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/platform-lists/:id/replace",
    route({
      summary: "Remplacer un élément de la plateforme par un autre",
      action: "platform.change",
      tag,
      answers: ListItemReplaced,
    }),
    params(Id),
    body(ReplaceListItem),
    async (c) =>
      reply(c, await replaceListItem(await agent(c), null, c.req.valid("param").id, c.req.valid("json").by)),
  )
  .post(
    "/api/mediation/tags",
    route({ summary: "Créer une étiquette", action: "tag.write", tag, answers: TagList }),
    query(OfOrganisation),
    body(CreateTag),
    async (c) =>
      reply(c, await createTag(await agent(c), c.req.valid("query").organisation, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/tags/:id",
    route({ summary: "Changer une étiquette", action: "tag.write", tag, answers: TagList }),
    params(Id),
    body(ChangeTag),
    async (c) => reply(c, await changeTag(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/tags/:id/delete",
    route({ summary: "Supprimer une étiquette", action: "tag.write", tag, answers: TagList }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await deleteTag(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/cases/:id/tags",
    route({ summary: "Étiqueter un dossier", action: "case.decide", tag, answers: CaseView }),
    params(Id),
    body(TagCase),
    async (c) =>
      reply(c, await tagCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  );
