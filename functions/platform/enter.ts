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
}

type LinkHolder = Extract<Actor, { kind: "link" }>;

/**
 * Finds out who asks and reads for them in one round trip: `enter` (a security definer function) resolves the
 * session and sets what row-level security shows on this connection; the read travels right behind it on the
 * same connection, which PostgreSQL answers in order. `enter` always sets, also to nobody, so that no right of the
 * request before remains. Refusals of the read (a thrown `Refused`) are left to the caller.
 */
export const guarded = async <T>(ctx: Ctx, read: (db: Db) => Promise<T>): Promise<{ ctx: Ctx; value: T }> => {
  const { sessionHash = null, background = false } = ctx.credentials;
  // `execute` sends it now: a query that is only awaited leaves after those that `read` sends meanwhile.
  const entering = ctx.db.$client<
    { entered: Entered }[]
  >`select guichet.enter(${sessionHash}, ${!background}) as entered`.execute();
  const [[row], value] = await Promise.all([entering, read(ctx.db)]);
  return { ctx: { ...ctx, actor: actorOf(row?.entered) }, value };
};

/** The same for the page that a secret link opened, on the database role of citizens. */
export const guardedLink = async <T>(
  ctx: Ctx,
  read: (db: Db) => Promise<T>,
): Promise<{ ctx: Ctx; value: T }> => {
  const { linkHash = null } = ctx.credentials;
  const entering = ctx.db.$client<
    { entered: Omit<LinkHolder, "kind"> | null }[]
  >`select guichet.enter_link(${linkHash}) as entered`.execute();
  const [[row], value] = await Promise.all([entering, read(ctx.db)]);
  const actor: Actor = row?.entered ? { kind: "link", ...row.entered } : { kind: "visitor" };
  return { ctx: { ...ctx, actor }, value };
};

type FileHolder = Extract<Actor, { kind: "recipient" }>;

/** The same for the page of one file, whose session opens nothing else. */
export const guardedFileLink = async <T>(
  ctx: Ctx,
  read: (db: Db) => Promise<T>,
): Promise<{ ctx: Ctx; value: T }> => {
  const { linkHash = null } = ctx.credentials;
  const entering = ctx.db.$client<
    { entered: Omit<FileHolder, "kind"> | null }[]
  >`select guichet.enter_file_link(${linkHash}) as entered`.execute();
  const [[row], value] = await Promise.all([entering, read(ctx.db)]);
  const actor: Actor = row?.entered ? { kind: "recipient", ...row.entered } : { kind: "visitor" };
  return { ctx: { ...ctx, actor }, value };
};

/**
 * Lets a job act as the person who asked for it: what they may not know of stays hidden from its reads too. The
 * connection forgets them at the end, whatever happened.
 */
export const enterAs = async <T>(ctx: Ctx, work: () => Promise<T>): Promise<T> => {
  const { actor, db } = ctx;
  if (actor.kind !== "user") throw new Error("only a person's work is done as somebody");
  const held = Object.fromEntries(
    actor.memberships.map(({ service, organisationId }) => [service, [organisationId]]),
  );
  const as = (userId: string, memberships: Record<string, string[]>) => db.$client`
    select guichet.hold(${JSON.stringify(memberships)}::text::jsonb, false),
      set_config('app.user_id', ${userId}, false), guichet.hide_cases(false)`;
  await as(actor.userId, held);
  try {
    return await work();
  } finally {
    await as("", {});
  }
};

/** Only finds out who asks; for writes, whose transaction sets its own rights. */
export const enter = async (ctx: Ctx): Promise<Ctx> => (await guarded(ctx, async () => undefined)).ctx;
/** Only finds out which page is open. */
export const enterLink = async (ctx: Ctx): Promise<Ctx> =>
  (await guardedLink(ctx, async () => undefined)).ctx;

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
  return { kind: "visitor" };
};
