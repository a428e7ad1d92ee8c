import { eq, sql } from "drizzle-orm";
import { canonicalEmail } from "../../../shared/access/email.ts";
import type { Me, SignIn } from "../../../shared/access/schema.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import { hashSecret, newSecret } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Limit, refill, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { readMe } from "./me.ts";
import { passwordMatches } from "./password.ts";
import { session } from "./tables.ts";

/** A session ends this long after it began, whatever happens. */
export const sessionSeconds = 12 * 3600;

/** Tries by account and by network address: slow for a guesser, never closed for good for the owner. */
const byAccount: Limit = { name: "sign_in_account", burst: 10, perHour: 40 };
const byAddress: Limit = { name: "sign_in_address", burst: 50, perHour: 200 };

const badCredentials: Refusal = {
  code: "forbidden",
  reason: "bad_credentials",
  detail: "Adresse e-mail ou mot de passe incorrect.",
};

/**
 * Opens a session with an e-mail address and a password. One answer for an unknown account, a wrong password and a
 * disabled account, in the same time. Returns the secret for the cookie; the table keeps its hash.
 */
export const signIn = async (ctx: Ctx, input: SignIn): Promise<Result<{ secret: string; me: Me }>> => {
  const email = canonicalEmail(input.email);
  const waits = [
    await takeToken(ctx.db, byAccount, email),
    await takeToken(ctx.db, byAddress, ctx.credentials.clientAddress ?? "unknown"),
  ];
  const wait = Math.max(...waits);
  if (wait > 0) {
    const words = (time: string) => `Trop d’essais. Réessayez dans ${time}.`;
    return refused({ ...tooMany(wait, words), reason: "too_many_tries" });
  }

  const [account] = await ctx.db.execute<{ id: string; password_hash: string | null; disabled: boolean }>(
    sql`select * from guichet.account_for_sign_in(${email})`,
  );
  const matches = await passwordMatches(input.password, account?.password_hash);
  if (!account || !matches || account.disabled) {
    ctx.log.info("sign_in.refused");
    return refused(badCredentials);
  }

  await refill(ctx.db, byAccount, email);
  const secret = newSecret();
  const asUser = actingAs(ctx, { kind: "user", userId: account.id, memberships: [] });
  return mutate(asUser, async (tx) => {
    const opened = {
      id: ctx.newId(),
      userId: account.id,
      tokenHash: hashSecret(secret),
      lastSeenAt: ctx.now(),
      expiresAt: new Date(ctx.now().getTime() + sessionSeconds * 1000),
    };
    await tx.insert(session).values(opened);
    const me = await readMe(tx, account.id);
    return {
      result: { secret, me },
      // Whoever knows the password may open a session: nothing else is asked.
      permission: permit(true),
      audit: { action: "session.open", organisationId: null, target: { kind: "session", id: opened.id } },
      events: [],
    };
  });
};

/** Ends the session of this browser; ending none is fine. */
export const signOut = async (ctx: Ctx): Promise<Result<null>> => {
  const { sessionHash } = ctx.credentials;
  return mutate(ctx, async (tx) => {
    const ended = sessionHash
      ? await tx
          .update(session)
          .set({ endedAt: ctx.now() })
          .where(eq(session.tokenHash, sessionHash))
          .returning({ id: session.id })
      : [];
    return {
      result: null,
      permission: permit(true),
      audit: ended.map(({ id }) => ({
        action: "session.end",
        organisationId: null,
        target: { kind: "session", id },
      })),
      events: [],
    };
  });
};
