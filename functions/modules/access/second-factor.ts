import { and, asc, count, eq, isNotNull, isNull } from "drizzle-orm";
import type { secondFactorMethods } from "../../../shared/access/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { together } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import type { Limit } from "../../platform/rate-limit.ts";
import type { Refusal } from "../../platform/refusal.ts";
import { askAccountMail } from "./account-mail.ts";
import { passkey, recoveryCode, session, totpFactor, userAccount } from "./tables.ts";

/** Codes and keys tried by account: five, then one each three minutes; the right one gives them back. */
export const secondFactorTries: Limit = { name: "second_factor", burst: 5, perHour: 20 };

export const wrongCode: Refusal = {
  code: "forbidden",
  reason: "wrong_code",
  detail: "Ce code ne correspond pas, ou il a déjà servi. Attendez le code suivant.",
};

export interface Factors {
  totp: boolean;
  passkeys: Array<typeof passkey.$inferSelect>;
  recoveryCodesLeft: number;
  /** Ways to give a second factor; none when the account has no generator and no key: codes alone are a way back. */
  methods: Array<(typeof secondFactorMethods)[number]>;
}

/** What an account can give as second factor, read as its owner. */
export const factorsOf = async (on: Queries, userId: string): Promise<Factors> => {
  const [generators, passkeys, codes] = await together([
    on
      .select({ at: totpFactor.confirmedAt })
      .from(totpFactor)
      .where(and(eq(totpFactor.userId, userId), isNotNull(totpFactor.confirmedAt))),
    on.select().from(passkey).where(eq(passkey.userId, userId)).orderBy(asc(passkey.createdAt)),
    on
      .select({ left: count() })
      .from(recoveryCode)
      .where(and(eq(recoveryCode.userId, userId), isNull(recoveryCode.usedAt))),
  ]);
  const totp = generators.length > 0;
  const recoveryCodesLeft = codes[0]?.left ?? 0;
  const methods: Factors["methods"] = [];
  if (totp) methods.push("totp");
  if (passkeys.length > 0) methods.push("passkey");
  if (methods.length > 0 && recoveryCodesLeft > 0) methods.push("recovery");
  return { totp, passkeys, recoveryCodesLeft, methods };
};

/** Without any factor left, no session of the account is one with a second factor. */
export const weakenSessions = async (tx: Tx, userId: string): Promise<void> => {
  await tx.update(session).set({ secondFactorAt: null }).where(eq(session.userId, userId));
};

/** Tells the owner that a factor was added, taken or used up; the job says what is left. */
export const tellFactorChanged = async (tx: Tx, ctx: Ctx, userId: string): Promise<OutboxEvent[]> => {
  const [owner] = await tx
    .select({ email: userAccount.email })
    .from(userAccount)
    .where(eq(userAccount.id, userId));
  return owner
    ? askAccountMail(tx, ctx, { kind: "second_factor_changed", address: owner.email, userId })
    : [];
};
