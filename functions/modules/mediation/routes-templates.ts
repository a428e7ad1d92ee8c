import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  ArchiveTemplate,
  ChangeTemplate,
  CreateTemplate,
  FilledTemplates,
  TemplateList,
  TemplateView,
} from "../../../shared/mediation/templates.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { fillTemplates } from "./fill-templates.ts";
import { archiveTemplate, changeTemplate, createTemplate, listTemplates } from "./templates.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, modèles";
const action = "template.write";
const organisation = z.uuid("Identifiant illisible.");
const OfOrganisation = z.strictObject({ organisation });
const Id = z.object({ id: z.uuid() });

/** Templates of messages, for whoever writes or prepares them. */
export const templateRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/templates",
    route({ summary: "Modèles remplis pour un dossier", action, tag, answers: FilledTemplates }),
    query(z.strictObject({ organisation, case: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await fillTemplates(await agent(c), c.req.valid("query"))),
  )
  .get(
    "/api/mediation/templates/all",
    route({ summary: "Modèles d’une organisation", action, tag, answers: TemplateList }),
    query(OfOrganisation),
    async (c) => reply(c, await listTemplates(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/templates",
    route({ summary: "Écrire un modèle", action, tag, answers: TemplateView, status: 201 }),
    query(OfOrganisation),
    body(CreateTemplate),
    async (c) =>
      reply(
        c,
        await createTemplate(await agent(c), {
          ...c.req.valid("json"),
          organisationId: c.req.valid("query").organisation,
        }),
        201,
      ),
  )
  .post(
    "/api/mediation/templates/:id",
    route({ summary: "Changer un modèle", action, tag, answers: TemplateView }),
    params(Id),
    query(OfOrganisation),
    body(ChangeTemplate),
    async (c) =>
      reply(
        c,
        await changeTemplate(await agent(c), {
          ...c.req.valid("json"),
          id: c.req.valid("param").id,
          organisationId: c.req.valid("query").organisation,
        }),
      ),
  )
  .post(
    "/api/mediation/templates/:id/archive",
    route({ summary: "Retirer ou remettre un modèle", action, tag, answers: TemplateView }),
    params(Id),
    query(OfOrganisation),
    body(ArchiveTemplate),
    async (c) =>
      reply(
        c,
        await archiveTemplate(await agent(c), {
          ...c.req.valid("json"),
          id: c.req.valid("param").id,
          organisationId: c.req.valid("query").organisation,
        }),
      ),
  );
