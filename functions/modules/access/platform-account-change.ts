import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { PlatformAccount } from "../../../shared/access/platform.ts";
import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { askAccountMail } from "./account-mail.ts";
import { cancelAll, waiting } from "./invitation-links.ts";
import { endSessions } from "./membership-end.ts";
import { keepersOf, keepOne } from "./membership-keepers.ts";
import { lockAdministrators } from "./membership-lock.ts";
import { accountViews } from "./platform-accounts.ts";
import { lastAdministrator } from "./platform-administrators.ts";
import { invitation, membership, organisation, userAccount } from "./tables.ts";

type Account = typeof userAccount.$inferSelect;

/**
 * Disables an account: nobody signs in with it, its sessions end at once, what it invited is cancelled. Its memberships
 * stay for the day it is enabled again. Refuses oneself, the last keeper of a service and the last administrator.
 */
export const disableAccount = (ctx: Ctx, accountId: string) =>
  changeAccount(ctx, accountId, "account.disable", async (tx, account, administrators) => {
    if (account.disabledAt) return {};
    await keepEverywhere(tx, accountId);
    const enabled = await stillEnabled(tx, administrators);
    if (enabled.length === 1 && enabled[0] === accountId) refuse(lastAdministrator);
    await tx.update(userAccount).set({ disabledAt: ctx.now() }).where(eq(userAccount.id, accountId));
    await endSessions(tx, accountId);
    const invited = await tx
      .select()
      .from(invitation)
      .where(and(eq(invitation.invitedBy, accountId), waiting));
    return { audit: await cancelAll(tx, ctx, invited) };
  });

/** Enables a disabled account again, with the memberships it has. */
export const enableAccount = (ctx: Ctx, accountId: string) =>
  changeAccount(ctx, accountId, "account.enable", async (tx) => {
    await tx.update(userAccount).set({ disabledAt: null }).where(eq(userAccount.id, accountId));
    return {};
  });

/** Ends every session of an account. */
export const endAccountSessions = (ctx: Ctx, accountId: string) =>
  changeAccount(ctx, accountId, "account.end_sessions", async (tx) => {
    await endSessions(tx, accountId);
    return {};
  });

/** Takes the second factors of someone who lost theirs; sessions end and a mail tells the owner. */
export const resetAccountSecondFactor = (ctx: Ctx, accountId: string) =>
  changeAccount(ctx, accountId, "account.reset_second_factor", async (tx, { email }) => {
    const [reset] = await tx.execute<{ done: boolean }>(
      sql`select guichet.reset_second_factor(${accountId}) as done`,
    );
    if (!reset?.done) throw new Error("the platform was refused what its rule allowed");
    await endSessions(tx, accountId);
    const mail = { kind: "second_factor_changed", address: email, userId: accountId } as const;
    return { events: await askAccountMail(tx, ctx, mail) };
  });

/** One change of one account by the platform, never by its own owner. */
const changeAccount = (
  ctx: Ctx,
  accountId: string,
  action: string,
  change: (
    tx: Tx,
    account: Account,
    administrators: readonly string[],
  ) => Promise<{ audit?: AuditNote[]; events?: OutboxEvent[] }>,
): Promise<Result<PlatformAccount>> =>
  mutate(ctx, async (tx) => {
    const { administrators, actor } = await lockAdministrators(tx, ctx);
    const permission = permit(may(actor, "platform.change", { userId: accountId }));
    const [account] = await tx.select().from(userAccount).where(eq(userAccount.id, accountId));
    if (!account) return refuse(notFound);
    const administering = administrators.map(({ userId }) => userId);
    const { audit = [], events = [] } = await change(tx, account, administering);
    const [row] = await tx.select().from(userAccount).where(eq(userAccount.id, accountId));
    const [view] = row ? await accountViews(tx, ctx, [row]) : [];
    if (!view) throw new Error("an account that was just changed is not there");
    const note = { action, organisationId: null, target: { kind: "user_account", id: accountId } };
    return { result: view, permission, audit: [note, ...audit], events };
  });

/** Stops when somebody else must first keep a service of one of their organisations; these are locked one by one. */
const keepEverywhere = async (tx: Tx, userId: string): Promise<void> => {
  const theirs = tx
    .select({ id: membership.organisationId })
    .from(membership)
    .where(and(eq(membership.userId, userId), isNull(membership.endedAt)));
  const organisations = await tx
    .select()
    .from(organisation)
    .where(and(inArray(organisation.id, theirs), isNull(organisation.closedAt)))
    .orderBy(organisation.id)
    .for("update");
  for (const one of organisations) keepOne(await keepersOf(tx, one), userId);
};

const stillEnabled = async (tx: Tx, userIds: readonly string[]): Promise<string[]> => {
  const rows = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .where(and(inArray(userAccount.id, [...userIds]), isNull(userAccount.disabledAt)));
  return rows.map(({ id }) => id);
};
