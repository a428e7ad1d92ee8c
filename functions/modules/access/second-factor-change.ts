import { eq } from "drizzle-orm";
import type { Tx } from "../../platform/db.ts";
import type { Change } from "../../platform/mutate.ts";
import { type Owner, ownPermission } from "./account-owner.ts";
import { renewRecoveryCodes } from "./recovery-codes.ts";
import { factorsOf, tellFactorChanged, weakenSessions } from "./second-factor.ts";
import { recoveryCode, session } from "./tables.ts";

const about = (owner: Owner, method: string) => ({
  organisationId: null,
  target: { kind: "user_account", id: owner.actor.userId },
  after: { method },
});

/**
 * What follows from a factor that was just written: this session has its second factor, the account has recovery codes
 * (returned when they are new), and its owner is told.
 */
export const factorAdded = async (
  tx: Tx,
  owner: Owner,
  factor: "totp" | "passkey",
): Promise<Change<{ recoveryCodes: string[] }>> => {
  const { userId, session: own } = owner.actor;
  await tx.update(session).set({ secondFactorAt: owner.now() }).where(eq(session.id, own.id));
  const { recoveryCodesLeft } = await factorsOf(tx, userId);
  return {
    result: { recoveryCodes: recoveryCodesLeft > 0 ? [] : await renewRecoveryCodes(tx, owner, userId) },
    permission: ownPermission(owner),
    audit: { ...about(owner, factor), action: "second_factor.add" },
    events: await tellFactorChanged(tx, owner, userId),
  };
};

/** What follows from a factor that was just taken: without any left, codes and strong sessions go too. */
export const factorRemoved = async (
  tx: Tx,
  owner: Owner,
  factor: "totp" | "passkey",
): Promise<Change<null>> => {
  const { userId } = owner.actor;
  const { methods } = await factorsOf(tx, userId);
  if (methods.length === 0) {
    await tx.delete(recoveryCode).where(eq(recoveryCode.userId, userId));
    await weakenSessions(tx, userId);
  }
  return {
    result: null,
    permission: ownPermission(owner),
    audit: { ...about(owner, factor), action: "second_factor.remove" },
    events: await tellFactorChanged(tx, owner, userId),
  };
};
