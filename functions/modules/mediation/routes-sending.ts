import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { CaseView } from "../../../shared/mediation/schema.ts";
import {
  CorrectAddress,
  RenewReplyAddress,
  ResendCopy,
  UndeliverableMembers,
} from "../../../shared/mediation/sending.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { cancelMessage } from "./cancel-message.ts";
import { renewReplyAddress } from "./renew-reply-address.ts";
import { correctAndResend, resendFailed } from "./resend-copy.ts";
import { settleFailure, unblockAddress } from "./settle-failure.ts";
import { undeliverableMembers } from "./undeliverable-members.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, envois";
const Id = z.object({ id: z.uuid() });
const Nothing = z.strictObject({});
const answers = CaseView;

/** What agents do about messages that have not left, or did not arrive. */
export const sendingRoutes = new Hono<HttpEnv>()
  .post(
    "/api/mediation/messages/:id/cancel",
    route({ summary: "Annuler un message avant son départ", action: "case.write", tag, answers }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await cancelMessage(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/recipients/:id/resend",
    route({ summary: "Renvoyer un message non remis", action: "case.write", tag, answers }),
    params(Id),
    body(ResendCopy),
    async (c) => reply(c, await resendFailed(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/recipients/:id/correct",
    route({ summary: "Corriger une adresse et renvoyer", action: "case.write", tag, answers }),
    params(Id),
    body(CorrectAddress),
    async (c) =>
      reply(c, await correctAndResend(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/recipients/:id/settle",
    route({ summary: "Ne pas renvoyer un message", action: "case.write", tag, answers }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await settleFailure(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/recipients/:id/unblock",
    route({ summary: "Débloquer l’adresse d’un participant", action: "case.write", tag, answers }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await unblockAddress(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/cases/:id/participants/:participantId/reply-address",
    route({
      summary: "Changer l’adresse de réponse d’un participant",
      action: "case.write",
      tag,
      answers: Nothing,
    }),
    params(z.object({ id: z.uuid(), participantId: z.uuid() })),
    body(RenewReplyAddress),
    async (c) => {
      const { id, participantId } = c.req.valid("param");
      const given = c.req.valid("json");
      return reply(c, await renewReplyAddress(await agent(c), { caseId: id, participantId }, given));
    },
  )
  .get(
    "/api/mediation/undeliverable",
    route({
      summary: "Membres que nos courriels n’atteignent pas",
      action: "case.list",
      tag,
      answers: UndeliverableMembers,
    }),
    query(z.strictObject({ organisation: z.uuid("Identifiant illisible.") })),
    async (c) => reply(c, await undeliverableMembers(await agent(c), c.req.valid("query").organisation)),
  );
