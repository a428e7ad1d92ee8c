import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import type { SessionList } from "../../../shared/access/schema.ts";
import { mutate } from "../../platform/mutate.ts";
import { done, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { type Owner, ownPermission } from "./account-owner.ts";
import { session } from "./tables.ts";

/** One's own sessions that are open now, as `enter` would find them; the one in use first, then the latest seen. */
export const listSessions = async (owner: Owner): Promise<Result<SessionList>> => {
  const { userId, session: own } = owner.actor;
  const idleSince = new Date(owner.now().getTime() - own.idleMinutes * 60_000);
  const rows = await owner.db
    .select()
    .from(session)
    .where(
      and(
        eq(session.userId, userId),
        isNull(session.endedAt),
        eq(session.pending, false),
        gt(session.expiresAt, owner.now()),
        gt(session.lastSeenAt, idleSince),
      ),
    )
    .orderBy(desc(session.lastSeenAt), desc(session.id));
  const sessions = rows.map(({ id, device, method, createdAt, lastSeenAt }) => ({
    id,
    current: id === own.id,
    device,
    method,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
  }));
  return done({ sessions: sessions.toSorted((a, b) => Number(b.current) - Number(a.current)) });
};

/** Ends one of one's own sessions. */
export const endSession = async (owner: Owner, id: string): Promise<Result<SessionList>> => {
  const ended = await mutate(owner, async (tx) => {
    const rows = await tx
      .update(session)
      .set({ endedAt: owner.now() })
      .where(and(eq(session.id, id), eq(session.userId, owner.actor.userId), isNull(session.endedAt)))
      .returning({ id: session.id });
    if (rows.length === 0) refuse(notFound);
    return {
      result: null,
      permission: ownPermission(owner),
      audit: { action: "session.end", organisationId: null, target: { kind: "session", id } },
      events: [],
    };
  });
  return ended.ok ? listSessions(owner) : ended;
};

/** Ends every other of one's own sessions. */
export const endOtherSessions = async (owner: Owner): Promise<Result<SessionList>> => {
  const { userId, session: own } = owner.actor;
  const ended = await mutate(owner, async (tx) => {
    await tx.execute(sql`select guichet.end_sessions(${userId}, ${own.id})`);
    return {
      result: null,
      permission: ownPermission(owner),
      audit: {
        action: "session.end_others",
        organisationId: null,
        target: { kind: "user_account", id: userId },
      },
      events: [],
    };
  });
  return ended.ok ? listSessions(owner) : ended;
};
