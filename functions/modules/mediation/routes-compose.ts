import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  AddNote,
  Composing,
  DiscardDraft,
  DraftList,
  DraftSaved,
  Present,
  SaveDraft,
  ShowPresence,
} from "../../../shared/mediation/compose.ts";
import { CaseView } from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { addNote } from "./add-note.ts";
import { bePresent } from "./be-present.ts";
import { discardDraft, listDrafts, readComposing, saveDraft } from "./drafts.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, rédaction";
const Id = z.object({ id: z.uuid() });
// The case is in the path: bodies do not repeat it.
const Draft = z.omit(SaveDraft, { caseId: true });
const Thrown = z.omit(DiscardDraft, { caseId: true });
const Note = z.omit(AddNote, { caseId: true });
const Sign = z.omit(ShowPresence, { caseId: true });

/** What an agent writes on a case before it is sent, notes, and who else is there. */
export const composeRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/drafts",
    route({ summary: "Brouillons de l’agent", action: "case.list", tag, answers: DraftList }),
    query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await listDrafts(await agent(c), c.req.valid("query").organisation)),
  )
  .get(
    "/api/mediation/cases/:id/draft",
    route({ summary: "Brouillons d’un dossier", action: "case.note", tag, answers: Composing }),
    params(Id),
    async (c) => reply(c, await readComposing(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/cases/:id/draft",
    route({ summary: "Enregistrer un brouillon", action: "case.note", tag, answers: DraftSaved }),
    params(Id),
    body(Draft),
    async (c) =>
      reply(c, await saveDraft(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/draft/discard",
    route({ summary: "Jeter un brouillon", action: "case.note", tag, answers: z.object({}) }),
    params(Id),
    body(Thrown),
    async (c) =>
      reply(
        c,
        await discardDraft(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/notes",
    route({ summary: "Ajouter une note interne", action: "case.note", tag, answers: CaseView }),
    params(Id),
    body(Note),
    async (c) =>
      reply(c, await addNote(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/presence",
    route({ summary: "Dire qu’on a le dossier ouvert", action: "case.read", tag, answers: Present }),
    params(Id),
    body(Sign),
    async (c) =>
      reply(c, await bePresent(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  );
