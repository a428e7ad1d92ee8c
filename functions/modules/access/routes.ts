import * as z from "zod/mini";
import { Me, SignIn } from "../../../shared/access/schema.ts";
import { giveCookie, takeCookie } from "../../platform/cookies.ts";
import { enter } from "../../platform/enter.ts";
import { body, reply, route, routesApp } from "../../platform/http.ts";
import { done } from "../../platform/refusal.ts";
import { whoAmI } from "./me.ts";
import { auditRoutes } from "./routes-audit.ts";
import { sessionSeconds, signIn, signOut } from "./sign-in.ts";

const Nothing = z.strictObject({});
const tag = "Accès";

/** Getting in and out. */
export const routes = routesApp()
  .post(
    "/api/access/sign-in",
    route({ summary: "Ouvrir une session", action: "public", tag, answers: Me }),
    body(SignIn),
    async (c) => {
      const { ctx } = c.env;
      const opened = await signIn(ctx, c.req.valid("json"));
      if (opened.ok) giveCookie(c, ctx.env, "guichet", opened.value.secret, sessionSeconds);
      return reply(c, opened.ok ? done(opened.value.me) : opened);
    },
  )
  .post(
    "/api/access/sign-out",
    route({ summary: "Fermer sa session", action: "public", tag, answers: Nothing }),
    body(Nothing),
    async (c) => {
      const closed = await signOut(await enter(c.env.ctx));
      takeCookie(c, c.env.ctx.env, "guichet");
      return reply(c, closed.ok ? done({}) : closed);
    },
  )
  .get(
    "/api/access/me",
    route({ summary: "Qui est connecté", action: "self.read", tag, answers: Me }),
    async (c) => reply(c, await whoAmI(c.env.ctx)),
  )
  .route("/", auditRoutes);
