import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { AssignUnplaced, UnplacedMails } from "../../../shared/mail/quarantine.ts";
import { enter } from "../../platform/enter.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { assignUnplaced, dropUnplaced, listUnplaced } from "./unplaced-mails.ts";

const tag = "Exploitation";
const Id = z.object({ id: z.uuid() });
const Nothing = z.strictObject({});

/** Mails without destination, for administrators of the platform: counted, given away or deleted, never read. */
export const heldMailRoutes = new Hono<HttpEnv>()
  .get(
    "/api/operations/held-mails",
    route({ summary: "Courriels sans destination", action: "platform.read", tag, answers: UnplacedMails }),
    query(z.strictObject({ after: z.optional(z.string()) })),
    async (c) => reply(c, await listUnplaced(await enter(c.env.ctx), c.req.valid("query").after)),
  )
  .post(
    "/api/operations/held-mails/:id/delete",
    route({
      summary: "Supprimer un courriel sans destination",
      action: "platform.change",
      tag,
      answers: Nothing,
    }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await dropUnplaced(await enter(c.env.ctx), c.req.valid("param").id)),
  )
  .post(
    "/api/operations/held-mails/:id/assign",
    route({
      summary: "Confier un courriel à une organisation",
      action: "platform.change",
      tag,
      answers: Nothing,
    }),
    params(Id),
    body(AssignUnplaced),
    async (c) =>
      reply(c, await assignUnplaced(await enter(c.env.ctx), c.req.valid("param").id, c.req.valid("json"))),
  );
