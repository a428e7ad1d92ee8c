import type { Env } from "../../platform/env.ts";
import { derive, derivedBy } from "../../platform/ids.ts";

/**
 * Links that a copy of a message carries for whoever received it: keyed, so that nobody makes one, and the same at each
 * try of the same copy. They name the copy, never the address.
 */
type CopyLink = "unblock" | "digests";

const macBytes = 16;
const shape = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})([0-9a-f]{32})$/;

/** Where mail programs post what their users pressed: a form, which the rest of the API refuses. */
export const oneClickPath = "/api/mail/digests/";

/** What proves that one holds the copy: its id and a code of 128 bits, 64 characters. */
export const copyToken = (env: Pick<Env, "hmacKeys">, link: CopyLink, recipientId: string): string =>
  recipientId.replaceAll("-", "") +
  derive(env.hmacKeys, `copy-${link}`, recipientId).subarray(0, macBytes).toString("hex");

/** The copy a token of ours names; undefined for anything else. */
export function copyOfToken(env: Pick<Env, "hmacKeys">, link: CopyLink, token: string): string | undefined {
  const parts = shape.exec(token);
  if (parts === null) return undefined;
  const id = parts.slice(1, 6).join("-");
  return derivedBy(env.hmacKeys, `copy-${link}`, id, Buffer.from(parts[6] ?? "", "hex")) ? id : undefined;
}

/** Page on which somebody takes back having called our mail unwanted. */
export const unblockUrl = (env: Pick<Env, "appOrigin" | "hmacKeys">, recipientId: string): string =>
  `${env.appOrigin}/courriels#debloquer.${copyToken(env, "unblock", recipientId)}`;

/** Page on which somebody stops the digests, or takes them up again. */
export const digestsPageUrl = (env: Pick<Env, "appOrigin">, token: string): string =>
  `${env.appOrigin}/courriels#resumes.${token}`;

/** Address that a mail program posts to when its user presses "unsubscribe" (RFC 8058); opened, it shows the page. */
export const oneClickUrl = (env: Pick<Env, "appOrigin" | "hmacKeys">, recipientId: string): string =>
  `${env.appOrigin}${oneClickPath}${copyToken(env, "digests", recipientId)}`;
