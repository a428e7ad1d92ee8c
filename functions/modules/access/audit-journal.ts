import { eq, sql } from "drizzle-orm";
import type { AuditPage, ListAudit } from "../../../shared/access/audit.ts";
import { isService, type Service, services } from "../../../shared/access/roles.ts";
import { accessRights, may } from "../../../shared/access/rules.ts";
import type { AuditWords } from "../../../shared/platform/audit-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { decodeCursor, pageOf } from "../../platform/keyset.ts";
import { done, type Result, refuse, signedOut } from "../../platform/refusal.ts";
import { auditActions, auditLines } from "./audit-lines.ts";
import { type AuditRow, auditRows } from "./audit-rows.ts";
import { organisationById } from "./organisations.ts";
import { membership, userAccount } from "./tables.ts";

const pageSize = 50;

/** Whose journal somebody reads in an organisation: the services whose lines they see, and those with values. */
export interface Reader {
  sees: readonly Service[];
  values: ReadonlySet<Service>;
  timeZone: string;
  name: string;
}

/**
 * What the asker may read of an organisation's journal, or a stop. Administrators see every line; what happened to
 * cases without its values, unless they run that service too. Managers of a service see its lines.
 */
export const journalReader = async (
  ctx: Ctx,
  right: "audit.read" | "audit.export",
  organisationId: string,
): Promise<Reader> => {
  const { actor } = ctx;
  if (actor.kind !== "user") return refuse(signedOut);
  const { kind, userId, memberships, platformAdministrator = false } = actor;
  const verdict = may({ kind, userId, memberships, platformAdministrator }, right, { organisationId });
  if (verdict !== true) return refuse(verdict);
  const readers: Readonly<Record<string, string>> = accessRights[right].may;
  const held = memberships.filter((one) => one.organisationId === organisationId);
  const runs = new Set(
    held.flatMap(({ service, roles }) =>
      isService(service) && roles.some((role) => readers[`${service}.${role}`]) ? [service] : [],
    ),
  );
  const administers = runs.has("administration");
  const { timeZone, name } = await organisationById(ctx.db, organisationId);
  return {
    sees: administers ? (Object.keys(services) as Service[]) : [...runs],
    values: runs,
    timeZone,
    name,
  };
};

/** One page of an organisation's journal, newest first. */
export const readJournal = async (
  ctx: Ctx,
  organisationId: string,
  asked: ListAudit,
): Promise<Result<AuditPage>> => {
  const reader = await journalReader(ctx, "audit.read", organisationId);
  const rows = await journalRows(ctx.db, reader, organisationId, asked, pageSize);
  const { page, next } = pageOf(rows, pageSize, ({ at, id }) => ({ at, id }));
  const lines = await auditLines(ctx.db, page, (service) => reader.values.has(service));
  return done({ lines, next, people: await peopleOf(ctx.db, organisationId), timeZone: reader.timeZone });
};

/** Up to `limit` lines and one more, which says whether there is another page. */
export const journalRows = (
  on: Queries,
  reader: Reader,
  organisationId: string,
  asked: ListAudit,
  limit: number,
): Promise<AuditRow[]> =>
  auditRows(
    on,
    { organisationId, actions: auditActions(reader.sees, asked.kind), timeZone: reader.timeZone },
    asked,
    { cursor: decodeCursor(asked.after), limit: limit + 1 },
  );

/** Everyone who is or was a member, for the filter. */
const peopleOf = (on: Queries, organisationId: string): Promise<AuditPage["people"]> =>
  on
    .selectDistinct({
      userId: userAccount.id,
      name: sql<string>`${userAccount.firstName} || ' ' || ${userAccount.lastName}`,
    })
    .from(membership)
    .innerJoin(userAccount, eq(userAccount.id, membership.userId))
    .where(eq(membership.organisationId, organisationId))
    .orderBy(sql`2`);

/** The history of one item that the caller may read, with its values, newest first; `own` as for {@link auditLines}. */
export const readHistory = async (
  ctx: Ctx,
  item: { organisationId: string; aggregateId: string },
  asked: ListAudit,
  own: AuditWords["fields"] = {},
): Promise<Result<AuditPage>> => {
  const { timeZone } = await organisationById(ctx.db, item.organisationId);
  const rows = await auditRows(
    ctx.db,
    { ...item, actions: auditActions(undefined, asked.kind), timeZone },
    asked,
    { cursor: decodeCursor(asked.after), limit: pageSize + 1 },
  );
  const { page, next } = pageOf(rows, pageSize, ({ at, id }) => ({ at, id }));
  const people = await ctx.db.execute<{ userId: string; name: string }>(sql`
    select u.id as "userId", u.first_name || ' ' || u.last_name as name from user_account u
    where u.id in (select distinct a.actor_id from audit_event a
      where a.organisation_id = ${item.organisationId} and a.aggregate_id = ${item.aggregateId} and a.actor_kind = 'user')
    order by 2`);
  return done({
    lines: await auditLines(ctx.db, page, () => true, own),
    next,
    people: [...people],
    timeZone,
  });
};
