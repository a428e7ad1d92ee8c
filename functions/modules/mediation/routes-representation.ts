import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  DecideMandate,
  EndRepresentation,
  KeepCase,
  WithdrawCase,
} from "../../../shared/mediation/follow-up.ts";
import { CaseView } from "../../../shared/mediation/schema.ts";
import { SurveyComments } from "../../../shared/mediation/survey.ts";
import { body, type HttpEnv, params, problem, query, reply, route } from "../../platform/http.ts";
import { decideMandate, endRepresentation } from "./decide-mandate.ts";
import { pdfAnswer } from "./pdf-answer.ts";
import { surveyComments } from "./survey-figures.ts";
import { agent } from "./who-asks.ts";
import { keepCase, withdrawCase } from "./withdraw-case.ts";

const tag = "Médiation, requérant et représentants";
const Id = z.object({ id: z.uuid() });
const OfParty = z.object({ id: z.uuid(), party: z.uuid() });

/** What agents note and decide about who asked, who speaks for them and what they thought of it. */
export const representationRoutes = new Hono<HttpEnv>()
  .post(
    "/api/mediation/cases/:id/withdrawal",
    route({ summary: "Noter un retrait", action: "case.withdraw", tag, answers: CaseView }),
    params(Id),
    body(z.omit(WithdrawCase, { caseId: true })),
    async (c) =>
      reply(
        c,
        await withdrawCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .post(
    "/api/mediation/cases/:id/withdrawal/cancel",
    route({ summary: "Annuler un retrait", action: "case.withdraw", tag, answers: CaseView }),
    params(Id),
    body(z.omit(KeepCase, { caseId: true })),
    async (c) =>
      reply(c, await keepCase(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/parties/:party/mandate",
    route({ summary: "Décider d’un mandat", action: "case.decide", tag, answers: CaseView }),
    params(OfParty),
    body(z.omit(DecideMandate, { caseId: true, partyId: true })),
    async (c) => {
      const { id: caseId, party: partyId } = c.req.valid("param");
      return reply(c, await decideMandate(await agent(c), { ...c.req.valid("json"), caseId, partyId }));
    },
  )
  .post(
    "/api/mediation/cases/:id/parties/:party/end",
    route({ summary: "Mettre fin à une représentation", action: "case.decide", tag, answers: CaseView }),
    params(OfParty),
    body(z.omit(EndRepresentation, { caseId: true, partyId: true })),
    async (c) => {
      const { id: caseId, party: partyId } = c.req.valid("param");
      return reply(c, await endRepresentation(await agent(c), { ...c.req.valid("json"), caseId, partyId }));
    },
  )
  .get(
    "/api/mediation/cases/:id/receipt.pdf",
    route({
      summary: "Récépissé à imprimer (PDF)",
      action: "case.note",
      tag,
      answers: z.string(),
      limit: "export",
    }),
    params(Id),
    async (c) => {
      // Writing a PDF is asked for rarely, and its writer weighs more than these routes.
      const { receiptForAgent } = await import("./receipt-pdf.ts");
      const made = await receiptForAgent(await agent(c), c.req.valid("param").id);
      return made.ok ? pdfAnswer(c, made.value) : problem(c, made.refusal);
    },
  )
  .get(
    "/api/mediation/survey-comments",
    route({ summary: "Commentaires de l’enquête", action: "survey.comments", tag, answers: SurveyComments }),
    query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await surveyComments(await agent(c), c.req.valid("query").organisation)),
  );
