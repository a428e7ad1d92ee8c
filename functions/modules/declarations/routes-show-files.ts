import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { AddFiles, ChangeFile, SendFile } from "../../../shared/declarations/show-inputs.ts";
import { ShowView } from "../../../shared/declarations/shows.ts";
import { FileLink, UploadResult, UploadTicket } from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { addFiles, changeFile, checkShowUpload, linkToShowFile, requestShowUpload } from "./show-files.ts";
import { agent } from "./who-asks.ts";

const tag = "Déclarations, pièces jointes";
const Id = z.object({ id: z.uuid() });

/** Files of a show: sent straight to the bucket, read, joined, opened. */
export const showFileRoutes = new Hono<HttpEnv>()
  .post(
    "/api/declarations/shows/:id/uploads",
    route({ summary: "Annoncer un fichier", action: "show.edit", tag, answers: UploadTicket, status: 201 }),
    params(Id),
    body(SendFile),
    async (c) =>
      reply(c, await requestShowUpload(await agent(c), c.req.valid("param").id, c.req.valid("json")), 201),
  )
  .post(
    "/api/declarations/shows/:id/uploads/:ticket/check",
    route({ summary: "Vérifier un fichier envoyé", action: "show.edit", tag, answers: UploadResult }),
    params(z.object({ id: z.uuid(), ticket: z.uuid() })),
    body(z.strictObject({})),
    async (c) => {
      const { id, ticket } = c.req.valid("param");
      return reply(c, await checkShowUpload(await agent(c), id, ticket));
    },
  )
  .post(
    "/api/declarations/shows/:id/files",
    route({ summary: "Joindre des fichiers", action: "show.edit", tag, answers: ShowView }),
    params(Id),
    body(z.omit(AddFiles, { showId: true })),
    async (c) =>
      reply(c, await addFiles(await agent(c), { ...c.req.valid("json"), showId: c.req.valid("param").id })),
  )
  .post(
    "/api/declarations/files/:id",
    route({ summary: "Changer ou retirer un fichier", action: "show.edit", tag, answers: ShowView }),
    params(Id),
    body(z.omit(ChangeFile, { fileId: true })),
    async (c) =>
      reply(c, await changeFile(await agent(c), { ...c.req.valid("json"), fileId: c.req.valid("param").id })),
  )
  .post(
    "/api/declarations/files/:id/link",
    route({ summary: "Ouvrir un fichier", action: "show.read", tag, answers: FileLink }),
    params(Id),
    body(z.strictObject({})),
    async (c) => reply(c, await linkToShowFile(await agent(c), c.req.valid("param").id)),
  );
