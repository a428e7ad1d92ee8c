import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { DeleteNote, EditNote, NoteRevisions, PinNote } from "../../../shared/mediation/notes.ts";
import { CaseView } from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { deleteNote, editNote, pinNote, readRevisions } from "./edit-note.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, notes";
const Id = z.object({ id: z.uuid() });

/** Notes once they are written: reworded, pinned, taken away, and what they said before. */
export const noteRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/notes/:id/revisions",
    route({ summary: "Versions d’une note", action: "case.read", tag, answers: NoteRevisions }),
    params(Id),
    async (c) => reply(c, await readRevisions(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/notes/:id",
    route({ summary: "Modifier une note", action: "case.note", tag, answers: CaseView }),
    params(Id),
    body(z.omit(EditNote, { entryId: true })),
    async (c) =>
      reply(c, await editNote(await agent(c), { ...c.req.valid("json"), entryId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/notes/:id/pin",
    route({ summary: "Épingler une note", action: "case.note", tag, answers: CaseView }),
    params(Id),
    body(z.omit(PinNote, { entryId: true })),
    async (c) =>
      reply(c, await pinNote(await agent(c), { ...c.req.valid("json"), entryId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/notes/:id/delete",
    route({ summary: "Supprimer une note", action: "case.note", tag, answers: CaseView }),
    params(Id),
    body(z.omit(DeleteNote, { entryId: true })),
    async (c) =>
      reply(
        c,
        await deleteNote(await agent(c), { ...c.req.valid("json"), entryId: c.req.valid("param").id }),
      ),
  );
