import { eq } from "drizzle-orm";
import type { Account, UpdateProfile } from "../../../shared/access/schema.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refused } from "../../platform/refusal.ts";
import { type Owner, ownAccount, ownPermission } from "./account-owner.ts";
import { readAccount } from "./account-view.ts";
import { userAccount } from "./tables.ts";
import { isTimeZone } from "./time-zone.ts";

/** Changes one's own names and time zone. */
export const updateProfile = async (owner: Owner, input: UpdateProfile): Promise<Result<Account>> => {
  if (!isTimeZone(input.timeZone)) {
    return refused(invalid([{ path: "timeZone", message: "Choisissez un fuseau horaire de la liste." }]));
  }
  const changed = await mutate(owner, async (tx) => {
    const { firstName, lastName, timeZone } = await ownAccount(tx, owner);
    await tx.update(userAccount).set(input).where(eq(userAccount.id, owner.actor.userId));
    return {
      result: null,
      permission: ownPermission(owner),
      audit: {
        action: "account.profile",
        organisationId: null,
        target: { kind: "user_account", id: owner.actor.userId },
        before: { firstName, lastName, timeZone },
        after: { ...input },
        personal: ["firstName", "lastName"],
      },
      events: [],
    };
  });
  return changed.ok ? readAccount(owner) : changed;
};
