import type { Context } from "hono";
import {
  type ProConnectFault,
  proConnectFragment,
  ticketSeconds,
} from "../../../shared/access/proconnect.ts";
import { giveCookie, readCookie, takeCookie } from "../../platform/cookies.ts";
import { type OutsideHttp, outsideApp } from "../../platform/outside-app.ts";
import { finishSignIn } from "./finish.ts";
import { askedToSignOut, startSignOut } from "./sign-out.ts";
import { askedSeconds, ownPath, startSignIn } from "./start.ts";

const cookie = "guichet-proconnect";

/** Back to the sign-in page, which reads the fragment; `back` is where the person was going. */
const toSignIn = (c: Context<OutsideHttp>, fragment: string, back?: string) => {
  const going = back ? `?retour=${encodeURIComponent(back)}` : "";
  return c.redirect(`${c.env.outside.env.appOrigin}/connexion${going}${fragment}`, 302);
};
const toFault = (c: Context<OutsideHttp>, fault: ProConnectFault, back?: string) => {
  takeCookie(c, c.env.outside.env, cookie);
  return toSignIn(c, `${proConnectFragment.fault}${fault}`, back);
};

/** The way to ProConnect and back, by redirections only: nothing here knows an account. */
export const routes = outsideApp("proconnect")
  .get("/api/proconnect/start", async (c) => {
    const { outside } = c.env;
    const back = c.req.query("return");
    const started = await startSignIn(outside, back);
    if ("fault" in started) return toFault(c, started.fault, ownPath(back));
    giveCookie(c, outside.env, cookie, started.kept, askedSeconds);
    return c.redirect(started.to.href, 302);
  })
  .get("/api/proconnect/callback", async (c) => {
    const { outside } = c.env;
    const finished = await finishSignIn(
      outside,
      readCookie(c, outside.env, cookie),
      new URL(c.req.url).searchParams,
    );
    if ("fault" in finished) return toFault(c, finished.fault, finished.back);
    giveCookie(c, outside.env, cookie, finished.ticket, ticketSeconds);
    return toSignIn(c, proConnectFragment.done, finished.back);
  })
  .get("/api/proconnect/sign-out", async (c) => {
    const { outside } = c.env;
    const started = await startSignOut(outside, c.req.query("session") ?? "");
    if (!started) return c.redirect(`${outside.env.appOrigin}/connexion`, 302);
    giveCookie(c, outside.env, cookie, started.kept, askedSeconds);
    return c.redirect(started.to.href, 302);
  })
  .get("/api/proconnect/signed-out", async (c) => {
    const { outside } = c.env;
    const ours = await askedToSignOut(outside, readCookie(c, outside.env, cookie), c.req.query("state"));
    if (!ours) outside.log.warn("proconnect.unasked_sign_out");
    takeCookie(c, outside.env, cookie);
    return c.redirect(`${outside.env.appOrigin}/connexion`, 302);
  });
