import { and, asc, eq, gt, ne } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { nameOf } from "../access/index.ts";
import { presence } from "./tables.ts";

type PresenceRow = typeof presence.$inferSelect;

/** Notes that somebody has a target open now, reading or writing. */
export const showPresence = async (tx: Tx, ctx: Ctx, here: Omit<PresenceRow, "at">): Promise<void> => {
  const { activity } = here;
  await tx
    .insert(presence)
    .values({ ...here, at: ctx.now() })
    .onConflictDoUpdate({
      target: [presence.targetId, presence.userId],
      set: { activity, at: ctx.now() },
    });
};

/** Takes somebody out at once, instead of letting their last sign of life age. */
export const leaveTarget = async (tx: Tx, targetId: string, userId: string): Promise<void> => {
  await tx.delete(presence).where(and(eq(presence.targetId, targetId), eq(presence.userId, userId)));
};

/** Who else gave a sign of life on a target in the last `seconds`; each had to be allowed to read it then. */
export const othersOn = (
  on: Queries,
  ctx: Ctx,
  { targetId, userId, seconds }: { targetId: string; userId: string; seconds: number },
): Promise<{ name: string | null; activity: PresenceRow["activity"] }[]> =>
  on
    .select({ name: nameOf(presence.userId), activity: presence.activity })
    .from(presence)
    .where(
      and(
        eq(presence.targetId, targetId),
        ne(presence.userId, userId),
        gt(presence.at, new Date(ctx.now().getTime() - seconds * 1000)),
      ),
    )
    .orderBy(asc(presence.userId));
