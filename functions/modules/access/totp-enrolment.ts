import { eq } from "drizzle-orm";
import type { Account } from "../../../shared/access/schema.ts";
import { mutate } from "../../platform/mutate.ts";
import { refill } from "../../platform/rate-limit.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { type Owner, ownAccount, ownPermission, takeTurn } from "./account-owner.ts";
import { readAccount } from "./account-view.ts";
import { secondFactorTries, wrongCode } from "./second-factor.ts";
import { factorAdded, factorRemoved } from "./second-factor-change.ts";
import { totpFactor } from "./tables.ts";
import { sealTotpSecret, stepOfCode } from "./totp.ts";

const exists: Refusal = {
  code: "conflict",
  reason: "totp_exists",
  detail: "Une application de codes est déjà reliée. Retirez-la avant d’en relier une autre.",
};
const notStarted: Refusal = {
  code: "conflict",
  reason: "totp_not_started",
  detail: "Recommencez\u00a0: affichez d’abord le code à scanner.",
};

/**
 * Makes a new generator for the account, which counts once a first code proved that the application has it. Returns the
 * secret to type (base32), and the same as a picture to scan.
 */
export const startTotp = async (
  owner: Owner,
): Promise<Result<{ secret: string; uri: string; svg: string }>> => {
  const { Secret, TOTP } = await import("otpauth");
  const { renderSVG } = await import("uqr");
  const secret = new Secret({ size: 20 });
  const sealed = await sealTotpSecret(owner.env, secret.base32);
  return mutate(owner, async (tx) => {
    const { id: userId, email } = await ownAccount(tx, owner);
    const [found] = await tx.select().from(totpFactor).where(eq(totpFactor.userId, userId)).for("update");
    if (found?.confirmedAt) refuse(exists);
    const fresh = { secret: sealed, lastStep: null, createdAt: owner.now() };
    await tx
      .insert(totpFactor)
      .values({ userId, ...fresh })
      .onConflictDoUpdate({ target: totpFactor.userId, set: fresh });
    const uri = new TOTP({ issuer: "Guichet", label: email, secret }).toString();
    return {
      // Attributes only, no style: the page's policy allows no other. Four modules of white around (ISO 18004).
      result: { secret: secret.base32, uri, svg: renderSVG(uri, { border: 4, ecc: "M" }) },
      permission: ownPermission(owner),
      audit: [],
      events: [],
    };
  });
};

/** Proves with a first code that the application has the secret. Returns recovery codes when the account had none. */
export const confirmTotp = async (
  owner: Owner,
  code: string,
): Promise<Result<{ recoveryCodes: string[] }>> => {
  const { userId } = owner.actor;
  const turn = await takeTurn(owner, secondFactorTries);
  if (!turn.ok) return turn;
  const confirmed = await mutate(owner, async (tx) => {
    const [factor] = await tx.select().from(totpFactor).where(eq(totpFactor.userId, userId)).for("update");
    if (!factor) return refuse(notStarted);
    if (factor.confirmedAt) refuse(exists);
    const step = await stepOfCode(owner, factor.secret, code);
    if (step === undefined) return refuse(wrongCode);
    await tx
      .update(totpFactor)
      .set({ confirmedAt: owner.now(), lastStep: step })
      .where(eq(totpFactor.userId, userId));
    return factorAdded(tx, owner, "totp");
  });
  if (confirmed.ok) await refill(owner.db, secondFactorTries, userId);
  return confirmed;
};

/** Takes the generator off the account; taking none is fine. */
export const removeTotp = async (owner: Owner): Promise<Result<Account>> => {
  const removed = await mutate(owner, async (tx) => {
    await tx.delete(totpFactor).where(eq(totpFactor.userId, owner.actor.userId));
    return factorRemoved(tx, owner, "totp");
  });
  return removed.ok ? readAccount(owner) : removed;
};
