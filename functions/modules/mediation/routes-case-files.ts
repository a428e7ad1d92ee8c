import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { AskCaseFile, AskSynthesis } from "../../../shared/mediation/case-file.ts";
import { JobAsked } from "../../../shared/mediation/exports.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { askCaseFile, askSynthesis } from "./ask-case-file.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, travaux longs";
const Id = z.object({ id: z.uuid() });

/** Files made of one case. */
export const caseFileRoutes = new Hono<HttpEnv>()
  .post(
    "/api/mediation/cases/:id/synthesis",
    route({
      summary: "Demander la synthèse d’un dossier",
      action: "case.synthesis",
      tag,
      answers: JobAsked,
      status: 201,
    }),
    params(Id),
    body(AskSynthesis),
    async (c) =>
      reply(
        c,
        await askSynthesis(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
        201,
      ),
  )
  .post(
    "/api/mediation/cases/:id/archive",
    route({
      summary: "Demander tout un dossier en une archive",
      action: "case.export",
      tag,
      answers: JobAsked,
      status: 201,
    }),
    params(Id),
    body(AskCaseFile),
    async (c) =>
      reply(
        c,
        await askCaseFile(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
        201,
      ),
  );
