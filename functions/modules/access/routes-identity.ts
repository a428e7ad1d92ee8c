import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { SignedIn, SignInMethods } from "../../../shared/access/schema.ts";
import { readCookie, takeCookie } from "../../platform/cookies.ts";
import { body, type HttpEnv, reply, route } from "../../platform/http.ts";
import { done } from "../../platform/refusal.ts";
import { signInByProConnect } from "./proconnect-sign-in.ts";
import { replyOpened } from "./routes-sign-in.ts";

const open = { action: "public", tag: "Accès" } as const;

/** Coming in with an identity somebody else vouches for. */
export const identityRoutes = new Hono<HttpEnv>()
  .get(
    "/api/access/sign-in-methods",
    route({
      ...open,
      summary: "Façons de se connecter proposées ici",
      answers: SignInMethods,
      limit: "none",
    }),
    (c) => reply(c, done({ proConnect: c.env.ctx.env.proConnectIssuer !== undefined })),
  )
  .post(
    "/api/access/proconnect",
    route({
      ...open,
      summary: "Ouvrir une session au retour de ProConnect",
      answers: SignedIn,
      limit: "sign-in",
    }),
    body(z.strictObject({})),
    async (c) => {
      const { ctx } = c.env;
      const ticket = readCookie(c, ctx.env, "guichet-proconnect");
      takeCookie(c, ctx.env, "guichet-proconnect");
      return replyOpened(c, await signInByProConnect(ctx, ticket));
    },
  );
