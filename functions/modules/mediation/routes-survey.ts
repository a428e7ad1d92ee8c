import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { SurveyAnswers, SurveyPage } from "../../../shared/mediation/survey.ts";
import { body, type HttpEnv, reply, route } from "../../platform/http.ts";
import { answerSurvey, surveyPage } from "./answer-survey.ts";

const tag = "Enquête";
const Link = z.strictObject({ token: z.string().check(z.maxLength(400)) });

/** The survey of a closed case, for whoever holds its link. */
export const surveyRoutes = new Hono<HttpEnv>()
  .post(
    "/api/public/avis/open",
    route({ summary: "Ouvrir une enquête par son lien", action: "public", tag, answers: SurveyPage }),
    body(Link),
    async (c) => reply(c, await surveyPage(c.env.ctx, c.req.valid("json").token)),
  )
  .post(
    "/api/public/avis/answers",
    route({
      summary: "Donner son avis",
      action: "public",
      tag,
      answers: z.object({ kept: z.literal(true) }),
    }),
    body(SurveyAnswers),
    async (c) => reply(c, await answerSurvey(c.env.ctx, c.req.valid("json"))),
  );
