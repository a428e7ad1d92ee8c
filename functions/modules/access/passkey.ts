import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { Ctx } from "../../platform/ctx.ts";
import type { Env } from "../../platform/env.ts";
import { errorFields } from "../../platform/log.ts";
import type { Refusal } from "../../platform/refusal.ts";
import type { passkey } from "./tables.ts";

type Passkey = typeof passkey.$inferSelect;
/** A browser's answer as it came through the door: an object with an id, whose rest the library checks. */
type Answer = { id: string; [key: string]: unknown };
/** The library's types describe what an honest browser sends; it checks every field of what did arrive. */
const asRegistration = (answer: Answer) => answer as Answer & RegistrationResponseJSON;
const asAuthentication = (answer: Answer) => answer as Answer & AuthenticationResponseJSON;

export const passkeyRefused: Refusal = {
  code: "forbidden",
  reason: "passkey_refused",
  detail: "Cette clé de sécurité n’a pas été reconnue. Réessayez, ou choisissez un autre moyen.",
};

/** Our name for browsers and keys (WebAuthn « RP ID »): the host alone, so that a port or a path changes nothing. */
const ourId = (env: Env) => new URL(env.appOrigin).hostname;

/** What the browser needs to ask a key of the account for an answer. */
export const authenticationOptions = async (env: Env, keys: readonly Passkey[]) => {
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
  return generateAuthenticationOptions({
    rpID: ourId(env),
    userVerification: "preferred",
    allowCredentials: keys.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
  });
};

/** What the browser needs to make a new key for the account, other than those it has. */
export const registrationOptions = async (
  env: Env,
  owner: { id: string; email: string; name: string },
  keys: readonly Passkey[],
) => {
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  return generateRegistrationOptions({
    rpID: ourId(env),
    rpName: "Guichet",
    userID: new TextEncoder().encode(owner.id),
    userName: owner.email,
    userDisplayName: owner.name,
    attestationType: "none",
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
    excludeCredentials: keys.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
  });
};

/** The new counter of a key whose answer to `challenge` is right; undefined when it is not. */
export const checkAuthentication = async (
  ctx: Ctx,
  key: Passkey,
  challenge: string,
  answer: Answer,
): Promise<number | undefined> => {
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const checked = await verifyAuthenticationResponse({
    response: asAuthentication(answer),
    expectedChallenge: challenge,
    expectedOrigin: ctx.env.appOrigin,
    expectedRPID: ourId(ctx.env),
    // After a password, having the key is the second factor; keys without a sensor or a code are welcome.
    requireUserVerification: false,
    credential: {
      id: key.credentialId,
      publicKey: new Uint8Array(Buffer.from(key.publicKey, "base64url")),
      counter: key.counter,
      transports: key.transports,
    },
  }).catch((error: unknown) => saidNo(ctx, error));
  return checked?.verified ? checked.authenticationInfo.newCounter : undefined;
};

/** What is kept of a new key whose answer to `challenge` is right; undefined when it is not. */
export const checkRegistration = async (
  ctx: Ctx,
  challenge: string,
  answer: Answer,
): Promise<Pick<Passkey, "credentialId" | "publicKey" | "counter" | "transports"> | undefined> => {
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const checked = await verifyRegistrationResponse({
    response: asRegistration(answer),
    expectedChallenge: challenge,
    expectedOrigin: ctx.env.appOrigin,
    expectedRPID: ourId(ctx.env),
    requireUserVerification: false,
  }).catch((error: unknown) => saidNo(ctx, error));
  if (!checked?.verified) return undefined;
  const { credential } = checked.registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString("base64url"),
    counter: credential.counter,
    transports: (credential.transports ?? []).slice(0, 10).map((name) => String(name).slice(0, 40)),
  };
};

/** The library refuses by throwing, whatever is wrong with the answer: its message quotes it and is not logged. */
const saidNo = (ctx: Ctx, error: unknown): undefined => {
  ctx.log.info("passkey.refused", errorFields(error));
  return undefined;
};
