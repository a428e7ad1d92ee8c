import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  CaseTicket,
  KeepRegistrationDraft,
  RegisterCase,
  RegistrationDraft,
} from "../../../shared/mediation/registering.ts";
import { UploadResult, UploadTicket } from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { caseTicket } from "./case-ticket.ts";
import { registerCase } from "./register-case.ts";
import {
  checkRegistrationUpload,
  giveUpRegistration,
  keepRegistrationDraft,
  readRegistrationDraft,
  requestRegistrationUpload,
} from "./registration-draft.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, saisines enregistrées";
const Id = z.object({ id: z.uuid() });
const Nothing = z.strictObject({});
const organisation = z.uuid("Identifiant illisible.");
const key = z.uuid("Identifiant illisible.");
const Upload = z.strictObject({
  organisation,
  key,
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  size: z.number().check(z.int(), z.nonnegative()),
});

/** Registering a case for somebody: the draft, its scans, the case and its printed proof. */
export const registeringRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/registration",
    route({
      summary: "Brouillon de la saisine à enregistrer",
      action: "case.register",
      tag,
      answers: RegistrationDraft,
    }),
    query(z.strictObject({ organisation })),
    async (c) => reply(c, await readRegistrationDraft(await agent(c), c.req.valid("query").organisation)),
  )
  .post(
    "/api/mediation/registration",
    route({
      summary: "Garder le brouillon d’une saisine",
      action: "case.register",
      tag,
      answers: z.object({ updatedAt: z.string() }),
      limit: "upload",
    }),
    body(KeepRegistrationDraft),
    async (c) => reply(c, await keepRegistrationDraft(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/mediation/registration/give-up",
    route({ summary: "Abandonner une saisine", action: "case.register", tag, answers: Nothing }),
    body(z.strictObject({ organisation })),
    async (c) => reply(c, await giveUpRegistration(await agent(c), c.req.valid("json").organisation)),
  )
  .post(
    "/api/mediation/registration/uploads",
    route({
      summary: "Préparer l’envoi d’une pièce de la saisine",
      action: "case.register",
      tag,
      answers: UploadTicket,
      limit: "upload",
    }),
    body(Upload),
    async (c) => reply(c, await requestRegistrationUpload(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/mediation/registration/uploads/:id/check",
    route({
      summary: "Vérifier une pièce de la saisine",
      action: "case.register",
      tag,
      answers: UploadResult,
      limit: "upload",
    }),
    params(Id),
    body(z.strictObject({ key })),
    async (c) =>
      reply(
        c,
        await checkRegistrationUpload(await agent(c), c.req.valid("param").id, c.req.valid("json").key),
      ),
  )
  .post(
    "/api/mediation/registered-cases",
    route({
      summary: "Enregistrer une saisine",
      action: "case.register",
      tag,
      answers: z.object({ caseId: z.string() }),
    }),
    body(RegisterCase),
    async (c) => reply(c, await registerCase(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/mediation/cases/:id/ticket",
    route({ summary: "Récépissé imprimé d’un dossier", action: "case.register", tag, answers: CaseTicket }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await caseTicket(await agent(c), c.req.valid("param").id)),
  );
