import { randomBytes } from "node:crypto";
import { tokenFromBytes } from "../../../shared/mail/address.ts";
import type { Env, HmacKey } from "../../platform/env.ts";
import { derive, derivedBy } from "../../platform/ids.ts";

/**
 * Ids by which a mail of ours is known when it comes back: its Message-ID, the anchor of its conversation, and the
 * `X-Guichet-Id` header. All keyed, so that nobody can make one; an older key of the ring is still accepted.
 */

/** A new local part's random half: 128 bits, 26 characters. */
export const newToken = (): string => tokenFromBytes(randomBytes(16));

const macBytes = 8;
const mac = (keys: readonly HmacKey[], purpose: string, text: string) =>
  derive(keys, purpose, text).subarray(0, macBytes).toString("hex");

/** `<k.<recipient>.<mac>@R>`: our own Message-ID of one recipient's copy. SES replaces it on the wire. */
export function ourMessageId(env: Pick<Env, "hmacKeys" | "mailDomain">, recipientId: string): string {
  const coded = recipientId.replaceAll("-", "");
  return `<k.${coded}.${mac(env.hmacKeys, "message-id", recipientId)}@${env.mailDomain}>`;
}

/** `<c.<mac>@R>`: constant for one person on one case, in References of every mail, so that threads survive SES. */
export function anchorId(
  env: Pick<Env, "hmacKeys" | "mailDomain">,
  targetId: string,
  address: string,
): string {
  const code = derive(env.hmacKeys, "anchor", `${targetId}\0${address}`).subarray(0, 16).toString("hex");
  return `<c.${code}@${env.mailDomain}>`;
}

/** Value of `X-Guichet-Id`. */
export const guichetId = (env: Pick<Env, "hmacKeys">, recipientId: string): string =>
  `${recipientId}.${mac(env.hmacKeys, "x-guichet-id", recipientId)}`;

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The recipient an `X-Guichet-Id` names, if we made it; anything else is only text. */
export function recipientOfGuichetId(
  env: Pick<Env, "hmacKeys">,
  value: string | undefined,
): string | undefined {
  const [id = "", code = ""] = (value ?? "").trim().toLowerCase().split(".");
  return verified(env, "x-guichet-id", id, code);
}

/** The recipient one of our own Message-IDs names, if we made it. */
export function recipientOfMessageId(
  env: Pick<Env, "hmacKeys" | "mailDomain">,
  messageId: string,
): string | undefined {
  const match = /^<k\.([0-9a-f]{32})\.([0-9a-f]{16})@([^>]+)>$/i.exec(messageId);
  if (match === null || match[3]?.toLowerCase() !== env.mailDomain) return undefined;
  const id = (match[1] ?? "").toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return verified(env, "message-id", id, (match[2] ?? "").toLowerCase());
}

function verified(env: Pick<Env, "hmacKeys">, purpose: string, id: string, code: string): string | undefined {
  if (!uuidShape.test(id) || !/^[0-9a-f]{16}$/.test(code)) return undefined;
  return derivedBy(env.hmacKeys, purpose, id, Buffer.from(code, "hex")) ? id : undefined;
}

/** What SES puts in place of our Message-ID. */
export const sesMessageId = (providerId: string, region: string): string =>
  region === "us-east-1" ? `<${providerId}@email.amazonses.com>` : `<${providerId}@${region}.amazonses.com>`;
