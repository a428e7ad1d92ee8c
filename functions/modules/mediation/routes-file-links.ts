import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { CaseView } from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { endFileLink } from "./revoke-file-link.ts";
import { agent } from "./who-asks.ts";

/** Files sent as links, for those who write on the case. */
export const fileLinkRoutes = new Hono<HttpEnv>().post(
  "/api/mediation/file-links/:id/revoke",
  route({
    summary: "Révoquer le lien d’un fichier envoyé",
    action: "case.write",
    tag: "Médiation, agents",
    answers: CaseView,
  }),
  params(z.object({ id: z.uuid() })),
  body(z.strictObject({})),
  async (c) => reply(c, await endFileLink(await agent(c), c.req.valid("param").id)),
);
