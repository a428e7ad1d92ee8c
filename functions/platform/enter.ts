import type { Actor, ActorMembership, Ctx } from "./ctx.ts";
import type { Db } from "./db.ts";

interface Entered {
  user?: {
    id: string;
    sessionId: string;
    memberships: ActorMembership[];
    platformAdministrator: boolean;
    secondFactor: boolean;
    idleMinutes: number;
  };
  link?: {
    secretLinkId: string;
    caseId: string;
    partyId: string;
    organisationId: string;
    codeVerified: boolean;
  };
}

/**
 * Finds out who asks and reads for them in one round trip: `enter` (a security definer function) resolves the
 * session or link and sets what row-level security shows on this connection; the read travels right behind it on the
 * same connection, which PostgreSQL answers in order. `enter` always sets, also to nobody, so that no right of the
 * request before remains. Refusals of the read (a thrown `Refused`) are left to the caller.
 */
export const guarded = async <T>(ctx: Ctx, read: (db: Db) => Promise<T>): Promise<{ ctx: Ctx; value: T }> => {
  const { sessionHash = null, linkHash = null, background = false } = ctx.credentials;
  // `execute` sends it now: a query that is only awaited leaves after those that `read` sends meanwhile.
  const entering = ctx.db.$client<
    { entered: Entered }[]
  >`select guichet.enter(${sessionHash}, ${linkHash}, ${!background}) as entered`.execute();
  const [[row], value] = await Promise.all([entering, read(ctx.db)]);
  return { ctx: { ...ctx, actor: actorOf(row?.entered) }, value };
};

/** Only finds out who asks; for writes, whose transaction sets its own rights. */
export const enter = async (ctx: Ctx): Promise<Ctx> => (await guarded(ctx, async () => undefined)).ctx;

const actorOf = (entered: Entered | undefined): Actor => {
  if (entered?.user) {
    const { id, memberships, platformAdministrator, sessionId, secondFactor, idleMinutes } = entered.user;
    return {
      kind: "user",
      userId: id,
      memberships,
      ...(platformAdministrator ? { platformAdministrator } : {}),
      session: { id: sessionId, secondFactor, idleMinutes },
    };
  }
  if (entered?.link) return { kind: "link", ...entered.link };
  return { kind: "visitor" };
};
