import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import {
  type AskedRecord,
  acceptedKinds,
  answersOf,
  questionOf,
} from "../../../shared/declarations/aside-words.ts";
import type { Asides, AsideView, ListAsides } from "../../../shared/declarations/asides.ts";
import { may } from "../../../shared/declarations/rules.ts";
import { hour, plainDay } from "../../../shared/mediation/date-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { decodeCursor, pageOf } from "../../platform/keyset.ts";
import type { Result } from "../../platform/refusal.ts";
import { nameOf, organisationById } from "../access/index.ts";
import { answered } from "./answered.ts";
import { permitOn, showActor } from "./show-access.ts";
import { performance, saleLine, show, ticketingSource } from "./tables.ts";
import { quarantineRecord } from "./tables-connections.ts";

const pageSize = 100;

/** The show a record is of: that of the performance it would count for, else of its series. */
const showOfRecord = sql<string | null>`coalesce(
  (select ${performance.showId} from ${performance} where ${performance.sourceId} = ${quarantineRecord.sourceId}
    and ${performance.externalId} = ${quarantineRecord.performanceExternalId} limit 1),
  (select coalesce(${show.mergedInto}, ${show.id}) from ${show} where ${show.sourceId} = ${quarantineRecord.sourceId}
    and ${show.externalId} = ${quarantineRecord.seriesId}))`;

const columns = {
  record: quarantineRecord,
  source: { id: ticketingSource.id, provider: ticketingSource.provider, label: ticketingSource.label },
  showId: showOfRecord,
  resolvedByName: nameOf(quarantineRecord.resolvedBy),
};

/** Records that a condition keeps, with where they are from, oldest first. */
export const recordsWhere = (on: Queries, condition: SQL | undefined, limit = 1000) =>
  on
    .select(columns)
    .from(quarantineRecord)
    .innerJoin(ticketingSource, eq(ticketingSource.id, quarantineRecord.sourceId))
    .where(condition)
    .orderBy(asc(quarantineRecord.createdAt), asc(quarantineRecord.id))
    .limit(limit);
export type FoundRecord = Awaited<ReturnType<typeof recordsWhere>>[number];

/** The words' view of a record. */
export const askedOf = ({ record, source }: FoundRecord): AskedRecord => ({
  reason: record.reason,
  level: record.level,
  provider: source.provider,
  count: record.count,
  amount: record.amount,
  excerpt: record.excerpt,
});

/** Shows of records, with their performances and the lines of these: what answers are made of. */
export const aroundRecords = async (on: Queries, records: readonly FoundRecord[]) => {
  const showIds = [...new Set(records.flatMap(({ showId }) => showId ?? []))];
  if (showIds.length === 0) return { shows: [], performances: [], lines: [] };
  const ofShows = on
    .select({ id: performance.id })
    .from(performance)
    .where(inArray(performance.showId, showIds));
  const [shows, performances, lines] = await together([
    on.select({ id: show.id, name: show.name }).from(show).where(inArray(show.id, showIds)),
    on
      .select({
        id: performance.id,
        showId: performance.showId,
        externalId: performance.externalId,
        startAt: performance.startAt,
        state: performance.sourceState,
      })
      .from(performance)
      .where(inArray(performance.showId, showIds))
      .orderBy(asc(performance.startAt), asc(performance.id)),
    on
      .select()
      .from(saleLine)
      .where(and(inArray(saleLine.performanceId, ofShows), eq(saleLine.kind, "sale"))),
  ]);
  return { shows, performances, lines };
};
export type AroundRecords = Awaited<ReturnType<typeof aroundRecords>>;

/** Lines of the performance a record would count for; without one, those of its show. */
export const linesFor = ({ record, showId }: FoundRecord, { performances, lines }: AroundRecords) => {
  const own = performances.filter(
    (one) =>
      one.showId === showId &&
      (record.performanceExternalId === null || one.externalId === record.performanceExternalId),
  );
  const ids = new Set(own.map(({ id }) => id));
  return lines
    .filter(({ performanceId }) => ids.has(performanceId))
    .map(({ vat: rate, ...line }) => ({ ...line, rate }));
};

const viewOf = (found: FoundRecord, around: AroundRecords, timeZone: string): AsideView => {
  const { record, source, showId } = found;
  const asked = askedOf(found);
  const here = around.performances.filter((one) => one.showId === showId);
  const own = here.find(({ externalId }) => externalId === record.performanceExternalId);
  const of = around.shows.find(({ id }) => id === showId);
  const sessions = here
    .filter(({ state }) => state === "present")
    .slice(0, 25)
    .map(({ externalId, startAt }) => ({
      externalId,
      label: `${plainDay(startAt, timeZone)}, ${hour(startAt, timeZone)}`,
    }));
  return {
    id: record.id,
    show: of ?? null,
    performance: own ? { id: own.id, startAt: own.startAt.toISOString() } : null,
    source,
    level: record.level,
    reason: record.reason,
    state: record.state,
    question: questionOf(asked),
    count: record.count,
    amount: record.amount,
    excerpt: { ...record.excerpt },
    blocking: record.reason !== "imported_without_price",
    accepts: acceptedKinds(asked),
    answers: answersOf(asked, linesFor(found, around), sessions),
    decided:
      record.resolution && record.resolvedAt
        ? {
            resolution: record.resolution,
            by: found.resolvedByName,
            at: record.resolvedAt.toISOString(),
          }
        : null,
    seenAt: record.updatedAt.toISOString(),
    version: record.version,
  };
};

/** Records set aside of an organisation or of one show, each a question with its answers (screens §4). */
export const listAsides = (ctx: Ctx, asked: ListAsides): Promise<Result<Asides>> =>
  answered(async () => {
    const { organisation, state = "open", show: showId } = asked;
    permitOn(ctx, "show.list", { organisationId: organisation });
    const cursor = decodeCursor(asked.after);
    const states = { open: ["open"], decided: ["resolved", "ignored"], all: undefined } as const;
    const wanted = states[state];
    const here = and(
      eq(quarantineRecord.organisationId, organisation),
      showId ? sql`${showOfRecord} = ${showId}` : undefined,
    );
    const [rows, [counted], { timeZone }] = await together([
      recordsWhere(
        ctx.db,
        and(
          here,
          wanted ? inArray(quarantineRecord.state, [...wanted]) : undefined,
          cursor
            ? sql`(date_trunc('milliseconds', ${quarantineRecord.createdAt}), ${quarantineRecord.id})
                > (${cursor.at.toISOString()}::timestamptz, ${cursor.id}::uuid)`
            : undefined,
        ),
        pageSize + 1,
      ),
      ctx.db
        .select({ open: sql<number>`count(*)::int` })
        .from(quarantineRecord)
        .innerJoin(ticketingSource, eq(ticketingSource.id, quarantineRecord.sourceId))
        .where(and(here, eq(quarantineRecord.state, "open"))),
      organisationById(ctx.db, organisation),
    ]);
    const { page, next } = pageOf(rows, pageSize, ({ record }) => ({ at: record.createdAt, id: record.id }));
    const around = await aroundRecords(ctx.db, page);
    return {
      records: page.map((found) => viewOf(found, around, timeZone)),
      next,
      open: counted?.open ?? 0,
      timeZone,
      mayDecide: may(showActor(ctx.actor, organisation), "aside.decide") === true,
    };
  });
