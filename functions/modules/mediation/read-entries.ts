import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { allowedActions, may } from "../../../shared/mediation/rules.ts";
import { type EntryPage, type EntryText, entriesAtOnce } from "../../../shared/mediation/thread.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { decodeValues } from "../../platform/keyset.ts";
import { done, notFound, type Result, refused } from "../../platform/refusal.ts";
import { deliveriesOf, fileLinksOf } from "../mail/index.ts";
import { asUser, type CaseRow, caseActor, itsSettings, policyOf } from "./case-access.ts";
import { entryColumns, entryViews, itsFiles, olderOf } from "./read-case.ts";
import { caseEntry, cases } from "./tables.ts";

const place = [/^\d{4,6}-\d\d-\d\d[ T][\d:.]{5,15}[+-][\d:]{2,8}$/, /^[0-9a-f-]{36}$/];

const lastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** A page of a case's entries before those read so far, oldest first, for whoever may read the case. */
export const readOlderEntries = async (
  ctx: Ctx,
  caseId: string,
  before: string | undefined,
): Promise<Result<EntryPage>> => {
  const { userId } = asUser(ctx);
  const read = await readableCase(ctx, caseId);
  if (!read) return refused(notFound);
  const { found, statusLabels } = read;
  const [at = "infinity", id = lastId] = decodeValues(before, place) ?? [];
  const earlier = sql`case_entry.case_id = ${caseId} and case_entry.deleted_at is null
    and (case_entry.occurred_at, case_entry.id) < (${at}::timestamptz, ${id}::uuid)`;
  const [newestFirst, [counted], files, deliveries, fileLinks] = await together([
    ctx.db
      .select({ ...entryColumns, place: sql<string>`${caseEntry.occurredAt}::text` })
      .from(caseEntry)
      .where(earlier)
      .orderBy(desc(caseEntry.occurredAt), desc(caseEntry.id))
      .limit(entriesAtOnce),
    ctx.db.select({ count: sql<number>`count(*)::int` }).from(caseEntry).where(earlier),
    itsFiles(ctx.db).execute({ caseId }),
    deliveriesOf(ctx.db, caseId),
    fileLinksOf(ctx.db, caseId, ctx.now()),
  ]);
  const entries = newestFirst.toReversed();
  const [first] = entries;
  const allowed = allowedActions(caseActor(ctx.actor, found.organisationId), found);
  return done({
    entries: entryViews(
      { entries, files, deliveries, fileLinks },
      { userId, allowed, now: ctx.now(), statusLabels },
    ),
    older: olderOf(first && { id: first.id, at: first.place, count: (counted?.count ?? 0) - entries.length }),
  });
};

/** The whole text of one entry whose beginning was read with its case. */
export const readEntryText = async (
  ctx: Ctx,
  caseId: string,
  entryId: string,
): Promise<Result<EntryText>> => {
  asUser(ctx);
  if (!(await readableCase(ctx, caseId))) return refused(notFound);
  const [entry] = await ctx.db
    .select({ text: caseEntry.text })
    .from(caseEntry)
    .where(and(eq(caseEntry.id, entryId), eq(caseEntry.caseId, caseId), isNull(caseEntry.deletedAt)));
  return entry ? done({ text: entry.text ?? "" }) : refused(notFound);
};

const readableCase = async (ctx: Ctx, caseId: string) => {
  const [row] = await ctx.db
    .select({ found: cases, settings: itsSettings })
    .from(cases)
    .where(eq(cases.id, caseId));
  if (!row) return undefined;
  const found: CaseRow = { ...row.found, policy: policyOf(row.settings) };
  return may(caseActor(ctx.actor, found.organisationId), "case.read", found) === true
    ? { found, statusLabels: row.settings?.statusLabels ?? {} }
    : undefined;
};
