import { and, eq, isNull } from "drizzle-orm";
import type { SignedIn, secondFactorMethods } from "../../../shared/access/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { derive, hashSecret, newSecret } from "../../platform/ids.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { whoAmI } from "./me.ts";
import { factorsOf } from "./second-factor.ts";
import { deviceLabel } from "./session-device.ts";
import { session } from "./tables.ts";

/** A session ends this long after it began, whatever happens. */
export const sessionSeconds = 12 * 3600;

/** A session that was just written: what its browser receives, and the second steps it waits for. */
export interface NewSession {
  id: string;
  secret: string;
  methods: Array<(typeof secondFactorMethods)[number]>;
}

/** Where signing in led, and the secret for the cookie. */
export interface Opened {
  secret: string;
  signedIn: SignedIn;
}

/**
 * Writes a session in the caller's transaction, whose actor is the person. It waits for the second factor when the
 * account has one, unless whoever vouched for the person asked for it (`secondFactorGiven`).
 */
export const openSession = async (
  tx: Tx,
  ctx: Ctx,
  given: {
    userId: string;
    method: (typeof session.$inferInsert)["method"];
    secondFactorGiven?: boolean;
    idToken?: string;
  },
): Promise<NewSession> => {
  const methods = given.secondFactorGiven ? [] : (await factorsOf(tx, given.userId)).methods;
  const { sessionHash } = ctx.credentials;
  // One browser, one session: the one it had would stay in the owner's list with nobody behind it.
  if (sessionHash)
    await tx
      .update(session)
      .set({ endedAt: ctx.now() })
      .where(and(eq(session.tokenHash, sessionHash), isNull(session.endedAt)));
  const opened = { id: ctx.newId(), secret: newSecret(), methods };
  await tx.insert(session).values({
    id: opened.id,
    userId: given.userId,
    tokenHash: hashSecret(opened.secret),
    method: given.method,
    secondFactorAt: given.secondFactorGiven ? ctx.now() : null,
    pending: methods.length > 0,
    device: await deviceLabel(ctx.credentials.userAgent),
    network: networkHash(ctx),
    idToken: given.idToken ?? null,
    lastSeenAt: ctx.now(),
    expiresAt: new Date(ctx.now().getTime() + sessionSeconds * 1000),
  });
  return opened;
};

/** The asker's network as sessions keep it; null when it is not known. */
export const networkHash = ({ env, credentials }: Ctx): string | null =>
  credentials.clientAddress === undefined
    ? null
    : derive(env.hmacKeys, "session network", credentials.clientAddress).toString("base64url");

/** What the browser is told of a session once it is committed: who is in, as `enter` sees it, or the second step. */
export const landIn = async (ctx: Ctx, { secret, methods }: NewSession): Promise<Result<Opened>> => {
  if (methods.length > 0) return done({ secret, signedIn: { state: "second_factor", methods } });
  const credentials = { ...ctx.credentials, sessionHash: hashSecret(secret) };
  const me = await whoAmI({ ...ctx, credentials });
  return me.ok ? done({ secret, signedIn: { state: "open", me: me.value } }) : me;
};
