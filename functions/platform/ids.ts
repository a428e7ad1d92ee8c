import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { HmacKey } from "./env.ts";

/** UUID version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then random bits, so that ids sort by creation. */
export const uuidV7 = (now: Date): string => {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** A secret of 256 random bits, 43 characters that survive a URL fragment. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** What is stored of a secret: sha256, hex. Secrets have 256 bits, so no salt is needed. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** sha256 of bytes, hex. */
export const sha256 = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/** HMAC-SHA-256 of `text` for one purpose, with the current key of the ring. */
export const derive = (keys: readonly HmacKey[], purpose: string, text: string): Buffer => {
  const key = keys.at(-1);
  if (!key) throw new Error("no HMAC key");
  return deriveWith(key, purpose, text);
};

/** The same with every key of the ring, current first: what was derived before a rotation is found again. */
export const deriveEach = (keys: readonly HmacKey[], purpose: string, text: string): Buffer[] =>
  keys.toReversed().map((key) => deriveWith(key, purpose, text));

const deriveWith = (key: HmacKey, purpose: string, text: string): Buffer =>
  createHmac("sha256", key.secret).update(purpose).update("\0").update(text).digest();

/** Whether `mac` was made by any key of the ring; constant time per key. `mac` may be a prefix of at least 8 bytes. */
export const derivedBy = (
  keys: readonly HmacKey[],
  purpose: string,
  text: string,
  mac: Uint8Array,
): boolean =>
  mac.length >= 8 &&
  keys.some((key) => timingSafeEqual(deriveWith(key, purpose, text).subarray(0, mac.length), mac));
