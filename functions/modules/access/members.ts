import { and, arrayContains, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Queries } from "../../platform/db.ts";
import { membership, organisation, platformAdministrator, session, userAccount } from "./tables.ts";

/** The name of the account a column points to, inside another module's query; null without account. */
export const nameOf = (userId: PgColumn): SQL<string | null> =>
  sql<string | null>`(select ${userAccount.firstName} || ' ' || ${userAccount.lastName}
    from ${userAccount} where ${userAccount.id} = ${userId})`;

/** Id and name of the accounts among these (a `uuid[]`), inside another module's query, by name. */
export const namesAmong = (ids: SQL): SQL<{ id: string; name: string }[]> =>
  sql<{ id: string; name: string }[]>`(select coalesce(json_agg(json_build_object('id', ${userAccount.id},
    'name', ${userAccount.firstName} || ' ' || ${userAccount.lastName})
    order by ${userAccount.firstName}, ${userAccount.lastName}), '[]')
    from ${userAccount} where ${userAccount.id} = any (${ids}))`;

export interface Member {
  userId: string;
  email: string;
  name: string;
}

const memberColumns = {
  userId: userAccount.id,
  email: userAccount.email,
  name: sql<string>`${userAccount.firstName} || ' ' || ${userAccount.lastName}`,
};

const live = (organisationId: string, service: string) =>
  and(
    eq(membership.organisationId, organisationId),
    eq(membership.service, service),
    isNull(membership.endedAt),
    isNull(userAccount.disabledAt),
  );

/** Enabled members who hold a role in a service of an organisation now. */
export const membersWithRole = (
  on: Queries,
  organisationId: string,
  service: string,
  role: string,
): Promise<Member[]> =>
  on
    .select(memberColumns)
    .from(membership)
    .innerJoin(userAccount, eq(userAccount.id, membership.userId))
    .where(and(live(organisationId, service), arrayContains(membership.roles, [role])));

/** Everyone who holds a role in a service of an organisation now, with these roles, by name. */
export const membersOf = (
  on: Queries,
  organisationId: string,
  service: string,
): Promise<(Member & { roles: string[] })[]> =>
  on
    .select({ ...memberColumns, roles: membership.roles })
    .from(membership)
    .innerJoin(userAccount, eq(userAccount.id, membership.userId))
    .where(live(organisationId, service))
    .orderBy(memberColumns.name);

/** One member with the roles held now; undefined when the account is disabled or no longer a member. */
export const memberNow = async (
  on: Queries,
  organisationId: string,
  service: string,
  userId: string,
): Promise<(Member & { roles: string[] }) | undefined> => {
  const [found] = await on
    .select({ ...memberColumns, roles: membership.roles })
    .from(membership)
    .innerJoin(userAccount, eq(userAccount.id, membership.userId))
    .where(and(live(organisationId, service), eq(userAccount.id, userId)));
  return found;
};

/** Those who administer the platform now. */
export const platformKeepers = (on: Queries): Promise<Member[]> =>
  on
    .select(memberColumns)
    .from(platformAdministrator)
    .innerJoin(userAccount, eq(userAccount.id, platformAdministrator.userId))
    .where(and(isNull(platformAdministrator.endedAt), isNull(userAccount.disabledAt)));

/** Everyone who holds a role in a service, in each organisation, with the zone they live in. */
export const membersEverywhere = (
  on: Queries,
  service: string,
): Promise<{ userId: string; organisationId: string; timeZone: string }[]> =>
  on
    .select({
      userId: userAccount.id,
      organisationId: membership.organisationId,
      timeZone: userAccount.timeZone,
    })
    .from(membership)
    .innerJoin(userAccount, eq(userAccount.id, membership.userId))
    .innerJoin(organisation, eq(organisation.id, membership.organisationId))
    .where(
      and(
        eq(membership.service, service),
        isNull(membership.endedAt),
        isNull(userAccount.disabledAt),
        isNull(organisation.closedAt),
      ),
    );

/**
 * Of each live organisation that has a service on: when one of its members was last seen anywhere, or became one, or when
 * the organisation began.
 */
export const lastVisits = async (
  on: Queries,
  service: string,
): Promise<{ organisationId: string; at: Date }[]> => {
  const rows = await on
    .select({
      organisationId: organisation.id,
      at: sql<string>`greatest(${organisation.createdAt}, max(${membership.createdAt}), max(${userAccount.lastSeenAt}),
        max(${session.lastSeenAt}))`,
    })
    .from(organisation)
    .leftJoin(membership, and(eq(membership.organisationId, organisation.id), isNull(membership.endedAt)))
    .leftJoin(userAccount, eq(userAccount.id, membership.userId))
    .leftJoin(session, and(eq(session.userId, userAccount.id), eq(session.pending, false)))
    .where(and(isNull(organisation.closedAt), arrayContains(organisation.services, [service])))
    .groupBy(organisation.id);
  return rows.map(({ organisationId, at }) => ({ organisationId, at: new Date(at) }));
};

/** Accounts of an organisation, in any state, that own one of these canonical addresses. */
export const accountsByAddress = (
  on: Queries,
  organisationId: string,
  addresses: readonly string[],
): Promise<{ userId: string; address: string }[]> =>
  addresses.length === 0
    ? Promise.resolve([])
    : on
        .selectDistinct({ userId: userAccount.id, address: userAccount.email })
        .from(userAccount)
        .innerJoin(membership, eq(membership.userId, userAccount.id))
        .where(
          and(eq(membership.organisationId, organisationId), inArray(userAccount.email, [...addresses])),
        );

/**
 * Whether whoever asks on this connection holds one of these roles, in the organisation a column names: for reads
 * that travel with `enter`, before the actor is known.
 */
export const askerHolds = (organisationId: PgColumn, service: string, ...roles: string[]): SQL<boolean> =>
  sql<boolean>`exists (select 1 from ${membership} where ${membership.userId} = (select guichet.user_id())
    and ${membership.organisationId} = ${organisationId} and ${membership.service} = ${service}
    and ${membership.roles} && ${`{${roles.join(",")}}`}::text[] and ${membership.endedAt} is null)`;
