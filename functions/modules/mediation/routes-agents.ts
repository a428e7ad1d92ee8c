import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { AuditPage, ListAudit } from "../../../shared/access/audit.ts";
import { CaseCounts, CasePage, ListCases } from "../../../shared/mediation/case-lists.ts";
import { OpenFile } from "../../../shared/mediation/open-file.ts";
import {
  CaseView,
  CloseCase,
  FileLink,
  SendMessage,
  UploadResult,
  UploadTicket,
} from "../../../shared/mediation/schema.ts";
import { MessagesFound, SearchMessages } from "../../../shared/mediation/search.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { checkAgentUpload, requestAgentUpload } from "./agent-uploads.ts";
import { caseHistory } from "./case-history.ts";
import { closeCase } from "./close-case.ts";
import { countCases } from "./counts.ts";
import { linkToFile } from "./file-link.ts";
import { linkToFrame } from "./frame-link.ts";
import { listCases } from "./list-cases.ts";
import { processEntry } from "./process-entry.ts";
import { readCase } from "./read-case.ts";
import { searchMessages } from "./search-messages.ts";
import { sendMessage } from "./send-message.ts";
import { takeCase } from "./take-case.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, agents";
const Id = z.object({ id: z.uuid() });
const Nothing = z.strictObject({});
const OfOrganisation = z.strictObject({ organisation: z.uuid("Identifiant illisible.") });
const SentFile = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  size: z.number().check(z.int(), z.nonnegative()),
});
/** The case and the entry are in the path: the body does not repeat them. */
const Letter = z.omit(SendMessage, { caseId: true });
const Closing = z.omit(CloseCase, { caseId: true });

/** What members of an organisation's mediation may do. */
export const agentRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/counts",
    route({ summary: "Chiffres de l’accueil", action: "case.list", tag, answers: CaseCounts }),
    query(OfOrganisation),
    async (c) => reply(c, await countCases(await agent(c), c.req.valid("query").organisation)),
  )
  .get(
    "/api/mediation/cases",
    route({ summary: "Liste des dossiers", action: "case.list", tag, answers: CasePage }),
    query(ListCases),
    async (c) => reply(c, await listCases(await agent(c), c.req.valid("query"))),
  )
  .get(
    "/api/mediation/search",
    route({
      summary: "Chercher dans les messages et les pièces",
      action: "case.list",
      tag,
      answers: MessagesFound,
    }),
    query(SearchMessages),
    async (c) => reply(c, await searchMessages(await agent(c), c.req.valid("query"))),
  )
  .get(
    "/api/mediation/cases/:id",
    route({ summary: "Un dossier et ses échanges", action: "case.read", tag, answers: CaseView }),
    params(Id),
    async (c) => reply(c, await readCase(c.env.ctx, c.req.valid("param").id)),
  )
  .get(
    "/api/mediation/cases/:id/history",
    route({ summary: "Historique d’un dossier", action: "case.history", tag, answers: AuditPage }),
    params(Id),
    query(ListAudit),
    async (c) => reply(c, await caseHistory(await agent(c), c.req.valid("param").id, c.req.valid("query"))),
  )
  .post(
    "/api/mediation/cases/:id/take",
    route({ summary: "Prendre un dossier", action: "case.take", tag, answers: CaseView }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await takeCase(await agent(c), { caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/uploads",
    route({
      summary: "Préparer l’envoi d’une pièce jointe",
      action: "case.document",
      tag,
      answers: UploadTicket,
      limit: "upload",
    }),
    params(Id),
    body(SentFile),
    async (c) =>
      reply(c, await requestAgentUpload(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/cases/:id/uploads/:uploadId/check",
    route({
      summary: "Vérifier une pièce jointe",
      action: "case.document",
      tag,
      answers: UploadResult,
      limit: "upload",
    }),
    params(z.object({ id: z.uuid(), uploadId: z.uuid() })),
    body(Nothing),
    async (c) => {
      const { id, uploadId } = c.req.valid("param");
      return reply(c, await checkAgentUpload(await agent(c), id, uploadId));
    },
  )
  .post(
    "/api/mediation/cases/:id/messages",
    route({ summary: "Envoyer un message", action: "case.write", tag, answers: CaseView }),
    params(Id),
    body(Letter),
    async (c) =>
      reply(
        c,
        await sendMessage(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/entries/:entryId/processed",
    route({ summary: "Marquer un message comme traité", action: "case.process", tag, answers: CaseView }),
    params(z.object({ id: z.uuid(), entryId: z.uuid() })),
    body(Nothing),
    async (c) => {
      const { id, entryId } = c.req.valid("param");
      return reply(c, await processEntry(await agent(c), { caseId: id, entryId }));
    },
  )
  .post(
    "/api/mediation/cases/:id/close",
    route({ summary: "Clore un dossier", action: "case.close", tag, answers: CaseView }),
    params(Id),
    body(Closing),
    async (c) =>
      reply(c, await closeCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/files/:id/link",
    route({ summary: "Lien vers un fichier", action: "case.read", tag, answers: FileLink }),
    params(Id),
    body(OpenFile),
    async (c) => reply(c, await linkToFile(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/entries/:id/frame",
    route({ summary: "Adresse d’un message dans son cadre", action: "case.read", tag, answers: FileLink }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await linkToFrame(await agent(c), c.req.valid("param").id)),
  );
