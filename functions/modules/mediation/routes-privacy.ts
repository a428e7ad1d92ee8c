import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { AccessReview, AskAccess, SaveAccess } from "../../../shared/mediation/access-request.ts";
import { JobAsked } from "../../../shared/mediation/exports.ts";
import { ErasureReach, PrepareErasure, PrivacyView } from "../../../shared/mediation/privacy.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { accessReview, askAccess, saveAccess } from "./access-request.ts";
import { decideErasure, erasureReach, prepareErasure, readPrivacy } from "./privacy.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, données personnelles";
const Id = z.object({ id: z.uuid() });
const Made = z.object({ id: z.string() });

/** What ends, what is erased and the proof of it. */
export const privacyRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/privacy",
    route({
      summary: "Conservation et effacements d’une organisation",
      action: "privacy.decide",
      tag,
      answers: PrivacyView,
    }),
    query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await readPrivacy(await agent(c), c.req.valid("query").organisation)),
  )
  .get(
    "/api/mediation/cases/:id/erasure",
    route({
      summary: "Ce qu’un effacement toucherait",
      action: "case.prepare_erasure",
      tag,
      answers: ErasureReach,
    }),
    params(Id),
    async (c) => reply(c, await erasureReach(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/cases/:id/erasure",
    route({ summary: "Préparer un effacement", action: "case.prepare_erasure", tag, answers: Made }),
    params(Id),
    body(PrepareErasure),
    async (c) =>
      reply(
        c,
        await prepareErasure(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
      ),
  )
  .get(
    "/api/mediation/cases/:id/access-request",
    route({
      summary: "Ce qui peut être donné à une personne qui demande ses données",
      action: "case.prepare_access",
      tag,
      answers: AccessReview,
    }),
    params(Id),
    async (c) => reply(c, await accessReview(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/cases/:id/access-choice",
    route({
      summary: "Garder ce qui sera donné à une personne qui demande ses données",
      action: "case.prepare_access",
      tag,
      answers: AccessReview,
    }),
    params(Id),
    body(SaveAccess),
    async (c) =>
      reply(c, await saveAccess(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id })),
  )
  .post(
    "/api/mediation/cases/:id/access-request",
    route({
      summary: "Répondre à une demande d’accès",
      action: "privacy.decide",
      tag,
      answers: JobAsked,
      status: 201,
    }),
    params(Id),
    body(AskAccess),
    async (c) =>
      reply(
        c,
        await askAccess(await agent(c), { ...c.req.valid("json"), caseId: c.req.valid("param").id }),
        201,
      ),
  )
  .post(
    "/api/mediation/erasures/:id",
    route({
      summary: "Confirmer ou abandonner un effacement",
      action: "privacy.decide",
      tag,
      answers: Made,
    }),
    params(Id),
    body(z.strictObject({ confirm: z.boolean() })),
    async (c) =>
      reply(c, await decideErasure(await agent(c), { ...c.req.valid("json"), id: c.req.valid("param").id })),
  );
