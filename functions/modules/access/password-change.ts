import { eq, sql } from "drizzle-orm";
import type { ChangePassword } from "../../../shared/access/schema.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { askAccountMail } from "./account-mail.ts";
import { type Owner, ownPermission, provePassword } from "./account-owner.ts";
import { hashPassword } from "./password.ts";
import { personalWords } from "./password-personal.ts";
import { checkNewPassword } from "./password-policy.ts";
import { userAccount } from "./tables.ts";

/**
 * Changes one's password, with the current one; an account that never had any chooses its first. Every other session
 * ends, and the owner is told by mail.
 */
export const changePassword = async (owner: Owner, input: ChangePassword): Promise<Result<null>> => {
  const { userId, session } = owner.actor;
  const [account] = await owner.db.select().from(userAccount).where(eq(userAccount.id, userId));
  if (!account) return refused(signedOut);
  if (account.passwordHash) {
    const proved = await provePassword(owner, input.current, account.passwordHash);
    if (!proved.ok) {
      const { refusal } = proved;
      return refusal.reason === "wrong_password"
        ? refused({ ...invalid([{ path: "current", message: refusal.detail }]), reason: refusal.reason })
        : proved;
    }
    if (input.current === input.password) {
      return refused(
        invalid([{ path: "password", message: "Choisissez un autre mot de passe que l’actuel." }]),
      );
    }
  }
  const weak = await checkNewPassword(input.password, await personalWords(owner.db, account));
  if (weak) return refused(weak);
  const passwordHash = await hashPassword(input.password);
  return mutate(owner, async (tx) => {
    await tx
      .update(userAccount)
      .set({ passwordHash, passwordChangedAt: owner.now() })
      .where(eq(userAccount.id, userId));
    await tx.execute(sql`select guichet.end_sessions(${userId}, ${session.id})`);
    return {
      result: null,
      permission: ownPermission(owner),
      audit: {
        action: "password.change",
        organisationId: null,
        target: { kind: "user_account", id: userId },
      },
      events: await askAccountMail(tx, owner, { kind: "password_changed", address: account.email, userId }),
    };
  });
};
