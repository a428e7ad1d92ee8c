import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Env } from "./env.ts";

/** The cookies: an agent's session, a citizen's opened link, the opened link of a file, the way to ProConnect and back. */
export type CookieName = "guichet" | "guichet-link" | "guichet-file" | "guichet-proconnect";

/** Where cookies are set: any function's environment says it. */
type Site = Pick<Env, "appOrigin">;

/** On https the `__Host-` prefix binds the cookie to this very host; plain http (local only) cannot have it. */
const secure = (env: Site) => env.appOrigin.startsWith("https:");
const wireName = (env: Site, name: CookieName) => (secure(env) ? `__Host-${name}` : name);

/** Reads a cookie's secret. */
export const readCookie = (c: Context, env: Site, name: CookieName): string | undefined =>
  getCookie(c, wireName(env, name));

/** Gives the browser a secret it cannot read, for `seconds`. */
export const giveCookie = (c: Context, env: Site, name: CookieName, secret: string, seconds: number): void =>
  setCookie(c, wireName(env, name), secret, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: secure(env),
    maxAge: seconds,
  });

/** Takes it back. */
export const takeCookie = (c: Context, env: Site, name: CookieName): void => {
  deleteCookie(c, wireName(env, name), { path: "/", secure: secure(env) });
};
