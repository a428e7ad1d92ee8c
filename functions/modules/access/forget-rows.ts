import { and, lt, notInArray, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Ctx } from "../../platform/ctx.ts";
import { slowestRefillHours } from "../../platform/rate-limit.ts";
import { rateBucket, spent } from "../../platform/tables.ts";
import type { Forget } from "./forget-accounts.ts";
import { accountMail, claimCode, emailChange, linkCode, linkSession, secretLink } from "./tables.ts";

const hoursAgo = (ctx: Ctx, hours: number): Date => new Date(ctx.now().getTime() - hours * 3_600_000);
export const daysAgo = (ctx: Ctx, days: number): Date => hoursAgo(ctx, 24 * days);

/** How a date is given to an expression, which has no column's type. */
const iso = (at: Date): string => at.toISOString();

/** Days after which what ended is deleted: long enough to explain what happened to somebody who asks. */
export const daysKept = 30;

/** The keys of at most `limit` rows, locked; those that somebody else holds wait for the next run. */
export const someKeys = (table: PgTable, key: PgColumn, over: SQL | undefined, limit: number): SQL =>
  sql`${key} = any (array(select ${key} from ${table} where ${over} limit ${limit} for update skip locked))`;

/** Deletes rows that say nothing of anybody any more: they are counted, and the journal has nothing to tell. */
const deleting =
  (table: PgTable, key: PgColumn, over: (ctx: Ctx) => SQL | undefined): Forget =>
  async (tx, ctx, limit) => {
    const gone = await tx
      .delete(table)
      .where(someKeys(table, key, over(ctx), limit))
      .returning({ key });
    return { count: gone.length };
  };

/** Links of cases live and die with their case. */
const ofCases = ["case_follow_up", "survey", "document_upload"] as const;

/** Technical rows whose time is over. */
export const forgetRows = {
  mails: deleting(accountMail, accountMail.id, (ctx) => lt(accountMail.doneAt, daysAgo(ctx, daysKept))),
  links: deleting(secretLink, secretLink.id, (ctx) =>
    and(
      notInArray(secretLink.purpose, [...ofCases]),
      lt(
        sql`least(${secretLink.usedAt}, ${secretLink.revokedAt}, ${secretLink.expiresAt})`,
        iso(daysAgo(ctx, daysKept)),
      ),
    ),
  ),
  email_changes: deleting(emailChange, emailChange.id, (ctx) =>
    lt(
      sql`coalesce(${emailChange.doneAt}, ${emailChange.cancelledAt}, ${emailChange.expiresAt})`,
      iso(daysAgo(ctx, daysKept)),
    ),
  ),
  link_sessions: deleting(linkSession, linkSession.id, (ctx) => lt(linkSession.expiresAt, daysAgo(ctx, 1))),
  link_codes: deleting(linkCode, linkCode.id, (ctx) => lt(linkCode.expiresAt, daysAgo(ctx, 1))),
  claim_codes: deleting(claimCode, claimCode.id, (ctx) => lt(claimCode.expiresAt, daysAgo(ctx, 1))),
  spent: deleting(spent, spent.hash, (ctx) => lt(spent.until, ctx.now())),
  // Full again for a day: the next token makes the same bucket anew.
  rate_buckets: deleting(rateBucket, rateBucket.keyHash, (ctx) =>
    lt(rateBucket.refilledAt, hoursAgo(ctx, slowestRefillHours + 24)),
  ),
} satisfies Record<string, Forget>;
