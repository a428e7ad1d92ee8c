import { and, eq, inArray, sql } from "drizzle-orm";
import { type Deadlines, deadlineOf } from "../../../shared/declarations/deadlines.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import type {
  AskStatistics,
  OnTime,
  Statistics,
  StatisticsRow,
} from "../../../shared/declarations/statistics.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import type { Result } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { openDeadlines } from "./open-deadlines.ts";
import { readDeadlines } from "./read-body-settings.ts";
import { permitOn } from "./show-access.ts";
import { corrected, counts, retainedNumber, zoneOfShow } from "./show-conditions.ts";
import { performance, place, show } from "./tables.ts";
import { declaration, transmission } from "./tables-declarations.ts";

type Grouped = StatisticsRow & { by: "total" | "month" | "type" | "place" };
const nothing: StatisticsRow = {
  key: null,
  label: null,
  performances: 0,
  paid: 0,
  free: 0,
  gross: 0,
  net: 0,
  seats: 0,
  seated: 0,
};

/**
 * Entries, revenue, seats and free entries of an organisation's performances between two months, by month, type and
 * place, and how its declarations keep their dates (declarations.md §9). Retained figures; hidden shows are left out.
 */
export const readStatistics = (
  ctx: Ctx,
  { organisation, from, to }: AskStatistics,
): Promise<Result<Statistics>> =>
  answered(async () => {
    permitOn(ctx, "show.statistics", { organisationId: organisation });
    const deadlines = await readDeadlines(ctx.db);
    const [rows, told, open] = await together([
      figures(ctx.db, organisation, from, to),
      toldInTime(ctx.db, organisation),
      openDeadlines(ctx.db, organisation, ctx.now(), deadlines),
    ]);
    const of = (by: Grouped["by"]) => rows.flatMap((row) => (row.by === by ? [bare(row)] : []));
    const within = (day: string) => day.slice(0, 7) >= from && day.slice(0, 7) <= to;
    return {
      total: of("total")[0] ?? nothing,
      months: of("month").toSorted((a, b) => ((a.key ?? "") < (b.key ?? "") ? -1 : 1)),
      types: of("type").toSorted((a, b) => b.gross - a.gross),
      places: of("place").toSorted((a, b) => b.gross - a.gross),
      declarations: onTime(
        told.filter(({ lastOn }) => within(lastOn)),
        open.filter(({ lastOn }) => within(lastOn)),
        deadlines,
      ),
    };
  });

const bare = ({ by: _by, ...row }: Grouped): StatisticsRow => row;

const figures = async (on: Queries, organisationId: string, from: string, to: string): Promise<Grouped[]> => {
  const start = sql`coalesce((${corrected("start_at")} #>> '{}')::timestamptz, ${performance.startAt})`;
  const rows = await on.execute<Record<string, string | null> & { by: Grouped["by"] }>(sql`
    with counted as (
      select to_char(${start} at time zone ${zoneOfShow}, 'YYYY-MM') as month, ${show.performanceType} as type,
        ${place.id}::text as place, ${place.name} || ', ' || ${place.city} as label,
        ${retainedNumber("paid")} as paid, ${retainedNumber("free")} as free,
        ${retainedNumber("gross")} as gross, ${retainedNumber("net")} as net,
        coalesce(${performance.capacity}, ${show.capacity}) as seats
      from ${performance} join ${show} on ${show.id} = ${performance.showId}
      left join ${place} on ${place.id} = coalesce(${performance.placeId}, ${show.defaultPlaceId})
      where ${performance.organisationId} = ${organisationId} and ${show.state} = 'visible' and ${counts}
    )
    select case when grouping(month) = 0 then 'month' when grouping(type) = 0 then 'type'
        when grouping(place) = 0 then 'place' else 'total' end as by,
      case when grouping(month) = 0 then month when grouping(type) = 0 then type when grouping(place) = 0 then place end as key,
      case when grouping(place) = 0 then min(label) end as label,
      count(*)::text as performances, sum(paid)::text as paid, sum(free)::text as free,
      sum(gross)::text as gross, sum(net)::text as net, coalesce(sum(seats), 0)::text as seats,
      coalesce(sum(paid + free) filter (where seats is not null), 0)::text as seated
    from counted where month between ${from} and ${to}
    group by grouping sets ((), (month), (type), (place))
    having count(*) > 0`);
  return [...rows].map((row) => ({
    by: row.by,
    key: row.key ?? null,
    label: row.label ?? null,
    performances: Number(row.performances),
    paid: Number(row.paid),
    free: Number(row.free),
    gross: Number(row.gross),
    net: Number(row.net),
    seats: Number(row.seats),
    seated: Number(row.seated),
  }));
};

/** When each show was first told to a body, and its last day. */
const toldInTime = async (on: Queries, organisationId: string) =>
  on
    .select({
      body: transmission.body,
      lastOn: sql<string>`(${show.lastPerformanceAt} at time zone ${zoneOfShow})::date::text`,
      toldOn: sql<string>`min(coalesce(${transmission.depositedOn},
        (${transmission.sentAt} at time zone ${zoneOfShow})::date))::text`,
    })
    .from(transmission)
    .innerJoin(declaration, eq(declaration.id, transmission.declarationId))
    .innerJoin(show, eq(show.id, declaration.showId))
    .where(
      and(
        eq(transmission.organisationId, organisationId),
        inArray(transmission.state, ["sent", "accepted", "deposited", "corrected"]),
        sql`${show.lastPerformanceAt} is not null`,
        sql`coalesce(${transmission.depositedOn}::text, ${transmission.sentAt}::text) is not null`,
      ),
    )
    .groupBy(show.id, transmission.body);

const onTime = (
  told: readonly { body: Body; lastOn: string; toldOn: string }[],
  open: readonly { body: Body }[],
  deadlines: Deadlines,
): OnTime[] => {
  const rows = new Map<Body, OnTime>();
  const of = (body: Body): OnTime => {
    const row = rows.get(body) ?? { body, onTime: 0, late: 0, waiting: 0 };
    rows.set(body, row);
    return row;
  };
  for (const { body, lastOn, toldOn } of told) {
    if (toldOn <= deadlineOf(deadlines[body], lastOn)) of(body).onTime += 1;
    else of(body).late += 1;
  }
  for (const { body } of open) of(body).waiting += 1;
  return [...rows.values()].toSorted((a, b) => (a.body < b.body ? -1 : 1));
};
