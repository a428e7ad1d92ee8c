import { and, asc, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { addBusinessDays } from "../../../shared/mediation/business-days.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { allowedActions, may } from "../../../shared/mediation/rules.ts";
import type { CasePage, CaseSummary, ListCases } from "../../../shared/mediation/schema.ts";
import { readSearch } from "../../../shared/mediation/search-text.ts";
import type { HolidayZone } from "../../../shared/mediation/settings.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Cursor, decodeCursor, pageOf } from "../../platform/keyset.ts";
import { permit } from "../../platform/mutate.ts";
import { done, Refused, type Result, refused } from "../../platform/refusal.ts";
import { nameOf, organisationById } from "../access/index.ts";
import { hasHeldMail, heldCounts } from "../mail/index.ts";
import { asUser, caseActor, visibleCases } from "./case-access.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { partyName } from "./names.ts";
import { cases, party } from "./tables.ts";

/** Open cases, written as the partial indexes have it (tables.ts). */
export const openCase = sql`${cases.status} not in ('CLOSED', 'MERGED')`;

/** Days that "overdue" and "soon" are counted from, in the organisation's zones of time and holidays (mediation.md §4.4). */
export const dueDays = (now: Date, timeZone: string, holidayZone: HolidayZone) => {
  const today = dayIn(timeZone, now);
  return { today, soon: addBusinessDays(today, 2, holidayZone) };
};

/** One condition per signal, for the lists and for the counts that lead to them. */
export const signalCondition = (
  signal: NonNullable<ListCases["signal"]>,
  { today, soon }: { today: string; soon: string },
): SQL => {
  const conditions: Record<typeof signal, SQL> = {
    unread: sql`${cases.toProcessCount} > 0`,
    overdue: sql`(${openCase} and ${cases.dueOn} < ${today})`,
    due_soon: sql`(${openCase} and ${cases.dueOn} between ${today} and ${soon})`,
    failed_send: sql`${cases.failedSend}`,
    held: hasHeldMail(cases.id),
  };
  return conditions[signal];
};

const viewCondition = (view: NonNullable<ListCases["view"]>, userId: string): SQL | undefined => {
  switch (view) {
    case "mine":
      return and(openCase, eq(cases.assigneeId, userId));
    case "unassigned":
      return and(openCase, isNull(cases.assigneeId));
    case "closed":
      return eq(cases.status, "CLOSED");
    case "all":
      return sql`${cases.status} <> 'MERGED'`;
  }
};

const assigneeCondition = (assignee: string, userId: string): SQL | undefined => {
  if (assignee === "none") return isNull(cases.assigneeId);
  const wanted = assignee === "me" ? userId : assignee;
  return /^[0-9a-f-]{36}$/i.test(wanted) ? eq(cases.assigneeId, wanted) : sql`false`;
};

/** Cases found by what was typed; undefined when nothing was. */
const searchCondition = (typed: string | undefined, organisationId: string): SQL | undefined => {
  if (!typed) return undefined;
  const { words, email, year, seq } = readSearch(typed);
  const list = `{${words.map((word) => `"${word}"`).join(",")}}`;
  return sql`${cases.id} in (select id from guichet.search_cases(${organisationId}, ${list}::text[], ${email ?? null}, ${year ?? null}, ${seq ?? null}))`;
};

const afterCondition = (after: Cursor | undefined, oldestFirst: boolean): SQL | undefined =>
  after &&
  sql`(${cases.receivedAt}, ${cases.id}) ${sql.raw(oldestFirst ? ">" : "<")} (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`;

const shown = {
  id: cases.id,
  year: cases.year,
  seq: cases.seq,
  subject: cases.subject,
  status: cases.status,
  priority: cases.priority,
  channel: cases.channel,
  receivedAt: cases.receivedAt,
  dueOn: cases.dueOn,
  lastExchangeAt: cases.lastExchangeAt,
  assigneeId: cases.assigneeId,
  restricted: cases.restricted,
  toProcessCount: cases.toProcessCount,
  failedSend: cases.failedSend,
  toResume: cases.toResume,
  coHandlerIds: cases.coHandlerIds,
  watchers: cases.watchers,
  legalHold: cases.legalHold,
  deletedAt: cases.deletedAt,
};
const named = {
  kind: party.kind,
  firstName: party.firstName,
  lastName: party.lastName,
  legalName: party.legalName,
};

/**
 * One page of an organisation's cases, as far as the person may see them: newest referral first, the waiting ones
 * (`unassigned`) oldest first. Keyset on (received_at, id), so its cost does not follow the number of cases.
 */
export const listCases = async (ctx: Ctx, input: ListCases): Promise<Result<CasePage>> => {
  try {
    return done(await readPage(ctx, input));
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};

const readPage = async (ctx: Ctx, input: ListCases): Promise<CasePage> => {
  const { userId } = asUser(ctx);
  const actor = caseActor(ctx.actor, input.organisation);
  permit(may(actor, "case.list"));
  const [{ timeZone }, { holidayZone }] = await Promise.all([
    organisationById(ctx.db, input.organisation),
    mediationSettingsOf(ctx.db, input.organisation),
  ]);
  const limit = input.limit ?? 50;
  const oldestFirst = input.view === "unassigned";
  const order = oldestFirst ? asc : desc;
  const signal = input.signal && signalCondition(input.signal, dueDays(ctx.now(), timeZone, holidayZone));

  const rows = await ctx.db
    .select({ found: shown, assigneeName: nameOf(cases.assigneeId), requester: named })
    .from(cases)
    .innerJoin(party, and(eq(party.caseId, cases.id), eq(party.role, "REQUESTER")))
    .where(
      and(
        visibleCases(actor, input.organisation),
        viewCondition(input.view ?? "all", userId),
        input.status && eq(cases.status, input.status),
        input.assignee ? assigneeCondition(input.assignee, userId) : undefined,
        signal,
        searchCondition(input.q, input.organisation),
        afterCondition(decodeCursor(input.after), oldestFirst),
      ),
    )
    .orderBy(order(cases.receivedAt), order(cases.id))
    .limit(limit + 1);

  const { page, next } = pageOf(rows, limit, ({ found }) => ({ at: found.receivedAt, id: found.id }));
  const held = await heldCounts(
    ctx.db,
    page.map(({ found }) => found.id),
  );
  return {
    cases: page.map(
      ({ found, assigneeName, requester }): CaseSummary => ({
        id: found.id,
        number: caseNumber(found.year, found.seq),
        subject: found.subject,
        requesterName: partyName(requester),
        status: found.status,
        priority: found.priority,
        channel: found.channel,
        receivedAt: found.receivedAt.toISOString(),
        dueOn: found.dueOn,
        lastExchangeAt: found.lastExchangeAt.toISOString(),
        assignee: found.assigneeId ? { id: found.assigneeId, name: assigneeName ?? "" } : null,
        toProcess: found.toProcessCount,
        failedSend: found.failedSend,
        ...(found.toResume ? { toResume: true } : {}),
        held: held.get(found.id) ?? 0,
        allowed: allowedActions(actor, found),
      }),
    ),
    next,
  };
};
