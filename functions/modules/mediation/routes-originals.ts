import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { OriginalView } from "../../../shared/mail/originals.ts";
import { CaseView } from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { keepOriginal, readOriginal, reprocessOriginal } from "./originals.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, originaux des courriels";
const Id = z.object({ id: z.uuid() });
const Nothing = z.strictObject({});
const Asked = z.object({ asked: z.literal(true) });

/** The exact bytes of received mails. */
export const originalRoutes = new Hono<HttpEnv>()
  .get(
    "/api/mediation/entries/:id/original",
    route({ summary: "Original d’un courriel", action: "case.original", tag, answers: OriginalView }),
    params(Id),
    async (c) => reply(c, await readOriginal(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/entries/:id/keep-original",
    route({ summary: "Conserver l’original d’un courriel", action: "case.original", tag, answers: CaseView }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await keepOriginal(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/originals/:id/reprocess",
    route({ summary: "Relire un courriel", action: "case.reprocess", tag, answers: Asked }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await reprocessOriginal(await agent(c), c.req.valid("param").id)),
  );
