import { desc, eq, type SQL, sql } from "drizzle-orm";
import type { Deadlines } from "../../../shared/declarations/deadlines.ts";
import type { Body, PerformanceType, Provider } from "../../../shared/declarations/enums.ts";
import { may, type ShowAction, type ShowActor } from "../../../shared/declarations/rules.ts";
import {
  type CountShows,
  type ListShows,
  type ShowCounts,
  type ShowFilters,
  type ShowList,
  type ShowSignal,
  type ShowSummary,
  showSignals,
  showTabs,
} from "../../../shared/declarations/shows.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { decodeValues, encodeWords } from "../../platform/keyset.ts";
import type { Result } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { answered } from "./answered.ts";
import { readDeadlines } from "./read-body-settings.ts";
import { asUser, permitOn, showActor } from "./show-access.ts";
import { bodiesOf, toldOf } from "./show-bodies.ts";
import { corrected, counts, inTab, opening, showsFound, signalsOf, zoneOfShow } from "./show-conditions.ts";
import { performance, place, show, ticketingSource } from "./tables.ts";
import { quarantineRecord } from "./tables-connections.ts";

const pageSize = 25;

/** A row of the list as SQL gives it. */
interface Row extends Record<string, unknown> {
  id: string;
  name: string;
  state: ShowSummary["state"];
  version: number;
  sourceId: string;
  provider: Provider;
  label: string;
  place: ShowSummary["place"];
  performanceType: PerformanceType | null;
  expectedBodies: Body[] | null;
  lastPerformanceAt: string | null;
  timeZone: string;
  open: Body[] | null;
  dueOn: string | null;
  dueBody: Body | null;
  signals: Record<string, number>;
  performances: number;
  first: string | null;
  last: string | null;
  entries: number;
  capacity: number | null;
  unknown: number;
  rank: string;
  key: string;
}

/**
 * The order of every tab: what is open by the nearest deadline, then what is to come, soonest first, then what is done,
 * newest first. Two numbers and the id make the place of a row.
 */
const rank = (
  now: Date,
) => sql`(case when opening.bodies is not null and ${show.lastPerformanceAt} <= ${now.toISOString()}::timestamptz then 0
  when ${show.lastPerformanceAt} > ${now.toISOString()}::timestamptz then 1 else 2 end)`;
const key = (
  now: Date,
) => sql`(case when opening.bodies is not null and ${show.lastPerformanceAt} <= ${now.toISOString()}::timestamptz
    then opening.due - date '2000-01-01'
  when ${show.lastPerformanceAt} > ${now.toISOString()}::timestamptz then extract(epoch from ${show.lastPerformanceAt})::bigint
  else -coalesce(extract(epoch from ${show.lastPerformanceAt})::bigint, 0) end)`;

const behind = (cursor: string | undefined, now: Date): SQL | undefined => {
  const given = decodeValues(cursor, [/^[012]$/, /^-?\d{1,15}$/, /^[0-9a-f-]{36}$/]);
  return (
    given &&
    sql`(${rank(now)}, ${key(now)}, ${show.id}) > (${given[0]}::int, ${given[1]}::bigint, ${given[2]}::uuid)`
  );
};

/** What the row says of its performances: how many, from when to when, entries and seats. */
const summed = sql`lateral (select count(*)::int as performances,
    min(coalesce((${corrected("start_at")} #>> '{}')::timestamptz, ${performance.startAt})) as first,
    max(coalesce((${corrected("start_at")} #>> '{}')::timestamptz, ${performance.startAt})) as last,
    coalesce(sum(coalesce((${corrected("paid")} #>> '{}')::int, ${performance.paid})
      + coalesce((${corrected("free")} #>> '{}')::int, ${performance.free})), 0)::int as entries,
    sum(coalesce(${performance.capacity}, ${show.capacity}))::int as capacity,
    count(*) filter (where coalesce(${performance.capacity}, ${show.capacity}) is null)::int as unknown
  from ${performance} where ${performance.showId} = ${show.id} and ${counts}) as summed`;

/** Shows of an organisation, by tab and filters, 25 at a time (declarations.md §9, screens §3). */
export const listShows = (ctx: Ctx, asked: ListShows): Promise<Result<ShowList>> =>
  answered(async () => {
    const { organisation, tab = "to_declare", after, limit = pageSize } = asked;
    permitOn(ctx, "show.list", { organisationId: organisation });
    const now = ctx.now();
    const office = organisationById(ctx.db, organisation);
    const deadlines = await readDeadlines(ctx.db);
    const [rows, { timeZone }] = await together([
      ctx.db.execute<Row>(sql`
        select ${show.id} as id, ${show.name} as name, ${show.state} as state, ${show.version} as version,
          ${ticketingSource.id} as "sourceId", ${ticketingSource.provider} as provider, ${ticketingSource.label} as label,
          (select json_build_object('id', ${place.id}, 'name', ${place.name}, 'city', ${place.city})
            from ${place} where ${place.id} = ${show.defaultPlaceId}) as place,
          ${show.performanceType} as "performanceType", to_json(${show.expectedBodies}) as "expectedBodies",
          ${show.lastPerformanceAt} as "lastPerformanceAt", ${zoneOfShow} as "timeZone",
          to_json(opening.bodies) as open, opening.due::text as "dueOn", opening.body as "dueBody",
          ${signalsOf} as signals, summed.*, ${rank(now)}::text as rank, ${key(now)}::text as key
        from ${show} join ${ticketingSource} on ${ticketingSource.id} = ${show.sourceId}
        cross join ${opening(now, deadlines)} cross join ${summed}
        where ${showsFound(asked)} and ${inTab(tab, now)} and ${behind(after, now) ?? sql`true`}
        order by ${rank(now)}, ${key(now)}, ${show.id} limit ${limit + 1}`),
      office,
    ]);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const told =
      page.length > 0
        ? await toldOf(
            ctx.db,
            page.map(({ id }) => id),
          )
        : [];
    const actor = showActor(ctx.actor, organisation);
    return {
      shows: page.map((row) =>
        summaryOf(
          row,
          told.filter(({ showId }) => showId === row.id),
          actor,
          deadlines,
          now,
        ),
      ),
      next: rows.length > limit && last ? encodeWords([last.rank, last.key, last.id]) : null,
      today: dayIn(timeZone, now),
      mayCreate: may(actor, "show.create") === true,
    };
  });

const summaryOf = (
  row: Row,
  told: Awaited<ReturnType<typeof toldOf>>,
  actor: ShowActor,
  deadlines: Deadlines,
  now: Date,
): ShowSummary => ({
  id: row.id,
  name: row.name,
  state: row.state,
  source: { id: row.sourceId, provider: row.provider, label: row.label },
  place: row.place,
  performances: row.performances,
  first: row.first && new Date(row.first).toISOString(),
  last: row.last && new Date(row.last).toISOString(),
  timeZone: row.timeZone,
  entries: row.entries,
  capacity: row.unknown > 0 ? null : row.capacity,
  bodies: bodiesOf(
    {
      ...row,
      lastPerformanceAt: row.lastPerformanceAt === null ? null : new Date(row.lastPerformanceAt),
      open: row.open ?? [],
      deadlines,
    },
    told,
    now,
  ),
  signals: raisedSignals(row.signals),
  due: row.dueOn && row.dueBody ? { body: row.dueBody, on: row.dueOn } : null,
  version: row.version,
  allowed: allowedOn(actor, {
    ownShow: row.provider === "MANUAL" || row.provider === "FILE",
    told: told.some(({ state }) => state !== "draft"),
  }),
});

/** Signals that are not zero, the gravest first. */
export const raisedSignals = (signals: Readonly<Record<string, number>>): ShowSummary["signals"] =>
  (Object.keys(showSignals) as ShowSignal[]).flatMap((kind) =>
    signals[kind] ? [{ kind, count: signals[kind] }] : [],
  );

const offered = [
  "show.edit",
  "show.delete",
  "show.merge",
  "figure.correct",
  "aside.decide",
  "declaration.draft",
] as const;
/** What this person may do on a show, of what its screens offer. */
export const allowedOn = (actor: ShowActor, facts: { ownShow: boolean; told: boolean }): ShowAction[] =>
  offered.filter((action) => may(actor, action, facts) === true);

/** How many shows each tab has under the same filters. */
export const countShows = (ctx: Ctx, asked: CountShows): Promise<Result<ShowCounts>> =>
  answered(async () => {
    permitOn(ctx, "show.list", { organisationId: asked.organisation });
    const now = ctx.now();
    const tabs = sql.join(
      showTabs.map((tab) => sql`count(*) filter (where ${inTab(tab, now)})::int as ${sql.identifier(tab)}`),
      sql`, `,
    );
    const deadlines = await readDeadlines(ctx.db);
    const [row] = await ctx.db.execute<ShowCounts>(sql`
      select ${tabs}, (select count(*)::int from ${quarantineRecord}
        where ${quarantineRecord.organisationId} = ${asked.organisation} and ${quarantineRecord.state} = 'open'
          and ${quarantineRecord.reason} <> 'imported_without_price') as aside
      from ${show} cross join ${opening(now, deadlines)} where ${showsFound(asked)}`);
    if (!row) throw new Error("a count has no row");
    return row;
  });

/** What the filters of the list offer: sources that have shows, places in use, seasons. */
export const showFilters = (ctx: Ctx, organisation: string): Promise<Result<ShowFilters>> =>
  answered(async () => {
    permitOn(ctx, "show.list", { organisationId: organisation });
    asUser(ctx);
    const [sources, places, seasons] = await together([
      ctx.db
        .select({ id: ticketingSource.id, provider: ticketingSource.provider, label: ticketingSource.label })
        .from(ticketingSource)
        .where(eq(ticketingSource.organisationId, organisation))
        .orderBy(ticketingSource.label),
      ctx.db
        .select({ id: place.id, name: place.name, city: place.city })
        .from(place)
        .where(eq(place.organisationId, organisation))
        .orderBy(place.name, place.id)
        .limit(200),
      ctx.db
        .selectDistinct({
          season: sql<number>`extract(year from ${performance.startAt} - interval '8 months')::int`.as(
            "season",
          ),
        })
        .from(performance)
        .where(eq(performance.organisationId, organisation))
        .orderBy(desc(sql`season`)),
    ]);
    return { sources, places, seasons: seasons.map(({ season }) => season) };
  });
