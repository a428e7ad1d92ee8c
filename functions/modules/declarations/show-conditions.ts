import { and, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import type { DeadlineRule, Deadlines } from "../../../shared/declarations/deadlines.ts";
import { type PerformanceType, performanceTypes } from "../../../shared/declarations/enums.ts";
import type { CountShows, ShowTab } from "../../../shared/declarations/shows.ts";
import { suggestedBodies } from "../../../shared/declarations/suggested-bodies.ts";
import { wordsOf } from "../../../shared/mediation/search-text.ts";
import { timeZoneAt } from "../access/index.ts";
import { declarantProfile, figureCorrection, performance, place, show } from "./tables.ts";
import { quarantineRecord, syncRun, ticketingConnection } from "./tables-connections.ts";
import {
  declaration,
  declarationVersion,
  declaredPerformance,
  sibilDeposit,
  transmission,
} from "./tables-declarations.ts";

/** What is true of a show, said in SQL once: lists, counts and the show itself ask the same. */

const textArray = (values: readonly string[]) => sql.raw(`'{${values.join(",")}}'::text[]`);

/** Whoever holds a licence tells SIBIL of all its shows, whatever their kind (decree 2017-926). */
const licensedBodies = sql`case when exists (select from ${declarantProfile}
  where ${declarantProfile.organisationId} = ${show.organisationId}
    and cardinality(${declarantProfile.licenceNumbers}) > 0) then ${textArray(["SIBIL"])} else ${textArray([])} end`;

/** Bodies it is expected at: those chosen, else those of its kind; each may stand twice. */
const expectedBodies = sql`(coalesce(${show.expectedBodies}, case ${show.performanceType} ${sql.join(
  (Object.keys(performanceTypes) as PerformanceType[]).map(
    (type) => sql`when ${sql.raw(`'${type}'`)} then ${textArray(suggestedBodies(type))}`,
  ),
  sql` `,
)} else ${textArray(suggestedBodies(null))} end) || ${licensedBodies})`;

/** Its clock: that of its default place, else the organisation's. */
export const zoneOfShow = sql<string>`coalesce((select ${place.timeZone} from ${place}
  where ${place.id} = ${show.defaultPlaceId}), ${timeZoneAt(show.organisationId)})`;

/** Performances that count: neither removed nor cancelled. */
export const counts = sql`${performance.sourceState} in ('present', 'missing')`;

/** A live correction of a performance, as JSON; null without one. */
export const corrected = (field: string) => sql`(select ${figureCorrection.value} from ${figureCorrection}
  where ${figureCorrection.performanceId} = ${performance.id} and ${figureCorrection.field} = ${sql.raw(`'${field}'`)}
    and ${figureCorrection.withdrawnAt} is null)`;
/** A figure of a performance: its live correction, else what the source says. */
export const retainedNumber = (field: "paid" | "free" | "gross" | "net") =>
  sql`coalesce((${corrected(field)} #>> '{}')::bigint, ${performance[field]})`;

/** When a performance is over: its retained end, else its start. */
export const endOf = sql`coalesce((${corrected("end_at")} #>> '{}')::timestamptz, ${performance.endAt},
  (${corrected("start_at")} #>> '{}')::timestamptz, ${performance.startAt})`;

/** What counts as told to a body. */
export const toldStates = ["sent", "accepted", "deposited"] as const;
const told = sql.raw("('sent', 'accepted', 'deposited')");

const startOf = sql`coalesce((${corrected("start_at")} #>> '{}')::timestamptz, ${performance.startAt})
  at time zone ${zoneOfShow}`;
/** SIBIL is told by quarters, for all shows at once. */
const inToldQuarter = sql`(expected.body = 'SIBIL' and exists (select from ${sibilDeposit}
  where ${sibilDeposit.organisationId} = ${show.organisationId}
    and ${sibilDeposit.year} = extract(year from ${startOf})
    and ${sibilDeposit.quarter} = extract(quarter from ${startOf})))`;

/** A body of `expected` has an ended performance that it was not told of. */
const isOpen = (now: Date) => sql`exists (select from ${performance}
  where ${performance.showId} = ${show.id} and ${counts} and ${endOf} <= ${now.toISOString()}::timestamptz
    and not ${inToldQuarter} and not exists (select from ${declaredPerformance}
      join ${transmission} on ${transmission.declarationId} = ${declaredPerformance.declarationId}
        and ${transmission.body} = ${declaredPerformance.body} and ${transmission.state} in ${told}
      where ${declaredPerformance.performanceId} = ${performance.id} and ${declaredPerformance.body} = expected.body
        and ${declaredPerformance.cancelledAt} is null))`;

const lastDay = sql`(${show.lastPerformanceAt} at time zone ${zoneOfShow})::date`;
const endOfMonthAfter = (months: number) => sql`(date_trunc('month', ${lastDay})
  + make_interval(months => ${months + 1}::int) - interval '1 day')::date`;
/** As shared/declarations/deadlines.ts says it; a test holds the two together. */
const dueBy = (rule: DeadlineRule): SQL => {
  switch (rule.kind) {
    case "next_month_end":
      return endOfMonthAfter(1);
    case "days_after":
      return sql`${lastDay} + ${rule.count}::int`;
    case "months_end":
      return endOfMonthAfter(rule.count);
    case "after_quarter":
      return sql`(date_trunc('quarter', ${lastDay})
        + make_interval(months => 3, days => ${rule.count - 1}::int))::date`;
  }
};
const dueOf = (deadlines: Deadlines) =>
  sql`case expected.body ${sql.join(
    Object.entries(deadlines).map(([body, rule]) => sql`when ${sql.raw(`'${body}'`)} then ${dueBy(rule)}`),
    sql` `,
  )} end`;

/** Bodies that are open and the nearest of their deadlines; joined laterally as `opening` (`bodies`, `due`, `body`). */
export const opening = (now: Date, deadlines: Deadlines) => sql`lateral (
  select array_agg(body) as bodies, min(due) as due, (array_agg(body order by due, body))[1] as body
  from (select distinct expected.body, ${dueOf(deadlines)} as due from unnest(${expectedBodies}) as expected (body)
    where ${show.lastPerformanceAt} is not null and ${isOpen(now)}) as asked) as opening`;

/** A transmission that no later version of its declaration replaces, for its body. */
const latest = sql`not exists (select from ${transmission} newer
  where newer.declaration_id = ${transmission.declarationId} and newer.body = ${transmission.body}
    and newer.state <> 'cancelled' and newer.created_at > ${transmission.createdAt})`;
const transmissionsIn = (state: string) => sql`(select count(*)::int from ${transmission}
  join ${declaration} on ${declaration.id} = ${transmission.declarationId}
  where ${declaration.showId} = ${show.id} and ${transmission.state} = ${sql.raw(`'${state}'`)} and ${latest})`;

/** Records set aside of a show: of its series, or of one of its performances. */
const asidesOf = sql`${quarantineRecord.sourceId} = ${show.sourceId}
  and (${quarantineRecord.seriesId} = ${show.externalId}
    or ${quarantineRecord.seriesId} in (select series.external_id from ${show} series where series.merged_into = ${show.id})
    or ${quarantineRecord.performanceExternalId} in (
    select ${performance.externalId} from ${performance} where ${performance.showId} = ${show.id}))`;

const sourceNow = sql`coalesce(case ${figureCorrection.field}
  when 'paid' then to_jsonb(${performance.paid}) when 'free' then to_jsonb(${performance.free})
  when 'gross' then to_jsonb(${performance.gross}) when 'net' then to_jsonb(${performance.net})
  when 'vat' then to_jsonb(${performance.vat}) else ${figureCorrection.sourceValueWhenSet} end, 'null')`;

/** What a show signals, each a number; the names are those of `showSignals`. */
const signalCounts = {
  rejected: transmissionsIn("rejected"),
  uncertain: transmissionsIn("uncertain"),
  failed: transmissionsIn("failed"),
  aside: sql`(select count(*)::int from ${quarantineRecord} where ${asidesOf} and ${quarantineRecord.state} = 'open'
    and ${quarantineRecord.reason} <> 'imported_without_price')`,
  figures_changed: sql`(select count(distinct ${performance.id})::int from ${declaration}
    join ${declarationVersion} on ${declarationVersion.declarationId} = ${declaration.id}
      and ${declarationVersion.frozen} is not null
      and exists (select from ${transmission} where ${transmission.declarationVersionId} = ${declarationVersion.id}
        and ${transmission.state} in ${told})
    cross join lateral jsonb_to_recordset(${declarationVersion.frozen} -> 'performances')
      as sent (id uuid, paid bigint, free bigint, gross bigint, net bigint)
    join ${performance} on ${performance.id} = sent.id
    where ${declaration.showId} = ${show.id} and (sent.paid, sent.free, sent.gross, sent.net) is distinct from
      (${retainedNumber("paid")}, ${retainedNumber("free")}, ${retainedNumber("gross")}, ${retainedNumber("net")}))`,
  missing: sql`(select count(*)::int from ${performance} where ${performance.showId} = ${show.id}
    and ${performance.sourceState} = 'missing' and not ${performance.kept})`,
  source_moved: sql`(select count(distinct ${performance.id})::int from ${figureCorrection}
    join ${performance} on ${performance.id} = ${figureCorrection.performanceId}
    where ${performance.showId} = ${show.id} and ${figureCorrection.withdrawnAt} is null
      and coalesce(${figureCorrection.sourceValueWhenSet}, 'null') <> ${sourceNow})`,
} as const;
const reading = sql`(select count(*)::int from ${syncRun}
  join ${ticketingConnection} on ${ticketingConnection.id} = ${syncRun.connectionId}
  where ${ticketingConnection.sourceId} = ${show.sourceId} and ${syncRun.state} in ('queued', 'running', 'waiting_quota'))`;

/** All of them, those that are zero too. */
export const signalsOf = sql<Record<string, number>>`json_build_object(${sql.join(
  Object.entries({ ...signalCounts, reading }).map(([kind, count]) => sql`${sql.raw(`'${kind}'`)}, ${count}`),
  sql`, `,
)})`;
const alarming = sql`(${sql.join(
  Object.values(signalCounts).map((count) => sql`${count} > 0`),
  sql` or `,
)})`;

/** Shows of a tab. Needs `opening` joined. */
export const inTab = (tab: ShowTab, now: Date): SQL => {
  if (tab === "hidden") return sql`${show.state} = 'hidden'`;
  const visible = sql`${show.state} = 'visible'`;
  const over = sql`${show.lastPerformanceAt} <= ${now.toISOString()}::timestamptz`;
  const conditions: Record<Exclude<ShowTab, "hidden">, SQL> = {
    all: visible,
    // A running show is declared by period, but waits for nothing before its last performance.
    to_declare: sql`${visible} and ${over} and opening.bodies is not null`,
    declared: sql`${visible} and ${over} and opening.bodies is null`,
    upcoming: sql`${visible} and ${show.lastPerformanceAt} > ${now.toISOString()}::timestamptz`,
    alert: sql`${visible} and ${alarming}`,
  };
  return conditions[tab];
};

/** Shows of an organisation that a filter keeps; every word asked for begins a word of the show, its producer or its places. */
export const showsFound = ({
  organisation,
  body,
  source,
  place: placeId,
  season,
  q,
}: CountShows): SQL | undefined => {
  const words = wordsOf(q ?? "").slice(0, 8);
  const here = sql`(${show.defaultPlaceId} = ${placeId ?? null} or exists (select from ${performance}
    where ${performance.showId} = ${show.id} and ${performance.placeId} = ${placeId ?? null}))`;
  const inSeason = sql`exists (select from ${performance} where ${performance.showId} = ${show.id} and ${counts}
    and ${performance.startAt} >= make_timestamptz(${season ?? 0}, 9, 1, 0, 0, 0, ${zoneOfShow})
    and ${performance.startAt} < make_timestamptz(${(season ?? 0) + 1}, 9, 1, 0, 0, 0, ${zoneOfShow}))`;
  return and(
    eq(show.organisationId, organisation),
    inArray(show.state, ["visible", "hidden"]),
    body ? sql`${body} = any (${expectedBodies})` : undefined,
    source ? eq(show.sourceId, source) : undefined,
    placeId ? here : undefined,
    season ? inSeason : undefined,
    ...words.map((word) => answers(` ${word}`)),
    q && words.length === 0 ? ne(show.id, show.id) : undefined,
  );
};

/** A word of `name_key` of the show, or of a place where it is given. Keys begin with a space (search-text.ts). */
const answers = (word: string) => sql`(strpos(${show.nameKey}, ${word}) > 0
  or exists (select from ${place} where strpos(' ' || ${place.placeKey}, ${word}) > 0
    and (${place.id} = ${show.defaultPlaceId} or ${place.id} in (select ${performance.placeId} from ${performance}
      where ${performance.showId} = ${show.id}))))`;
