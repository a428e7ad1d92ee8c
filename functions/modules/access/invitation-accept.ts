import { eq } from "drizzle-orm";
import type * as z from "zod/mini";
import type { AcceptInvitation, Me } from "../../../shared/access/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { asUser } from "./access-actor.ts";
import { linkRefusal } from "./account-link.ts";
import { actingOnInvitation, readInvitation, takeInvitation } from "./invitation-take.ts";
import { whoAmI } from "./me.ts";
import { hashPassword } from "./password.ts";
import { checkNewPassword } from "./password-policy.ts";
import { landIn, type Opened, openSession } from "./session-open.ts";
import { userAccount } from "./tables.ts";

/**
 * Accepts an invitation as someone who has no account yet: makes it with the invited address, gives the roles, and
 * opens a session. Refuses a dead link in its own words, a password that is easy to guess, and an address that has an
 * account by now, whose owner signs in and joins.
 */
export const acceptInvitation = async (
  ctx: Ctx,
  input: z.infer<typeof AcceptInvitation>,
): Promise<Result<Opened>> => {
  const read = await readInvitation(ctx.db, ctx, input.token);
  if (!read.ok) return read;
  const opened = read.value;
  if (opened.accountId) return refused(hasAccount);
  const { firstName, lastName } = input;
  const personal = [firstName, lastName, opened.email, opened.organisationName ?? ""];
  const weak = await checkNewPassword(input.password, personal);
  if (weak) return refused(weak);

  const userId = ctx.newId();
  const passwordHash = await hashPassword(input.password);
  const acting = actingOnInvitation(ctx, userId, opened);
  const session = await mutate(acting, async (tx) => {
    const created = await tx
      .insert(userAccount)
      .values({
        id: userId,
        email: opened.emailCanonical,
        firstName,
        lastName,
        passwordHash,
        passwordChangedAt: ctx.now(),
        createdAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning({ id: userAccount.id });
    if (created.length === 0) refuse(hasAccount);
    const audit = await takeInvitation(tx, acting, userId, opened);
    return {
      result: await openSession(tx, acting, { userId, method: "invitation" }),
      // Whoever holds the link sent to an address is the owner of that address: holding it is the right.
      permission: permit(true),
      audit,
      events: [],
    };
  });
  return session.ok ? landIn(ctx, session.value) : session;
};

/**
 * Joins with an account that exists: the signed-in owner of the very address that was invited, compared without case.
 * The roles count from the next request on.
 */
export const joinByInvitation = async (ctx: Ctx, token: string): Promise<Result<Me>> => {
  const { userId } = asUser(ctx);
  const read = await readInvitation(ctx.db, ctx, token);
  if (!read.ok) return read;
  const opened = read.value;
  const acting = actingOnInvitation(ctx, userId, opened);
  const joined = await mutate(acting, async (tx) => {
    const [person] = await tx
      .select({ email: userAccount.email })
      .from(userAccount)
      .where(eq(userAccount.id, userId));
    if (person?.email !== opened.emailCanonical) refuse(linkRefusal("other_account", "invitation"));
    return {
      result: null,
      permission: permit(true),
      audit: await takeInvitation(tx, acting, userId, opened),
      events: [],
    };
  });
  return joined.ok ? whoAmI(ctx) : joined;
};

const hasAccount: Refusal = {
  code: "conflict",
  reason: "account_exists",
  detail: "Un compte existe déjà avec cette adresse. Connectez-vous pour accepter l’invitation.",
};
