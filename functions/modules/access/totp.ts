import { and, eq, isNotNull } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Env } from "../../platform/env.ts";
import { seal, unseal } from "../../platform/seal.ts";
import { totpFactor } from "./tables.ts";

/** Purpose under which a generator's secret is sealed (base32 text). */
const purpose = "totp";

/** A generator's secret as the table keeps it. `secret` is base32, as a person would type it. */
export const sealTotpSecret = (env: Pick<Env, "hmacKeys">, secret: string): Promise<string> =>
  seal(env, purpose, secret);

/**
 * The time step of a code that this sealed secret makes now, one step early or late allowed (RFC 6238 §5.2: clocks and
 * fingers); undefined when the code is another.
 */
export const stepOfCode = async (ctx: Ctx, sealed: string, code: string): Promise<number | undefined> => {
  const secret = await unseal(ctx.env, purpose, sealed);
  if (typeof secret !== "string")
    throw new Error("a generator's secret cannot be read with this ring of keys");
  const { Secret, TOTP } = await import("otpauth");
  const timestamp = ctx.now().getTime();
  const delta = TOTP.validate({ token: code, secret: Secret.fromBase32(secret), timestamp, window: 1 });
  return delta === null ? undefined : TOTP.counter({ timestamp }) + delta;
};

/** Whether this is a code of the account's confirmed generator that never served; from now on it has. */
export const acceptTotp = async (tx: Tx, ctx: Ctx, userId: string, code: string): Promise<boolean> => {
  const [factor] = await tx
    .select()
    .from(totpFactor)
    .where(and(eq(totpFactor.userId, userId), isNotNull(totpFactor.confirmedAt)))
    .for("update");
  if (!factor) return false;
  const step = await stepOfCode(ctx, factor.secret, code);
  if (step === undefined || step <= (factor.lastStep ?? -1)) return false;
  await tx.update(totpFactor).set({ lastStep: step }).where(eq(totpFactor.userId, userId));
  return true;
};
