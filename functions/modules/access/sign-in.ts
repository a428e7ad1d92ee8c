import { eq, sql } from "drizzle-orm";
import { canonicalEmail } from "../../../shared/access/email.ts";
import type { SignIn } from "../../../shared/access/schema.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import { type Limit, refill, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { passwordMatches } from "./password.ts";
import { landIn, type NewSession, networkHash, type Opened, openSession } from "./session-open.ts";
import { session } from "./tables.ts";

/** Tries by account and by network address: slow for a guesser, never closed for good for the owner. */
export const byAccount: Limit = { name: "sign_in_account", burst: 10, perHour: 40 };
/** The same from a network this account signed in from before: an attack from elsewhere leaves it alone. */
const byKnownNetwork: Limit = { ...byAccount, name: "sign_in_known_network" };
const byAddress: Limit = { name: "sign_in_address", burst: 50, perHour: 200 };

const badCredentials: Refusal = {
  code: "forbidden",
  reason: "bad_credentials",
  detail: "Adresse e-mail ou mot de passe incorrect.",
};

/**
 * Opens a session with an e-mail address and a password. One answer for an unknown account, a wrong password and a
 * disabled account, for the same work. With a second factor the session waits for it.
 */
export const signIn = async (ctx: Ctx, input: SignIn): Promise<Result<Opened>> => {
  const email = canonicalEmail(input.email);
  const network = networkHash(ctx);
  const [seen] = await ctx.db.execute<{ known: boolean }>(
    sql`select guichet.signs_in_from(${email}, ${network}) as known`,
  );
  const tries = seen?.known
    ? { limit: byKnownNetwork, key: `${email}\0${network}` }
    : { limit: byAccount, key: email };
  const waits = [
    await takeToken(ctx.db, tries.limit, tries.key),
    await takeToken(ctx.db, byAddress, ctx.credentials.clientAddress ?? "unknown"),
  ];
  const wait = Math.max(...waits);
  if (wait > 0) {
    const words = (time: string) =>
      `Trop d’essais. Réessayez dans ${time} ou réinitialisez votre mot de passe.`;
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

  await refill(ctx.db, tries.limit, tries.key);
  const asOwner = actingAs(ctx, { kind: "user", userId: account.id, memberships: [] });
  const opened = await mutate(asOwner, async (tx) => {
    const made = await openSession(tx, asOwner, { userId: account.id, method: "password" });
    return {
      result: made,
      // Whoever knows the password may open a session: nothing else is asked.
      permission: permit(true),
      audit: sessionOpened(made, "password"),
      events: [],
    };
  });
  return opened.ok ? landIn(ctx, opened.value) : opened;
};

/** What history says of a session that was opened: how, and whether it waits for a second step. */
export const sessionOpened = ({ id, methods }: NewSession, method: string): AuditNote => ({
  action: "session.open",
  organisationId: null,
  target: { kind: "session", id },
  after: { method, pending: methods.length > 0 },
});

/** Ends the session of this browser; ending none is fine. Returns the sealed token of the identity provider, if any. */
export const signOut = async (ctx: Ctx): Promise<Result<{ idToken: string | null }>> => {
  const { sessionHash } = ctx.credentials;
  return mutate(ctx, async (tx) => {
    const ended = sessionHash
      ? await tx
          .update(session)
          .set({ endedAt: ctx.now() })
          .where(eq(session.tokenHash, sessionHash))
          .returning({ id: session.id, idToken: session.idToken })
      : [];
    return {
      result: { idToken: ended[0]?.idToken ?? null },
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
