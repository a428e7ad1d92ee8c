import { type CryptoKey, decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import type { Switches } from "./switches.ts";

/** Keys a token can be signed with: the published one, and one that nobody published. */
export interface SigningKeys {
  own: CryptoKey;
  stranger: CryptoKey;
}

type Which = "id_token" | "userinfo";

const changes: Partial<Record<NonNullable<Switches["tamper"]>, { of: Which; to: Record<string, unknown> }>> =
  {
    nonce: { of: "id_token", to: { nonce: "a nonce that nobody asked for, long enough" } },
    audience: { of: "id_token", to: { aud: "another-service" } },
    expired: { of: "id_token", to: { exp: 1_600_000_000, iat: 1_599_999_000 } },
    signature: { of: "id_token", to: {} },
    userinfo_signature: { of: "userinfo", to: {} },
    userinfo_audience: { of: "userinfo", to: { aud: "another-service" } },
    userinfo_subject: { of: "userinfo", to: { sub: "somebody-else" } },
  };

/** The token as the switch wants it: itself, or changed and signed again, with the wrong key where that is the fault. */
export const tampered = async (
  which: Which,
  jwt: string,
  how: Switches["tamper"],
  keys: SigningKeys,
): Promise<string> => {
  const change = changes[how ?? "nothing"];
  if (change?.of !== which) return jwt;
  const { alg = "RS256", ...header } = decodeProtectedHeader(jwt);
  const key = how?.endsWith("signature") ? keys.stranger : keys.own;
  return new SignJWT({ ...decodeJwt(jwt), ...change.to }).setProtectedHeader({ ...header, alg }).sign(key);
};
