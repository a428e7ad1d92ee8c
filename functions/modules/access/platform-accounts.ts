import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import type * as z from "zod/mini";
import type { ListAccounts, PlatformAccount, PlatformAccountPage } from "../../../shared/access/platform.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { asUser } from "./access-actor.ts";
import { peopleByName } from "./lists-by-name.ts";
import { tidyRoles } from "./membership-roles.ts";
import { permitPlatform } from "./platform-permission.ts";
import {
  membership,
  organisation,
  passkey,
  platformAdministrator,
  session,
  totpFactor,
  userAccount,
} from "./tables.ts";

const pageSize = 50;

/** One page of all accounts by name: where they belong and how they sign in, nothing of what they do. */
export const listAccounts = async (
  ctx: Ctx,
  asked: z.infer<typeof ListAccounts>,
): Promise<Result<z.infer<typeof PlatformAccountPage>>> => {
  permitPlatform(ctx, "platform.read");
  const rows = await ctx.db
    .select()
    .from(userAccount)
    .where(and(peopleByName.like(asked.search), peopleByName.after(asked.after)))
    .orderBy(...peopleByName.order)
    .limit(pageSize + 1);
  const { page, next } = peopleByName.page(rows, pageSize);
  return done({ accounts: await accountViews(ctx.db, ctx, page), next });
};

/** Accounts as the platform sees them, in the order given. */
export const accountViews = async (
  on: Queries,
  ctx: Ctx,
  rows: readonly (typeof userAccount.$inferSelect)[],
): Promise<PlatformAccount[]> => {
  const { userId: you } = asUser(ctx);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const facts = await factsOf(on, ctx, ids);
  const held = await on
    .select({
      userId: membership.userId,
      service: membership.service,
      roles: membership.roles,
      id: organisation.id,
      name: organisation.name,
    })
    .from(membership)
    .innerJoin(organisation, eq(organisation.id, membership.organisationId))
    .where(and(inArray(membership.userId, ids), isNull(membership.endedAt)))
    .orderBy(organisation.name, organisation.id);
  return rows.map((row) => {
    const known = facts.find(({ id }) => id === row.id);
    const theirs = held.filter(({ userId }) => userId === row.id);
    const organisations = new Map(theirs.map(({ id, name }) => [id, name]));
    return {
      id: row.id,
      firstName: row.firstName,
      lastName: row.lastName,
      email: row.email,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: known?.lastSeenAt?.toISOString() ?? null,
      disabledAt: row.disabledAt?.toISOString() ?? null,
      secondFactor: known?.secondFactor ?? false,
      platformAdministrator: known?.administers ?? false,
      openSessions: known?.openSessions ?? 0,
      organisations: [...organisations].map(([id, name]) => ({
        id,
        name,
        roles: tidyRoles(theirs.filter((one) => one.id === id)),
      })),
      you: row.id === you,
    };
  });
};

const factsOf = (on: Queries, ctx: Ctx, ids: string[]) => {
  // Inside another piece of SQL a column keeps its table's name: `id` alone would be the inner table's own.
  const id = sql`${userAccount.id}`;
  const ofAccount = sql`from ${session} where ${session.userId} = ${id} and not ${session.pending}`;
  const open = and(isNull(session.endedAt), gt(session.expiresAt, ctx.now()));
  return on
    .select({
      id: userAccount.id,
      lastSeenAt: sql<Date | null>`greatest(${userAccount.lastSeenAt},
        (select max(${session.lastSeenAt}) ${ofAccount}))`.mapWith(session.lastSeenAt),
      openSessions: sql<number>`(select count(*)::int ${ofAccount} and ${open})`,
      secondFactor: sql<boolean>`(exists (select from ${passkey} where ${passkey.userId} = ${id}) or exists (
        select from ${totpFactor} where ${totpFactor.userId} = ${id} and ${totpFactor.confirmedAt} is not null))`,
      administers: sql<boolean>`exists (select from ${platformAdministrator}
        where ${platformAdministrator.userId} = ${id} and ${platformAdministrator.endedAt} is null)`,
    })
    .from(userAccount)
    .where(inArray(userAccount.id, ids));
};
