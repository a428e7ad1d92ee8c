import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Env } from "./env.ts";

/** The two cookies: an agent's session, and a citizen's opened link. */
export type CookieName = "guichet" | "guichet-link";

/** On https the `__Host-` prefix binds the cookie to this very host; plain http (local only) cannot have it. */
const secure = (env: Env) => env.appOrigin.startsWith("https:");
const wireName = (env: Env, name: CookieName) => (secure(env) ? `__Host-${name}` : name);

/** Reads a cookie's secret. */
export const readCookie = (c: Context, env: Env, name: CookieName): string | undefined =>
  getCookie(c, wireName(env, name));

/** Gives the browser a secret it cannot read, for `seconds`. */
export const giveCookie = (c: Context, env: Env, name: CookieName, secret: string, seconds: number): void =>
  setCookie(c, wireName(env, name), secret, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: secure(env),
    maxAge: seconds,
  });

/** Takes it back. */
export const takeCookie = (c: Context, env: Env, name: CookieName): void => {
  deleteCookie(c, wireName(env, name), { path: "/", secure: secure(env) });
};
