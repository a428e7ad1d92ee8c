import { eq, sql } from "drizzle-orm";
import { canonicalEmail } from "../../../shared/access/email.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { refill } from "../../platform/rate-limit.ts";
import { type Result, refuse } from "../../platform/refusal.ts";
import { askByAddress } from "./account-ask.ts";
import {
  addressOfLink,
  linkRefusal,
  linkSeconds,
  readAccountLink,
  spendAccountLink,
} from "./account-link.ts";
import { askAccountMail } from "./account-mail.ts";
import { hashPassword } from "./password.ts";
import { personalWords } from "./password-personal.ts";
import { checkNewPassword } from "./password-policy.ts";
import { byAccount } from "./sign-in.ts";
import { userAccount } from "./tables.ts";

/** Asks for a link to choose a new password; the answer never says whether the address has an account. */
export const askPasswordReset = (ctx: Ctx, email: string): Promise<Result<null>> =>
  askByAddress(ctx, "password_forgotten", canonicalEmail(email));

/** Chooses a new password with a link: every session of the account ends, and its owner is told. */
export const resetPassword = async (
  ctx: Ctx,
  input: { token: string; password: string },
): Promise<Result<null>> => {
  const link = await readAccountLink(ctx.db, ctx, input.token, ["password_reset"]);
  if (!link.ok) return link;
  const userId = link.value.targetId;
  const owner = actingAs(ctx, { kind: "user", userId, memberships: [] });
  const reset = await mutate(owner, async (tx) => {
    const [account] = await tx.select().from(userAccount).where(eq(userAccount.id, userId));
    if (!account || account.disabledAt) return refuse(linkRefusal("revoked", "password_reset"));
    // Sent to an address that is no longer theirs, or before a password they chose since.
    const sentAt = new Date(link.value.expiresAt.getTime() - linkSeconds.password_reset * 1000);
    const outdated = account.passwordChangedAt !== null && account.passwordChangedAt > sentAt;
    if (outdated || (await addressOfLink(tx, link.value.hash)) !== account.email)
      return refuse(linkRefusal("revoked", "password_reset"));
    const weak = await checkNewPassword(input.password, await personalWords(tx, account));
    if (weak) refuse(weak);
    const passwordHash = await hashPassword(input.password);
    await spendAccountLink(tx, link.value);
    await tx
      .update(userAccount)
      .set({ passwordHash, passwordChangedAt: ctx.now() })
      .where(eq(userAccount.id, userId));
    await tx.execute(sql`select guichet.end_sessions(${userId}, null)`);
    return {
      result: account.email,
      // Holding a live link of one's own address is the right.
      permission: permit(true),
      audit: {
        action: "password.reset",
        organisationId: null,
        target: { kind: "user_account", id: userId },
      },
      events: await askAccountMail(tx, owner, { kind: "password_changed", address: account.email, userId }),
    };
  });
  if (!reset.ok) return reset;
  await refill(ctx.db, byAccount, reset.value);
  return { ok: true, value: null };
};
