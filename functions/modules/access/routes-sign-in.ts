import type { Context } from "hono";
import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import {
  AskByEmail,
  Me,
  PasskeyAnswer,
  PasskeyOptions,
  RecoveryCode,
  ResetPassword,
  SignedIn,
  SignedOut,
  SignIn,
  TotpCode,
  WithToken,
} from "../../../shared/access/schema.ts";
import { giveCookie, takeCookie } from "../../platform/cookies.ts";
import { enter } from "../../platform/enter.ts";
import { body, type HttpEnv, reply, route } from "../../platform/http.ts";
import { done, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { askMagicLink, openMagicLink } from "./magic-link.ts";
import { whoAmI } from "./me.ts";
import { askPasswordReset, resetPassword } from "./password-reset.ts";
import { proConnectSignOut } from "./proconnect-ticket.ts";
import { type Opened, sessionSeconds } from "./session-open.ts";
import { signIn, signOut } from "./sign-in.ts";
import { askPasskey, givePasskey, giveRecoveryCode, giveTotp } from "./sign-in-second-factor.ts";

const Nothing = z.strictObject({});
const tag = "Accès";
const open = { action: "public", tag, limit: "sign-in" } as const;

/** Gives the browser the secret of a session that was opened or took its second step. */
export const replyOpened = (c: Context<HttpEnv>, opened: Result<Opened>) => {
  if (opened.ok) giveCookie(c, c.env.ctx.env, "guichet", opened.value.secret, sessionSeconds);
  return reply(c, opened.ok ? done(opened.value.signedIn) : opened);
};
/** One answer when there is nothing to tell. */
const replyNothing = (c: Context<HttpEnv>, result: Result<null>) => reply(c, result.ok ? done({}) : result);

/** Getting in and out. */
export const signInRoutes = new Hono<HttpEnv>()
  .post(
    "/api/access/sign-in",
    route({ ...open, summary: "Ouvrir une session", answers: SignedIn }),
    body(SignIn),
    async (c) => replyOpened(c, await signIn(c.env.ctx, c.req.valid("json"))),
  )
  .post(
    "/api/access/second-factor/totp",
    route({ ...open, summary: "Donner un code de l’application", answers: SignedIn }),
    body(TotpCode),
    async (c) => replyOpened(c, await giveTotp(c.env.ctx, c.req.valid("json").code)),
  )
  .post(
    "/api/access/second-factor/recovery",
    route({ ...open, summary: "Donner un code de secours", answers: SignedIn }),
    body(RecoveryCode),
    async (c) => replyOpened(c, await giveRecoveryCode(c.env.ctx, c.req.valid("json").code)),
  )
  .post(
    "/api/access/second-factor/passkey/options",
    route({ ...open, summary: "Demander la réponse d’une clé de sécurité", answers: PasskeyOptions }),
    body(Nothing),
    async (c) => reply(c, await askPasskey(c.env.ctx)),
  )
  .post(
    "/api/access/second-factor/passkey",
    route({ ...open, summary: "Donner la réponse d’une clé de sécurité", answers: SignedIn }),
    body(PasskeyAnswer),
    async (c) => replyOpened(c, await givePasskey(c.env.ctx, c.req.valid("json").response)),
  )
  .post(
    "/api/access/sign-out",
    route({ ...open, summary: "Fermer sa session", answers: SignedOut }),
    body(Nothing),
    async (c) => {
      const closed = await signOut(await enter(c.env.ctx));
      takeCookie(c, c.env.ctx.env, "guichet");
      return reply(
        c,
        closed.ok ? done({ next: proConnectSignOut(c.env.ctx, closed.value.idToken) }) : closed,
      );
    },
  )
  .get(
    "/api/access/me",
    route({ summary: "Qui est connecté", action: "self.read", tag, answers: Me }),
    async (c) => reply(c, await whoAmI(c.env.ctx)),
  )
  .post(
    "/api/access/still-here",
    route({ summary: "Prolonger sa session", action: "self.write", tag, answers: Nothing }),
    body(Nothing),
    async (c) => {
      const { actor } = await enter(c.env.ctx);
      return reply(c, actor.kind === "user" ? done({}) : refused(signedOut));
    },
  )
  .post(
    "/api/access/password/forgotten",
    route({
      ...open,
      summary: "Demander un lien pour changer de mot de passe",
      answers: Nothing,
      limit: "mail-asking",
    }),
    body(AskByEmail),
    async (c) => replyNothing(c, await askPasswordReset(c.env.ctx, c.req.valid("json").email)),
  )
  .post(
    "/api/access/password/reset",
    route({ ...open, summary: "Choisir un mot de passe avec un lien", answers: Nothing }),
    body(ResetPassword),
    async (c) => replyNothing(c, await resetPassword(c.env.ctx, c.req.valid("json"))),
  )
  .post(
    "/api/access/magic-link",
    route({
      ...open,
      summary: "Demander un lien de connexion (administration)",
      answers: Nothing,
      limit: "mail-asking",
    }),
    body(AskByEmail),
    async (c) => replyNothing(c, await askMagicLink(c.env.ctx, c.req.valid("json").email)),
  )
  .post(
    "/api/access/magic-link/open",
    route({ ...open, summary: "Ouvrir une session avec un lien", answers: SignedIn }),
    body(WithToken),
    async (c) => replyOpened(c, await openMagicLink(c.env.ctx, c.req.valid("json").token)),
  );
