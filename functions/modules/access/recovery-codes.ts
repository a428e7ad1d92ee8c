import { randomInt } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { sha256 } from "../../platform/ids.ts";
import { recoveryCode } from "./tables.ts";

const howMany = 10;
/** No letter that looks like another: sixteen of these are 80 bits, out of reach even of who holds the hashes. */
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const characters = 16;

/** A code with its account; spaces, dashes and case do not matter. */
const hashCode = (userId: string, code: string) =>
  sha256(`recovery-code\0${userId}\0${code.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")}`);

/** « ABCD-EFGH-JKLM-NPQR ». */
const newCode = (): string =>
  Array.from({ length: characters }, () => alphabet.charAt(randomInt(alphabet.length)))
    .join("")
    .replace(/(.{4})(?!$)/g, "$1-");

/** Replaces an account's codes by ten new ones, which are shown once. */
export const renewRecoveryCodes = async (tx: Tx, ctx: Ctx, userId: string): Promise<string[]> => {
  await tx.delete(recoveryCode).where(eq(recoveryCode.userId, userId));
  const codes = Array.from({ length: howMany }, newCode);
  await tx
    .insert(recoveryCode)
    .values(codes.map((code) => ({ id: ctx.newId(), userId, codeHash: hashCode(userId, code) })));
  return codes;
};

/** Whether this is one of the account's codes that never served; from now on it has. */
export const acceptRecoveryCode = async (
  tx: Tx,
  ctx: Ctx,
  userId: string,
  code: string,
): Promise<boolean> => {
  const used = await tx
    .update(recoveryCode)
    .set({ usedAt: ctx.now() })
    .where(
      and(
        eq(recoveryCode.userId, userId),
        eq(recoveryCode.codeHash, hashCode(userId, code)),
        isNull(recoveryCode.usedAt),
      ),
    )
    .returning({ id: recoveryCode.id });
  return used.length > 0;
};
