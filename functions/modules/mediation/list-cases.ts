import { and, eq, sql } from "drizzle-orm";
import { addBusinessDays } from "../../../shared/mediation/business-days.ts";
import type {
  CaseFilter,
  CasePage,
  CaseSummary,
  CaseTotal,
  CountCases,
  ListCases,
} from "../../../shared/mediation/case-lists.ts";
import { mostCounted, recycleBinDays } from "../../../shared/mediation/case-lists.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { addDays, allowedActions, may } from "../../../shared/mediation/rules.ts";
import type { HolidayZone } from "../../../shared/mediation/settings.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { permit } from "../../platform/mutate.ts";
import { done, Refused, type Result, refused } from "../../platform/refusal.ts";
import { nameOf, organisationById } from "../access/index.ts";
import { heldCounts } from "../mail/index.ts";
import { asUser, caseActor, policyOf } from "./case-access.ts";
import { casesOf, type ListAsker, searched } from "./case-conditions.ts";
import { orderOf, pageOf } from "./case-order.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { partyName } from "./names.ts";
import { cases, party } from "./tables.ts";
import { listItem } from "./tables-office.ts";
import { caseTag, tag } from "./tables-work.ts";

/** Days that "overdue" and "soon" are counted from, in the organisation's zones of time and holidays (mediation.md §4.4). */
const dueDays = (now: Date, timeZone: string, holidayZone: HolidayZone) => {
  const today = dayIn(timeZone, now);
  return { today, soon: addBusinessDays(today, 2, holidayZone) };
};

/** Who asks for a list of this organisation, once it is known that they may. */
export const askerOfLists = async (ctx: Ctx, organisationId: string): Promise<ListAsker> => {
  asUser(ctx);
  permit(may(caseActor(ctx.actor, organisationId), "case.list"));
  return listAsker(ctx.db, ctx, organisationId);
};

/** The same for whoever asked for another right already: files of figures are for those who read no list too. */
export const listAsker = async (on: Queries, ctx: Ctx, organisationId: string): Promise<ListAsker> => {
  const { userId } = asUser(ctx);
  const actor = caseActor(ctx.actor, organisationId);
  const [{ timeZone }, settings] = await together([
    organisationById(on, organisationId),
    mediationSettingsOf(on, organisationId),
  ]);
  const days = dueDays(ctx.now(), timeZone, settings.holidayZone);
  return { actor, policy: policyOf(settings), userId, organisationId, timeZone, ...days };
};

/** A refusal as a value, whoever threw it. */
export const answered = async <T>(work: Promise<T>): Promise<Result<T>> => {
  try {
    return done(await work);
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};

const shown = {
  id: cases.id,
  organisationId: cases.organisationId,
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
  withdrawnAt: cases.withdrawnAt,
  closedAt: cases.closedAt,
  outcome: cases.outcome,
  version: cases.version,
};
const named = {
  kind: party.kind,
  firstName: party.firstName,
  lastName: party.lastName,
  legalName: party.legalName,
};
const domainLabel = sql<
  string | null
>`(select ${listItem.label} from ${listItem} where ${listItem.id} = ${cases.domainId})`;
const represented = sql<boolean>`exists (select from ${party} other where other.case_id = ${cases.id} and other.role = 'REPRESENTATIVE')`;
const itsTags = sql<
  CaseSummary["tags"]
>`coalesce((select json_agg(json_build_object('id', ${tag.id}, 'label', ${tag.label},
  'colour', ${tag.colour}) order by ${tag.label}) from ${caseTag} join ${tag} on ${tag.id} = ${caseTag.tagId}
  where ${caseTag.caseId} = ${cases.id}), '[]')`;

/**
 * One page of an organisation's cases, as far as the person may see them, in the order asked for. Keyset pages: their
 * cost does not follow the number of cases.
 */
export const listCases = (ctx: Ctx, input: ListCases): Promise<Result<CasePage>> =>
  answered(readPage(ctx, input));

const readPage = async (ctx: Ctx, input: ListCases): Promise<CasePage> => {
  const asker = await askerOfLists(ctx, input.organisation);
  const limit = input.limit ?? 50;
  const { q, ...filter } = input;
  const found = q ? sql`${searched(q, input.organisation, input.depth)} found` : undefined;
  const { orderBy, place, after } = orderOf(input, found && sql`found.rank`);

  // The page first, then what its lines show: a search that answers a thousand cases reads the people of a page.
  const some = ctx.db
    .select({
      id: cases.id,
      place: place.as("place"),
      position: sql<number>`row_number() over (order by ${sql.join(orderBy, sql`, `)})`.as("position"),
    })
    .from(cases)
    .$dynamic();
  const chosen = (found ? some.innerJoin(found, sql`found.case_id = ${cases.id}`) : some)
    .where(and(casesOf(filter, asker), after(input.after)))
    .orderBy(...orderBy)
    .limit(limit + 1)
    .as("chosen");
  const rows = await ctx.db
    .select({
      found: shown,
      assigneeName: nameOf(cases.assigneeId),
      requester: named,
      represented,
      domain: domainLabel,
      tags: itsTags,
      place: chosen.place,
    })
    .from(chosen)
    .innerJoin(cases, eq(cases.id, chosen.id))
    .innerJoin(party, and(eq(party.caseId, cases.id), eq(party.role, "REQUESTER")))
    .orderBy(chosen.position);

  const { page, next } = pageOf(rows, limit);
  const held = await heldCounts(
    ctx.db,
    page.map((row) => row.found.id),
  );
  return { cases: page.map((row) => summaryOf(row, held.get(row.found.id) ?? 0, asker)), next };
};

interface Row {
  found: Pick<typeof cases.$inferSelect, keyof typeof shown>;
  assigneeName: string | null;
  requester: Parameters<typeof partyName>[0];
  represented: boolean;
  domain: string | null;
  tags: CaseSummary["tags"];
}

const summaryOf = (
  { found, assigneeName, requester, represented, domain, tags }: Row,
  held: number,
  { actor, userId, timeZone, policy }: ListAsker,
): CaseSummary => ({
  id: found.id,
  number: caseNumber(found.year, found.seq),
  subject: found.subject,
  requesterName: partyName(requester),
  represented,
  domain,
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
  ...(found.restricted ? { restricted: true } : {}),
  ...(found.legalHold ? { legalHold: true } : {}),
  ...(found.withdrawnAt ? { withdrawn: true } : {}),
  ...(found.assigneeId &&
  found.assigneeId !== userId &&
  actor.kind === "member" &&
  actor.replaces?.includes(found.assigneeId)
    ? { replacing: true }
    : {}),
  ...(found.deletedAt
    ? {
        deletedAt: found.deletedAt.toISOString(),
        erasedOn: addDays(dayIn(timeZone, found.deletedAt), recycleBinDays),
      }
    : {}),
  closedAt: found.closedAt?.toISOString() ?? null,
  outcome: found.outcome,
  tags,
  held,
  version: found.version,
  allowed: allowedActions(actor, { ...found, policy }),
});

/**
 * How many cases a filter keeps, by the conditions of the list itself; not beyond `mostCounted`. `cut`: the words
 * answer more cases than a search goes through, and neither the list nor the number has the others.
 */
export const countList = (ctx: Ctx, { organisation, ...filter }: CountCases): Promise<Result<CaseTotal>> =>
  answered(readTotal(ctx, organisation, filter));

const readTotal = async (
  ctx: Ctx,
  organisation: string,
  filter: Omit<CountCases, "organisation">,
): Promise<CaseTotal> => {
  const asker = await askerOfLists(ctx, organisation);
  const { q, ...others } = filter;
  const { counted, cut } = q ? await countFound(ctx, q, others, asker) : await countUpTo(ctx, others, asker);
  return { total: Math.min(counted, mostCounted), more: counted > mostCounted, cut };
};

const countUpTo = async (ctx: Ctx, filter: Omit<CaseFilter, "q">, asker: ListAsker) => {
  const some = ctx.db
    .select({ one: sql`1` })
    .from(cases)
    .where(casesOf(filter, asker))
    .limit(mostCounted + 1)
    .as("some");
  const [row] = await ctx.db.select({ counted: sql<number>`count(*)::int` }).from(some);
  return { counted: row?.counted ?? 0, cut: false };
};

const countFound = async (ctx: Ctx, q: string, filter: Omit<CaseFilter, "q">, asker: ListAsker) => {
  const [row] = await ctx.db.execute<{ counted: number; cut: boolean }>(sql`
    with found as materialized (select * from ${searched(q, asker.organisationId)})
    select (select count(*)::int from ${cases} where ${casesOf(filter, asker)}
        and ${cases.id} in (select case_id from found)) as counted,
      coalesce((select bool_or(cut) from found), false) as cut`);
  if (!row) throw new Error("a count has no row");
  return row;
};
