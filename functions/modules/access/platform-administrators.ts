import { and, eq, isNull, sql } from "drizzle-orm";
import { canonicalEmail } from "../../../shared/access/email.ts";
import type { Administrators } from "../../../shared/access/platform.ts";
import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { asUser } from "./access-actor.ts";
import { askAccountMail } from "./account-mail.ts";
import { cancelAll, invitationEnd, mailInvitation, waiting } from "./invitation-links.ts";
import { administer } from "./invitation-take.ts";
import { administratorInvitations } from "./invitation-view.ts";
import { accountDisabled, accountOf, type Invited } from "./invite-member.ts";
import { endSessions } from "./membership-end.ts";
import { lockAdministrators } from "./membership-lock.ts";
import { permitPlatform } from "./platform-permission.ts";
import { invitation, platformAdministrator, session, userAccount } from "./tables.ts";

/** Who administers the platform, and who is invited to. */
export const listAdministrators = async (ctx: Ctx): Promise<Result<Administrators>> => {
  permitPlatform(ctx, "platform.read");
  const { userId: you } = asUser(ctx);
  const rows = await ctx.db
    .select({
      userId: userAccount.id,
      firstName: userAccount.firstName,
      lastName: userAccount.lastName,
      email: userAccount.email,
      since: platformAdministrator.createdAt,
      lastSeenAt: sql<Date | null>`greatest(${userAccount.lastSeenAt}, (select max(${session.lastSeenAt})
        from ${session} where ${session.userId} = ${userAccount.id} and not ${session.pending}))`.mapWith(
        session.lastSeenAt,
      ),
    })
    .from(platformAdministrator)
    .innerJoin(userAccount, eq(userAccount.id, platformAdministrator.userId))
    .where(isNull(platformAdministrator.endedAt))
    .orderBy(platformAdministrator.createdAt, platformAdministrator.id);
  const invitations = await administratorInvitations(ctx.db);
  return done({
    administrators: rows.map(({ firstName, lastName, since, lastSeenAt, ...row }) => ({
      ...row,
      name: `${firstName} ${lastName}`,
      since: since.toISOString(),
      lastSeenAt: lastSeenAt?.toISOString() ?? null,
      you: row.userId === you,
      last: rows.length === 1,
    })),
    invitations: invitations.map((row) => ({
      id: row.id,
      email: row.email,
      sentAt: row.sentAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      expired: row.expiresAt <= ctx.now(),
    })),
  });
};

/** Invites somebody to administer the platform; an account that exists does so at once, in sessions with a second factor. */
export const inviteAdministrator = (ctx: Ctx, { email }: { email: string }): Promise<Result<Invited>> =>
  mutate<Invited>(ctx, async (tx) => {
    const { userId: by } = asUser(ctx);
    const { administrators, actor } = await lockAdministrators(tx, ctx);
    permit(may(actor, "platform.change"));
    const account = await accountOf(tx, email);
    const permission = permit(may(actor, "platform.change", account ? { userId: account.id } : {}));
    if (account?.disabled) refuse(accountDisabled);
    if (administrators.some(({ userId }) => userId === account?.id)) refuse(alreadyAdministrator);

    const [before] = await tx
      .select()
      .from(invitation)
      .where(
        and(isNull(invitation.organisationId), eq(invitation.emailCanonical, canonicalEmail(email)), waiting),
      );
    if (before) await cancelAll(tx, ctx, [before]);
    const id = ctx.newId();
    const address = email.trim();
    const expiresAt = invitationEnd(ctx);
    const taken = account ? { acceptedAt: ctx.now(), acceptedBy: account.id } : {};
    await tx.insert(invitation).values({
      id,
      email: address,
      emailCanonical: canonicalEmail(email),
      roles: [],
      invitedBy: by,
      createdAt: ctx.now(),
      sentAt: ctx.now(),
      expiresAt,
      ...taken,
    });
    const note = { organisationId: null, after: { email: address }, personal: ["email"] };
    if (account) {
      await administer(tx, ctx, account.id, by);
      return {
        result: { state: "joined" },
        permission,
        audit: { ...note, action: "administrator.join", target: { kind: "user_account", id: account.id } },
        events: await askAccountMail(tx, ctx, {
          kind: "invited_existing",
          address: canonicalEmail(email),
          userId: account.id,
          targetId: id,
        }),
      };
    }
    return {
      result: { state: "sent" },
      permission,
      audit: { ...note, action: "administrator.invite", target: { kind: "invitation", id } },
      events: await mailInvitation(tx, ctx, { id, organisationId: null, email: address, expiresAt }),
    };
  });

/** Takes the platform from one of its administrators, whose sessions end. Never from oneself, never from the last one. */
export const removeAdministrator = (ctx: Ctx, userId: string): Promise<Result<Record<string, never>>> =>
  mutate(ctx, async (tx) => {
    const { administrators, actor } = await lockAdministrators(tx, ctx);
    const permission = permit(may(actor, "platform.change", { userId }));
    const theirs = administrators.find((one) => one.userId === userId) ?? refuse(notFound);
    if (administrators.length === 1) refuse(lastAdministrator);
    await tx
      .update(platformAdministrator)
      .set({ endedAt: ctx.now() })
      .where(eq(platformAdministrator.id, theirs.id));
    const invited = await tx
      .select()
      .from(invitation)
      .where(and(isNull(invitation.organisationId), eq(invitation.invitedBy, userId), waiting));
    const cancelled = await cancelAll(tx, ctx, invited);
    await endSessions(tx, userId);
    const [person] = await tx
      .select({ email: userAccount.email })
      .from(userAccount)
      .where(eq(userAccount.id, userId));
    return {
      result: {},
      permission,
      audit: [
        {
          action: "administrator.remove",
          organisationId: null,
          target: { kind: "user_account", id: userId },
        },
        ...cancelled,
      ],
      events: person
        ? await askAccountMail(tx, ctx, { kind: "membership_ended", address: person.email, userId })
        : [],
    };
  });

const alreadyAdministrator: Refusal = {
  code: "conflict",
  reason: "already_member",
  detail: "Cette personne administre déjà la plateforme.",
};
export const lastAdministrator: Refusal = {
  code: "conflict",
  reason: "last_keeper",
  detail: "Cette personne est la seule à administrer la plateforme. Désignez d’abord quelqu’un d’autre.",
  facts: { role: "platform" },
};
