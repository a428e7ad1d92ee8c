import { mutate } from "../../platform/mutate.ts";
import { type Result, refuse } from "../../platform/refusal.ts";
import { type Owner, ownPermission } from "./account-owner.ts";
import { renewRecoveryCodes } from "./recovery-codes.ts";
import { factorsOf, tellFactorChanged } from "./second-factor.ts";

/** Replaces the account's recovery codes; the old ones open nothing any more. Refused without a second factor. */
export const newRecoveryCodes = (owner: Owner): Promise<Result<{ recoveryCodes: string[] }>> =>
  mutate(owner, async (tx) => {
    const { userId } = owner.actor;
    const { methods } = await factorsOf(tx, userId);
    if (methods.length === 0) {
      refuse({
        code: "conflict",
        reason: "no_second_factor",
        detail: "Ajoutez d’abord une application de codes ou une clé de sécurité.",
      });
    }
    return {
      result: { recoveryCodes: await renewRecoveryCodes(tx, owner, userId) },
      permission: ownPermission(owner),
      audit: {
        action: "second_factor.recovery_codes",
        organisationId: null,
        target: { kind: "user_account", id: userId },
      },
      events: await tellFactorChanged(tx, owner, userId),
    };
  });
