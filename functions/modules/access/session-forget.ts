import { and, isNull, lt, lte, sql } from "drizzle-orm";
import type { Forget } from "./forget-accounts.ts";
import { daysAgo, daysKept, someKeys } from "./forget-rows.ts";
import { session, userAccount } from "./tables.ts";

/** Notes the end of sessions past their age, left open by whoever closed the browser. */
export const closeOldSessions: Forget = async (tx, ctx, limit) => {
  const over = and(isNull(session.endedAt), lte(session.expiresAt, ctx.now()));
  const closed = await tx
    .update(session)
    .set({ endedAt: sql`${session.expiresAt}`, idToken: null, challenge: null })
    .where(someKeys(session, session.id, over, limit))
    .returning({ id: session.id });
  return { count: closed.length };
};

/** Deletes sessions that ended long ago; their account keeps when it was last seen. */
export const forgetSessions: Forget = async (tx, ctx, limit) => {
  const over = lt(session.endedAt, daysAgo(ctx, daysKept));
  const gone = await tx
    .delete(session)
    .where(someKeys(session, session.id, over, limit))
    .returning({ userId: session.userId, seenAt: session.lastSeenAt, pending: session.pending });
  // A first step alone is no visit.
  const visits = gone.filter(({ pending }) => !pending);
  for (const [userId, theirs] of Map.groupBy(visits, (visit) => visit.userId)) {
    const last = new Date(Math.max(...theirs.map(({ seenAt }) => seenAt.getTime())));
    await tx
      .update(userAccount)
      .set({ lastSeenAt: sql`greatest(${userAccount.lastSeenAt}, ${last.toISOString()}::timestamptz)` })
      .where(sql`${userAccount.id} = ${userId}`);
  }
  return { count: gone.length };
};
