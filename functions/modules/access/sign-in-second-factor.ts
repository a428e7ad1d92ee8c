import { and, eq, isNull, sql } from "drizzle-orm";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { hashSecret, newSecret } from "../../platform/ids.ts";
import { mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { refill, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { authenticationOptions, checkAuthentication, passkeyRefused } from "./passkey.ts";
import { acceptRecoveryCode } from "./recovery-codes.ts";
import { factorsOf, secondFactorTries, tellFactorChanged, wrongCode } from "./second-factor.ts";
import { landIn, type Opened } from "./session-open.ts";
import { passkey, session } from "./tables.ts";
import { acceptTotp } from "./totp.ts";

/** A session between its two steps, and the account it is about. */
interface Pending {
  sessionId: string;
  userId: string;
  challenge: string | null;
}

const over: Refusal = {
  code: "forbidden",
  reason: "sign_in_over",
  detail: "La connexion a pris trop de temps. Recommencez avec votre mot de passe.",
};

const pendingSession = async (ctx: Ctx): Promise<Pending | undefined> => {
  const { sessionHash } = ctx.credentials;
  if (!sessionHash) return undefined;
  const [found] = await ctx.db.execute<{ session_id: string; user_id: string; challenge: string | null }>(
    sql`select * from guichet.pending_session(${sessionHash})`,
  );
  return found && { sessionId: found.session_id, userId: found.user_id, challenge: found.challenge };
};

const asOwner = (ctx: Ctx, { userId }: Pending): Ctx =>
  actingAs(ctx, { kind: "user", userId, memberships: [] });

/** Gives the second factor with a code of the generator. */
export const giveTotp = (ctx: Ctx, code: string): Promise<Result<Opened>> =>
  secondStep(ctx, "totp", async (tx, owner, { userId }) => {
    if (!(await acceptTotp(tx, owner, userId, code))) refuse(wrongCode);
    return [];
  });

/** Gives the second factor with one of the codes kept for that; the owner is told, with how many are left. */
export const giveRecoveryCode = (ctx: Ctx, code: string): Promise<Result<Opened>> =>
  secondStep(ctx, "recovery", async (tx, owner, { userId }) => {
    if (!(await acceptRecoveryCode(tx, owner, userId, code)))
      refuse({ ...wrongCode, detail: "Ce code de secours ne correspond pas, ou il a déjà servi." });
    return tellFactorChanged(tx, owner, userId);
  });

/** What the browser needs to ask one of the account's keys; its challenge is answered once. */
export const askPasskey = async (ctx: Ctx) => {
  const pending = await pendingSession(ctx);
  if (!pending) return refused(over);
  return mutate(asOwner(ctx, pending), async (tx) => {
    const { passkeys } = await factorsOf(tx, pending.userId);
    const options = await authenticationOptions(ctx.env, passkeys);
    await tx.update(session).set({ challenge: options.challenge }).where(eq(session.id, pending.sessionId));
    return { result: options, permission: permit(true), audit: [], events: [] };
  });
};

/** Gives the second factor with a key's answer to the challenge that was asked. */
export const givePasskey = async (
  ctx: Ctx,
  answer: { id: string; [key: string]: unknown },
): Promise<Result<Opened>> => {
  const spent = await spendChallenge(ctx);
  if (!spent.ok) return spent;
  return secondStep(ctx, "passkey", async (tx, owner, { userId }) => {
    const [key] = await tx
      .select()
      .from(passkey)
      .where(and(eq(passkey.userId, userId), eq(passkey.credentialId, answer.id)))
      .for("update");
    const counter = key && (await checkAuthentication(owner, key, spent.value, answer));
    if (!key || counter === undefined) return refuse(passkeyRefused);
    await tx.update(passkey).set({ counter, lastUsedAt: owner.now() }).where(eq(passkey.id, key.id));
    return [];
  });
};

/** Takes the challenge off the session, whatever the answer is worth: of two answers one is looked at. */
const spendChallenge = async (ctx: Ctx): Promise<Result<string>> => {
  const pending = await pendingSession(ctx);
  if (!pending) return refused(over);
  const { challenge } = pending;
  if (!challenge) return refused(passkeyRefused);
  return mutate(asOwner(ctx, pending), async (tx) => {
    const taken = await tx
      .update(session)
      .set({ challenge: null })
      .where(and(eq(session.id, pending.sessionId), eq(session.challenge, challenge)))
      .returning({ id: session.id });
    if (taken.length === 0) refuse(passkeyRefused);
    return { result: challenge, permission: permit(true), audit: [], events: [] };
  });
};

/**
 * The second step of signing in: `check` accepts what was given, or refuses. The session then opens under a new secret,
 * so that whoever saw the first one holds nothing.
 */
const secondStep = async (
  ctx: Ctx,
  method: string,
  check: (tx: Tx, owner: Ctx, pending: Pending) => Promise<OutboxEvent[]>,
): Promise<Result<Opened>> => {
  const pending = await pendingSession(ctx);
  if (!pending) return refused(over);
  const wait = await takeToken(ctx.db, secondFactorTries, pending.userId);
  if (wait > 0) {
    const words = (time: string) => `Trop d’essais. Réessayez dans ${time}.`;
    return refused({ ...tooMany(wait, words), reason: "too_many_tries" });
  }
  const owner = asOwner(ctx, pending);
  const secret = newSecret();
  const opened = await mutate(owner, async (tx) => {
    const events = await check(tx, owner, pending);
    const turned = await tx
      .update(session)
      .set({
        tokenHash: hashSecret(secret),
        pending: false,
        secondFactorAt: ctx.now(),
        challenge: null,
        lastSeenAt: ctx.now(),
      })
      .where(and(eq(session.id, pending.sessionId), eq(session.pending, true), isNull(session.endedAt)))
      .returning({ id: session.id });
    if (turned.length === 0) refuse(over);
    return {
      result: { id: pending.sessionId, secret, methods: [] },
      // Whoever gave both factors may open the session they opened half-way.
      permission: permit(true),
      audit: {
        action: "session.second_factor",
        organisationId: null,
        target: { kind: "session", id: pending.sessionId },
        after: { method },
      },
      events,
    };
  });
  if (!opened.ok) return opened;
  await refill(ctx.db, secondFactorTries, pending.userId);
  return landIn(ctx, opened.value);
};
