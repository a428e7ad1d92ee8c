import type { Env, HmacKey } from "../../platform/env.ts";
import { derive } from "../../platform/ids.ts";

/**
 * The secrets of a case's follow-up page are derived from the filing's key with a server secret, so that a retry and
 * every later mail show the same ones while the database holds hashes only (settled.md §2).
 */
export interface FollowUpSecret {
  /** 43 characters for `/suivi#<token>`. */
  token: string;
  /** Twelve characters without look-alikes. */
  accessCode: string;
}

/** No 0 O 1 I L: people copy this from paper. */
const letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

const secretWith = (key: HmacKey, filingKey: string, partyId: string): FollowUpSecret => ({
  token: derive([key], "follow-up-token", `${filingKey}\0${partyId}`).toString("base64url"),
  accessCode: readable(derive([key], "follow-up-code", `${filingKey}\0${partyId}`)),
});

/** The secrets of a new link, made with the current key. */
export const followUpSecret = (
  env: Pick<Env, "hmacKeys">,
  filingKey: string,
  partyId: string,
): FollowUpSecret => {
  const key = env.hmacKeys.at(-1);
  if (!key) throw new Error("no HMAC key");
  return secretWith(key, filingKey, partyId);
};

/** Candidates for a link made earlier, current key first: a key may have been rotated since. */
export const followUpSecrets = (env: Env, filingKey: string, partyId: string): FollowUpSecret[] =>
  env.hmacKeys.toReversed().map((key) => secretWith(key, filingKey, partyId));

/** 12 letters out of 32 bytes, without bias: bytes over the last whole multiple of the alphabet are skipped. */
const readable = (bytes: Buffer): string => {
  const limit = 256 - (256 % letters.length);
  const code = [...bytes].filter((byte) => byte < limit).map((byte) => letters.charAt(byte % letters.length));
  if (code.length < 12) throw new Error("not enough letters in the derived bytes");
  return code.slice(0, 12).join("");
};

/** Candidates for the secret of a survey's link, current key first: its reminder shows the same one. */
export const surveySecrets = (env: Pick<Env, "hmacKeys">, surveyId: string): string[] =>
  env.hmacKeys.toReversed().map((key) => derive([key], "survey-token", surveyId).toString("base64url"));
