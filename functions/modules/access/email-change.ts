import { and, eq, isNull } from "drizzle-orm";
import { canonicalEmail } from "../../../shared/access/email.ts";
import type { Account } from "../../../shared/access/schema.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import type { Limit } from "../../platform/rate-limit.ts";
import { invalid, type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { linkSeconds } from "./account-link.ts";
import { askAccountMail } from "./account-mail.ts";
import { type Owner, ownAccount, ownPermission, provePassword, takeTurn } from "./account-owner.ts";
import { readAccount } from "./account-view.ts";
import { emailChange, userAccount } from "./tables.ts";

const changes: Limit = { name: "email_change", burst: 3, perHour: 3 };

const noPassword: Refusal = {
  code: "conflict",
  reason: "no_password",
  detail: "Choisissez d’abord un mot de passe\u00a0: il vous sera demandé pour changer d’adresse.",
};

/**
 * Asks to change one's address: a link goes to the old one and another to the new one, and both must be followed within
 * a day. The answer is the same for an address that has an account: only its owner learns that, by mail.
 */
export const changeEmail = async (
  owner: Owner,
  input: { email: string; password: string },
): Promise<Result<Account>> => {
  const { userId } = owner.actor;
  const newEmail = canonicalEmail(input.email);
  const [stored] = await owner.db
    .select({ passwordHash: userAccount.passwordHash, email: userAccount.email })
    .from(userAccount)
    .where(eq(userAccount.id, userId));
  if (stored && !stored.passwordHash) return refused(noPassword);
  const proved = await provePassword(owner, input.password, stored?.passwordHash ?? null);
  if (!proved.ok) return proved;
  if (stored?.email === newEmail) {
    return refused(invalid([{ path: "email", message: "C’est déjà l’adresse de votre compte." }]));
  }
  const turn = await takeTurn(owner, changes);
  if (!turn.ok) return turn;
  const asked = await mutate(owner, async (tx) => {
    const account = await ownAccount(tx, owner);
    await endWaiting(tx, owner);
    const id = owner.newId();
    const expiresAt = new Date(owner.now().getTime() + linkSeconds.email_change * 1000);
    await tx.insert(emailChange).values({ id, userId, newEmail, expiresAt });
    const mail = (which: "email_change_old" | "email_change_new", address: string) =>
      askAccountMail(tx, owner, {
        kind: which,
        address,
        userId,
        targetId: id,
        link: { purpose: which, organisationId: null, targetId: id, expiresAt },
      });
    return {
      result: null,
      permission: ownPermission(owner),
      audit: {
        action: "email.change_asked",
        organisationId: null,
        target: { kind: "user_account", id: userId },
        before: { email: account.email },
        after: { email: newEmail },
        personal: ["email"],
      },
      events: [
        ...(await mail("email_change_old", account.email)),
        ...(await mail("email_change_new", newEmail)),
      ],
    };
  });
  return asked.ok ? readAccount(owner) : asked;
};

/** Gives up a change of address under way; its links open nothing any more. Giving up none is fine. */
export const cancelEmailChange = async (owner: Owner): Promise<Result<Account>> => {
  const cancelled = await mutate(owner, async (tx) => {
    const ended = await endWaiting(tx, owner);
    return {
      result: null,
      permission: ownPermission(owner),
      audit: ended.map(() => ({
        action: "email.change_cancelled",
        organisationId: null,
        target: { kind: "user_account", id: owner.actor.userId },
      })),
      events: [],
    };
  });
  return cancelled.ok ? readAccount(owner) : cancelled;
};

/** Changes of address that wait are cancelled: there is one at a time. */
const endWaiting = (tx: Tx, owner: Owner) =>
  tx
    .update(emailChange)
    .set({ cancelledAt: owner.now() })
    .where(
      and(
        eq(emailChange.userId, owner.actor.userId),
        isNull(emailChange.doneAt),
        isNull(emailChange.cancelledAt),
      ),
    )
    .returning({ id: emailChange.id });
