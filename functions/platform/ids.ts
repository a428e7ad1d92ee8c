import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { HmacKey } from "./env.ts";

/** Where the last id left off, in this process. */
let last = { at: -1, counter: 0 };

/**
 * UUID version 7 (RFC 9562 §5.7): 48 bits of milliseconds, a counter of 26 bits, 48 random bits. Ids sort by creation,
 * those of one process also within a millisecond: its counter starts anywhere in the lower half and goes up (§6.2,
 * method 1).
 */
export const uuidV7 = (now: Date): string => {
  const at = now.getTime();
  const bytes = randomBytes(16);
  const counter = at === last.at ? last.counter + 1 : bytes.readUInt32BE(6) >>> 7;
  last = { at, counter };
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt8(0x70 | (counter >>> 22), 6);
  bytes.writeUInt8((counter >>> 14) & 0xff, 7);
  bytes.writeUInt8(0x80 | ((counter >>> 8) & 0x3f), 8);
  bytes.writeUInt8(counter & 0xff, 9);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** The same text gives the same id: a UUID version 8 (RFC 9562 §5.8) made of its sha256. */
export const uuidOf = (text: string): string => {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
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
