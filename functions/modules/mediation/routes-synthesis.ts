import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  AssessmentChanges,
  ConclusionChanges,
  DatesChanges,
  DisputeChanges,
  editOf,
  ReceptionChanges,
  RequesterChanges,
} from "../../../shared/mediation/case-blocks.ts";
import {
  ClosingPreview,
  LetterPreview,
  LogContact,
  MakeLetter,
  PreviewLetter,
  ReopenCase,
} from "../../../shared/mediation/closing.ts";
import { CaseView, CloseCase } from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { previewClosing } from "./close-case.ts";
import { editBlock } from "./edit-block.ts";
import { logContact } from "./log-contact.ts";
import { makeLetter, previewLetter } from "./make-letter.ts";
import { reopenCase } from "./reopen-case.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, synthèse";
const Id = z.object({ id: z.uuid() });
/** The case is in the path: the body does not repeat it. */
const Closing = z.omit(CloseCase, { caseId: true });

/** The blocks of a case, each saved alone. */
export const synthesisRoutes = new Hono<HttpEnv>()
  .post(
    "/api/mediation/cases/:id/dispute",
    route({ summary: "Corriger le différend", action: "case.edit", tag, answers: CaseView }),
    params(Id),
    body(editOf(DisputeChanges)),
    async (c) =>
      reply(
        c,
        await editBlock(await agent(c), "dispute", {
          ...c.req.valid("json"),
          caseId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/reception",
    route({ summary: "Corriger la saisine", action: "case.edit", tag, answers: CaseView }),
    params(Id),
    body(editOf(ReceptionChanges)),
    async (c) =>
      reply(
        c,
        await editBlock(await agent(c), "reception", {
          ...c.req.valid("json"),
          caseId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/requester",
    route({ summary: "Corriger le requérant", action: "case.edit", tag, answers: CaseView }),
    params(Id),
    body(editOf(RequesterChanges)),
    async (c) =>
      reply(
        c,
        await editBlock(await agent(c), "requester", {
          ...c.req.valid("json"),
          caseId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/assessment",
    route({ summary: "Compétence et recevabilité", action: "case.decide", tag, answers: CaseView }),
    params(Id),
    body(editOf(AssessmentChanges)),
    async (c) =>
      reply(
        c,
        await editBlock(await agent(c), "assessment", {
          ...c.req.valid("json"),
          caseId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/dates",
    route({ summary: "Dates de la médiation", action: "case.decide", tag, answers: CaseView }),
    params(Id),
    body(editOf(DatesChanges)),
    async (c) =>
      reply(
        c,
        await editBlock(await agent(c), "dates", {
          ...c.req.valid("json"),
          caseId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/conclusion",
    route({ summary: "Conclusion et recommandation", action: "case.decide", tag, answers: CaseView }),
    params(Id),
    body(editOf(ConclusionChanges)),
    async (c) =>
      reply(
        c,
        await editBlock(await agent(c), "conclusion", {
          ...c.req.valid("json"),
          caseId: c.req.valid("param").id,
        }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/close/preview",
    route({ summary: "Lire les messages d’une clôture", action: "case.close", tag, answers: ClosingPreview }),
    params(Id),
    body(Closing),
    async (c) =>
      reply(
        c,
        await previewClosing(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/reopen",
    route({ summary: "Rouvrir un dossier", action: "case.reopen", tag, answers: CaseView }),
    params(Id),
    body(ReopenCase),
    async (c) =>
      reply(c, await reopenCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/contacts",
    route({
      summary: "Consigner un appel, un courrier ou un rendez-vous",
      action: "case.write",
      tag,
      answers: CaseView,
    }),
    params(Id),
    body(LogContact),
    async (c) =>
      reply(c, await logContact(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/letters/preview",
    route({
      summary: "Relire un courrier avant de le préparer",
      action: "case.write",
      tag,
      answers: LetterPreview,
    }),
    params(Id),
    body(PreviewLetter),
    async (c) =>
      reply(
        c,
        await previewLetter(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/letters",
    route({ summary: "Préparer un courrier à imprimer", action: "case.write", tag, answers: CaseView }),
    params(Id),
    body(MakeLetter),
    async (c) =>
      reply(c, await makeLetter(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  );
