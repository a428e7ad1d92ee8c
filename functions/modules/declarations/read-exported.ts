import { and, asc, desc, eq, gte, inArray, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { type RetainedFigures, retained } from "../../../shared/declarations/effective.ts";
import type { AskExport } from "../../../shared/declarations/exports.ts";
import type { Queries } from "../../platform/db.ts";
import { nameOf } from "../access/index.ts";
import { corrected, counts, zoneOfShow } from "./show-conditions.ts";
import { figureCorrection, performance, place, saleLine, show, ticketingSource } from "./tables.ts";
import { quarantineRecord } from "./tables-connections.ts";
import { declaration, declarationVersion, declaredPerformance, transmission } from "./tables-declarations.ts";

/** What an export is of: an organisation, and the filter somebody asked for. */
export type Exported = Pick<AskExport, "organisationId" | "from" | "to" | "sourceId" | "showId">;

/** Rows read at a time. */
const pageSize = 400;

const startOf = sql`coalesce((${corrected("start_at")} #>> '{}')::timestamptz, ${performance.startAt})`;
const startDay = sql<string>`(${startOf} at time zone ${zoneOfShow})::date`;

/** Whose performances: a file has all that a company holds, a body is told of what is shown. */
type Shown = "all" | "visible";

const performancesOf = (
  { organisationId, from, to, sourceId, showId }: Exported,
  shown: Shown,
): SQL | undefined =>
  and(
    eq(performance.organisationId, organisationId),
    shown === "all" ? inArray(show.state, ["visible", "hidden"]) : eq(show.state, "visible"),
    counts,
    showId ? eq(show.id, showId) : undefined,
    sourceId ? eq(performance.sourceId, sourceId) : undefined,
    from ? sql`${startDay} >= ${from}` : undefined,
    to ? sql`${startDay} <= ${to}` : undefined,
  );

/** Performances of a filter in the order of the file: by show, then by start. */
export const performanceIds = async (
  on: Queries,
  filter: Exported,
  shown: Shown = "all",
): Promise<string[]> => {
  const rows = await on
    .select({ id: performance.id })
    .from(performance)
    .innerJoin(show, eq(show.id, performance.showId))
    .where(performancesOf(filter, shown))
    .orderBy(asc(show.nameKey), asc(show.id), startOf, asc(performance.id));
  return rows.map(({ id }) => id);
};

type PerformanceRow = typeof performance.$inferSelect;
type ShowRow = typeof show.$inferSelect;
type PlaceRow = typeof place.$inferSelect;

/** A performance with its retained figures and what the bodies know of it. */
export interface ExportedPerformance {
  performance: PerformanceRow;
  show: ShowRow;
  source: string;
  place: PlaceRow | null;
  timeZone: string;
  figures: RetainedFigures;
  corrected: boolean;
  bodies: { body: string; state: string }[];
}

/** Pages of performances in the order of their ids. */
export async function* exportedPerformances(
  on: Queries,
  ids: readonly string[],
): AsyncGenerator<ExportedPerformance[]> {
  for (let at = 0; at < ids.length; at += pageSize) yield readPage(on, ids.slice(at, at + pageSize));
}

const readPage = async (on: Queries, ids: string[]): Promise<ExportedPerformance[]> => {
  const [rows, lines, corrections, told] = await Promise.all([
    on
      .select({
        performance,
        show,
        source: ticketingSource.label,
        place,
        timeZone: sql<string>`coalesce(${place.timeZone}, ${zoneOfShow})`,
      })
      .from(performance)
      .innerJoin(show, eq(show.id, performance.showId))
      .innerJoin(ticketingSource, eq(ticketingSource.id, performance.sourceId))
      .leftJoin(place, eq(place.id, sql`coalesce(${performance.placeId}, ${show.defaultPlaceId})`))
      .where(inArray(performance.id, ids)),
    on
      .select()
      .from(saleLine)
      .where(inArray(saleLine.performanceId, ids))
      .orderBy(asc(saleLine.categoryName), asc(saleLine.categoryId), asc(saleLine.vat)),
    on
      .select()
      .from(figureCorrection)
      .where(and(inArray(figureCorrection.performanceId, ids), isNull(figureCorrection.withdrawnAt))),
    on
      .selectDistinctOn([declaredPerformance.performanceId, declaredPerformance.body], {
        performanceId: declaredPerformance.performanceId,
        body: declaredPerformance.body,
        state: transmission.state,
      })
      .from(declaredPerformance)
      .innerJoin(
        transmission,
        and(
          eq(transmission.declarationId, declaredPerformance.declarationId),
          eq(transmission.body, declaredPerformance.body),
        ),
      )
      .where(and(inArray(declaredPerformance.performanceId, ids), isNull(declaredPerformance.cancelledAt)))
      .orderBy(declaredPerformance.performanceId, declaredPerformance.body, desc(transmission.createdAt)),
  ]);
  const found = new Map(rows.map((row) => [row.performance.id, row]));
  const linesOf = Map.groupBy(lines, ({ performanceId }) => performanceId);
  const correctionsOf = Map.groupBy(corrections, ({ performanceId }) => performanceId);
  const toldOf = Map.groupBy(told, ({ performanceId }) => performanceId);
  return ids.flatMap((id) => {
    const row = found.get(id);
    if (!row) return [];
    const { startAt, endAt, paid, free, gross, net, vat } = row.performance;
    const own = correctionsOf.get(id) ?? [];
    const sold = (linesOf.get(id) ?? []).map(({ vat: rate, ...line }) => ({ ...line, rate }));
    const source = { paid, free, gross, net, rate: vat, lines: sold };
    const at = { startAt: startAt.toISOString(), endAt: endAt?.toISOString() ?? null };
    return {
      ...row,
      figures: retained({ ...source, ...at }, own),
      corrected: own.length > 0,
      bodies: toldOf.get(id) ?? [],
    };
  });
};

const onDay = (column: SQL, { from, to }: Exported, timeZone: string) =>
  and(
    from ? gte(column, sql`(${from}::date)::timestamp at time zone ${timeZone}`) : undefined,
    to ? lt(column, sql`(${to}::date + 1)::timestamp at time zone ${timeZone}`) : undefined,
  );

/** What was told to bodies, oldest first, without drafts. */
export const exportedTransmissions = (on: Queries, filter: Exported, timeZone: string) =>
  on
    .select({
      year: declaration.year,
      seq: declaration.seq,
      version: declarationVersion.number,
      show: show.name,
      body: transmission.body,
      state: transmission.state,
      askedAt: transmission.createdAt,
      sentAt: transmission.sentAt,
      depositedOn: transmission.depositedOn,
      reference: transmission.bodyReference,
      author: nameOf(transmission.askedBy),
    })
    .from(transmission)
    .innerJoin(declaration, eq(declaration.id, transmission.declarationId))
    .innerJoin(declarationVersion, eq(declarationVersion.id, transmission.declarationVersionId))
    .innerJoin(show, eq(show.id, declaration.showId))
    .where(
      and(
        eq(transmission.organisationId, filter.organisationId),
        ne(transmission.state, "draft"),
        filter.showId ? eq(show.id, filter.showId) : undefined,
        filter.sourceId ? eq(show.sourceId, filter.sourceId) : undefined,
        onDay(sql`coalesce(${transmission.sentAt}, ${transmission.createdAt})`, filter, timeZone),
      ),
    )
    .orderBy(asc(transmission.createdAt), asc(transmission.id));

/** What was set aside, oldest first. */
export const exportedAsides = (on: Queries, filter: Exported, timeZone: string) =>
  on
    .select({
      record: quarantineRecord,
      source: ticketingSource.label,
      show: sql<
        string | null
      >`(select ${show.name} from ${show} where ${show.sourceId} = ${quarantineRecord.sourceId}
        and ${show.externalId} = ${quarantineRecord.seriesId})`,
      by: nameOf(quarantineRecord.resolvedBy),
    })
    .from(quarantineRecord)
    .innerJoin(ticketingSource, eq(ticketingSource.id, quarantineRecord.sourceId))
    .where(
      and(
        eq(quarantineRecord.organisationId, filter.organisationId),
        filter.sourceId ? eq(quarantineRecord.sourceId, filter.sourceId) : undefined,
        filter.showId
          ? sql`exists (select from ${show} where ${show.id} = ${filter.showId} and ${show.sourceId} = ${quarantineRecord.sourceId}
              and ${show.externalId} = ${quarantineRecord.seriesId})`
          : undefined,
        onDay(sql`${quarantineRecord.createdAt}`, filter, timeZone),
      ),
    )
    .orderBy(asc(quarantineRecord.createdAt), asc(quarantineRecord.id));
