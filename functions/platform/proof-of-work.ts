import { randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import type { MiddlewareHandler } from "hono";
import * as z from "zod/mini";
import { proofHeader, proofNeeded } from "../../shared/platform/proof-of-work.ts";
import type { Ctx } from "./ctx.ts";
import { type HttpEnv, problem } from "./http.ts";
import { derive, deriveEach, sha256 } from "./ids.ts";
import type { Refusal } from "./refusal.ts";

/** Seconds a challenge may be solved and used. */
const lifetime = 3600;
/** Rounds of one try, and how many tries at least and at most: how it was measured is in docs/decisions/058. */
const work = { rounds: 2000, leastTries: 40, mostTries: 120 };
const algorithm = "PBKDF2/SHA-256";

const hex = z.string().check(z.regex(/^[0-9a-f]{2,128}$/));
/** A challenge of ALTCHA, version 2 (altcha-lib): the browser looks for the counter whose derived key has the prefix. */
export const Challenge = z.strictObject({
  parameters: z.strictObject({
    algorithm: z.literal(algorithm),
    cost: z.literal(work.rounds),
    expiresAt: z.number(),
    keyLength: z.literal(32),
    keyPrefix: hex,
    keySignature: hex,
    nonce: hex,
    salt: hex,
  }),
  signature: hex,
});
type Challenge = z.infer<typeof Challenge>;

const Proof = z.strictObject({
  challenge: Challenge,
  solution: z.object({ counter: z.number(), derivedKey: hex }),
});

const purposes = { challenge: "proof-of-work", key: "proof-of-work-key" };
const text = (secret: Buffer) => secret.toString("base64");

/** A new challenge, signed by the ring's current key: nothing is kept of it until it is used. */
export const newChallenge = async (ctx: Ctx): Promise<Challenge> => {
  const { createChallenge } = await import("altcha-lib");
  const { deriveKey } = await import("altcha-lib/algorithms/pbkdf2");
  const { hmacKeys } = ctx.env;
  const made = await createChallenge({
    algorithm,
    cost: work.rounds,
    // The counter is drawn here, so that no phone is unlucky: the work has an upper bound.
    counter: randomInt(work.leastTries, work.mostTries),
    deriveKey,
    expiresAt: Math.floor(ctx.now().getTime() / 1000) + lifetime,
    hmacSignatureSecret: text(derive(hmacKeys, purposes.challenge, "")),
    hmacKeySignatureSecret: text(derive(hmacKeys, purposes.key, "")),
  });
  return Challenge.parse(JSON.parse(JSON.stringify(made)));
};

const needed: Refusal = {
  code: "forbidden",
  reason: proofNeeded,
  detail: "La vérification automatique n’a pas abouti. Rechargez la page, puis envoyez à nouveau.",
};

const readProof = (header: string): z.infer<typeof Proof> | undefined => {
  if (header.length > 4000) return undefined;
  try {
    const read = Proof.safeParse(JSON.parse(Buffer.from(header, "base64").toString()));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
};

/** Whether a browser did the work of a challenge of ours that is still good, for the first time: then it is spent. */
export const checkProof = async (ctx: Ctx, header: string | undefined): Promise<Refusal | undefined> => {
  const proof = header === undefined ? undefined : readProof(header);
  if (!proof) return needed;
  const { expiresAt, nonce } = proof.challenge.parameters;
  if (expiresAt * 1000 < ctx.now().getTime()) return needed;
  const { verifySolution } = await import("altcha-lib");
  const { deriveKey } = await import("altcha-lib/algorithms/pbkdf2");
  const keySecrets = deriveEach(ctx.env.hmacKeys, purposes.key, "");
  for (const [index, secret] of deriveEach(ctx.env.hmacKeys, purposes.challenge, "").entries()) {
    const keySecret = keySecrets[index];
    if (!keySecret) continue;
    const { verified } = await verifySolution({
      ...proof,
      deriveKey,
      hmacSignatureSecret: text(secret),
      hmacKeySignatureSecret: text(keySecret),
    });
    if (verified) return (await spendOnce(ctx, nonce, expiresAt)) ? undefined : needed;
  }
  return needed;
};

const spendOnce = async (ctx: Ctx, nonce: string, expiresAt: number): Promise<boolean> => {
  const until = new Date(expiresAt * 1000).toISOString();
  const [row] = await ctx.db.execute<{ first: boolean }>(
    sql`select guichet.spend(${sha256(`proof-of-work\0${nonce}`)}, ${until}) as first`,
  );
  return row?.first === true;
};

/** Put after the checks of the body of a public form: it goes on only with a fresh proof of work in its header. */
export const requireProofOfWork: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const refusal = await checkProof(c.env.ctx, c.req.header(proofHeader));
  return refusal ? problem(c, refusal) : next();
};
