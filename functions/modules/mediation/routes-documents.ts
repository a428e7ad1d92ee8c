import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { AddDocuments, ChangeDocument, ZipDocuments } from "../../../shared/mediation/documents.ts";
import { CaseView } from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { addDocuments, changeDocument, removeDocument, showDocument } from "./documents.ts";
import { agent } from "./who-asks.ts";
import { zipDocuments } from "./zip-documents.ts";

const tag = "Médiation, documents";
const Id = z.object({ id: z.uuid() });
const Nothing = z.strictObject({});

/** Documents of cases: added, filed, taken away, several in one file. */
export const documentRoutes = new Hono<HttpEnv>()
  .post(
    "/api/mediation/cases/:id/documents",
    route({ summary: "Ajouter des documents", action: "case.document", tag, answers: CaseView }),
    params(Id),
    body(z.omit(AddDocuments, { caseId: true })),
    async (c) =>
      reply(
        c,
        await addDocuments(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/documents/zip",
    route({
      summary: "Plusieurs documents en un fichier",
      action: "case.read",
      tag,
      answers: z.object({ jobId: z.string() }),
    }),
    params(Id),
    body(z.omit(ZipDocuments, { caseId: true })),
    async (c) =>
      reply(
        c,
        await zipDocuments(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/files/:id",
    route({ summary: "Modifier un document", action: "case.document", tag, answers: CaseView }),
    params(Id),
    body(z.omit(ChangeDocument, { fileId: true })),
    async (c) =>
      reply(
        c,
        await changeDocument(await agent(c), { ...c.req.valid("json"), fileId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/files/:id/remove",
    route({
      summary: "Supprimer ou masquer un document",
      action: "case.remove_document",
      tag,
      answers: CaseView,
    }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await removeDocument(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/files/:id/show",
    route({ summary: "Remettre un document masqué", action: "case.remove_document", tag, answers: CaseView }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await showDocument(await agent(c), c.req.valid("param").id)),
  );
