import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const hash = promisify(argon2);

/** Cost of one password: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet, argon2id). */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const tagLength = 32;

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replaceAll("=", "");

/** A password as it is stored: argon2id in PHC string form, with its own salt and cost. */
export const hashPassword = async (password: string): Promise<string> => {
  const nonce = randomBytes(16);
  const tag = await hash("argon2id", { ...cost, message: normalise(password), nonce, tagLength });
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(nonce)}$${base64(tag)}`;
};

/**
 * Whether the password is the stored one. With no stored hash (unknown account) the same work is done, so that the
 * time of the answer says nothing.
 */
export const passwordMatches = async (
  password: string,
  stored: string | null | undefined,
): Promise<boolean> => {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
    stored ?? "",
  );
  const [, memory, passes, parallelism, nonce, expected] = match ?? [];
  if (!memory || !passes || !parallelism || !nonce || !expected) {
    await hash("argon2id", { ...cost, message: normalise(password), nonce: Buffer.alloc(16), tagLength });
    return false;
  }
  const wanted = Buffer.from(expected, "base64");
  const tag = await hash("argon2id", {
    message: normalise(password),
    nonce: Buffer.from(nonce, "base64"),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: wanted.length,
  });
  return timingSafeEqual(tag, wanted);
};

/** The same characters typed on two keyboards are the same password (NIST SP 800-63B §3.1.1.2: NFC or NFKC). */
const normalise = (password: string) => password.normalize("NFKC");
