import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { ChooseDigests, UnblockAddress, Unblocked } from "../../../shared/mail/copy-links.ts";
import { body, type HttpEnv, params, reply, route } from "../../platform/http.ts";
import { chooseDigests, unblockByLink } from "./choose-by-link.ts";
import { digestsPageUrl, oneClickPath } from "./copy-links.ts";

const tag = "Courriels";
const action = "public";
const Nothing = z.strictObject({});
const Token = z.object({ token: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });

/** What somebody may do by a link in a mail of ours, without account. */
export const copyRoutes = new Hono<HttpEnv>()
  .post(
    "/api/mail/unblock",
    route({ summary: "Débloquer son adresse", action, tag, answers: Unblocked }),
    body(UnblockAddress),
    async (c) => reply(c, await unblockByLink(c.env.ctx, c.req.valid("json"))),
  )
  .post(
    "/api/mail/digests",
    route({ summary: "Recevoir les résumés, ou non", action, tag, answers: Nothing }),
    body(ChooseDigests),
    async (c) => reply(c, await chooseDigests(c.env.ctx, c.req.valid("json"))),
  )
  // Posted by a mail program, in a form nobody reads (RFC 8058).
  .post(
    `${oneClickPath}:token`,
    route({ summary: "Ne plus recevoir les résumés", action, tag, answers: Nothing }),
    params(Token),
    async (c) =>
      reply(c, await chooseDigests(c.env.ctx, { token: c.req.valid("param").token, wanted: false })),
  )
  // Opened by a person.
  .get(
    `${oneClickPath}:token`,
    route({ summary: "Page des résumés", action, tag, answers: Nothing, limit: "none" }),
    params(Token),
    (c) => c.redirect(digestsPageUrl(c.env.ctx.env, c.req.valid("param").token), 303),
  );
