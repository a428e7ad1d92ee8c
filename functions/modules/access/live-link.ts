import { and, eq, gt, inArray, isNull, or } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { hashSecret } from "../../platform/ids.ts";
import { secretLink } from "./tables.ts";

/** The first of these secrets that still opens a link; undefined when none does. */
export const liveLink = async (
  on: Queries,
  ctx: Ctx,
  secrets: readonly string[],
): Promise<string | undefined> => {
  const hashes = secrets.map(hashSecret);
  if (hashes.length === 0) return undefined;
  const rows = await on
    .select({ hash: secretLink.tokenHash })
    .from(secretLink)
    .where(
      and(
        inArray(secretLink.tokenHash, hashes),
        isNull(secretLink.revokedAt),
        or(isNull(secretLink.expiresAt), gt(secretLink.expiresAt, ctx.now())),
      ),
    );
  return secrets.find((_secret, index) => rows.some((row) => row.hash === hashes[index]));
};

/** From now on the links of a target end at `at`, never later than they would have. */
export const endLinksOf = async (tx: Tx, targetId: string, at: Date): Promise<void> => {
  await tx
    .update(secretLink)
    .set({ expiresAt: at })
    .where(
      and(eq(secretLink.targetId, targetId), or(isNull(secretLink.expiresAt), gt(secretLink.expiresAt, at))),
    );
};

/** The links of these targets, with their sessions and codes, are gone: nothing of them is kept. */
export const eraseLinksOf = async (tx: Tx, targetIds: readonly string[]): Promise<void> => {
  if (targetIds.length === 0) return;
  await tx.delete(secretLink).where(inArray(secretLink.targetId, [...targetIds]));
};

/** The follow-up links of a target that ended at this very instant live again, until `until`. */
export const reviveLinksOf = async (
  tx: Tx,
  targetId: string,
  endedAt: Date,
  until: Date | null,
): Promise<void> => {
  await tx
    .update(secretLink)
    .set({ expiresAt: until })
    .where(
      and(
        eq(secretLink.targetId, targetId),
        eq(secretLink.purpose, "case_follow_up"),
        eq(secretLink.expiresAt, endedAt),
      ),
    );
};
