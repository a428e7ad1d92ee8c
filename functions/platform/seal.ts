import { hkdfSync } from "node:crypto";
import type { Env, HmacKey } from "./env.ts";

/** What sealing needs: the ring of keys that every function has. */
type Keys = Pick<Env, "hmacKeys">;

/** A key of its own for each purpose, so that what was sealed for one opens for no other (HKDF, RFC 5869). */
const keyFor = (key: HmacKey, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", key.secret, "", `guichet seal ${purpose}`, 32));

/**
 * Encrypts and authenticates a JSON value for one purpose (JWE, `dir` with A256GCM), with the current key of the ring.
 * With `seconds`, it opens no longer than that.
 */
export const seal = async (env: Keys, purpose: string, value: unknown, seconds?: number): Promise<string> => {
  const { EncryptJWT } = await import("jose");
  const key = env.hmacKeys.at(-1);
  if (!key) throw new Error("no key to seal with");
  const sealed = new EncryptJWT({ value }).setProtectedHeader({
    alg: "dir",
    enc: "A256GCM",
    kid: String(key.version),
  });
  if (seconds !== undefined) sealed.setExpirationTime(new Date(Date.now() + seconds * 1000));
  return sealed.encrypt(keyFor(key, purpose));
};

/** What was sealed for this purpose, whichever key of the ring did; undefined when altered, foreign or too old. */
export const unseal = async (env: Keys, purpose: string, sealed: string): Promise<unknown> => {
  const { jwtDecrypt, errors } = await import("jose");
  try {
    const { payload } = await jwtDecrypt(
      sealed,
      ({ kid }) => {
        const key = env.hmacKeys.find(({ version }) => String(version) === kid);
        if (!key) throw new errors.JWEDecryptionFailed();
        return keyFor(key, purpose);
      },
      { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] },
    );
    return payload.value;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};
