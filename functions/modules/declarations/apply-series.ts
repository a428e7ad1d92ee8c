import { and, desc, eq, inArray, ne, sql } from "drizzle-orm";
import type { RemoteProvider } from "../../../shared/declarations/enums.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject } from "../../platform/files.ts";
import { errorFields } from "../../platform/log.ts";
import { mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { applyShow } from "./apply-show.ts";
import { rulesOf } from "./connectors/connectors.ts";
import type { Json, Mapped, ReadShow, Resolved } from "./connectors/contract.ts";
import { decidedOf, keepAsides, type SeriesOf } from "./keep-asides.ts";
import { performance, show, ticketingSource } from "./tables.ts";
import { syncItem, syncRun, ticketingConnection } from "./tables-connections.ts";

/** Bytes of one page that was put down. */
const largestPage = 64 * 1024 * 1024;

/** All pages of a series, as they were put down, and what they are about. */
export interface StagedSeries extends SeriesOf {
  provider: RemoteProvider;
  pageKeys: readonly string[];
  readAt: Date;
  /** The run that read it. */
  runId: string;
  /** Somebody decided of what was set aside and nothing was read: the run's count of changes stays. */
  decided?: boolean;
}

/** Pages are gone after a week, or cannot be made sense of: the series is read again another time. */
export class SeriesUnreadable extends Error {}

/**
 * Applies a series that was read to its end: each show in a transaction of its own, then what was set aside together with
 * how far the run is. Done twice, it writes nothing the second time. Source: declarations.md §5.5.
 */
export const applySeries = async (
  ctx: Ctx,
  { runId, decided = false, ...staged }: StagedSeries,
): Promise<void> => {
  const pages = await Promise.all(staged.pageKeys.map((key) => readPage(ctx, key)));
  const mappedWith = await decidedOf(ctx.db, staged);
  const mapped = mappedOf(staged, pages, mappedWith);
  const named = namedBy(mapped);
  for (const read of [...mapped.shows, ...(await absentShows(ctx, staged, mapped))])
    await applyShow(ctx, { ...staged, ...(decided ? {} : { runId }), read, covers: mapped.covers, named });
  await mutate(ctx, async (tx) => {
    const waiting = await keepAsides(tx, ctx, staged, mapped.aside, { runId, mappedWith });
    const of = and(eq(syncItem.runId, runId), eq(syncItem.seriesId, staged.seriesId));
    const [applied] = await tx
      .update(syncItem)
      .set({ state: "applied", errorCode: null })
      .where(and(of, ne(syncItem.state, "applied")))
      .returning({ seriesId: syncItem.seriesId });
    if (applied)
      await tx
        .update(syncRun)
        .set({
          seriesDone: sql`${syncRun.seriesDone} + 1`,
          asideCount: sql`${syncRun.asideCount} + ${waiting}`,
        })
        .where(eq(syncRun.id, runId));
    return { result: null, permission: permit(true), audit: [], events: [] };
  });
};

const mappedOf = (
  { provider, seriesId }: Pick<StagedSeries, "provider" | "seriesId">,
  pages: readonly Json[],
  resolved: Resolved,
): Mapped => {
  try {
    return rulesOf(provider).map(seriesId, pages, resolved);
  } catch (cause) {
    throw new SeriesUnreadable("a series cannot be mapped", { cause });
  }
};

const readPage = async (ctx: Ctx, key: string): Promise<Json> => {
  const bytes = await readObject(ctx.env, "readings", key, largestPage);
  if (!bytes) throw new SeriesUnreadable("a page is gone");
  return JSON.parse(bytes.toString("utf8")) as Json;
};

/** A record set aside names the performance it would count for, or is one itself. */
const namedBy = ({ aside }: Mapped): Set<string> =>
  new Set(
    aside.flatMap(({ level, externalId, performanceExternalId }) => [
      ...(performanceExternalId ? [performanceExternalId] : []),
      ...(level === "performance" ? [externalId] : []),
    ]),
  );

/**
 * Shows this series gave before and gives no more: their performances are absent. Nothing can be said of a series that
 * is set aside itself. A shop is one series, whose shows are all those of its source.
 */
const absentShows = async (
  ctx: Ctx,
  { sourceId, seriesId, provider }: Pick<StagedSeries, "sourceId" | "seriesId" | "provider">,
  { shows, aside }: Mapped,
): Promise<ReadShow[]> => {
  if (aside.some(({ level }) => level === "series" || level === "connection")) return [];
  const isShop = provider === "SUPERSONIKS" || provider === "SOTICKET";
  const seen = new Set(shows.map(({ externalId }) => externalId));
  if (!isShop && seen.has(seriesId)) return [];
  const known = await ctx.db
    .selectDistinct({ externalId: show.externalId, name: show.name })
    .from(show)
    .innerJoin(
      performance,
      and(
        eq(performance.sourceId, show.sourceId),
        eq(performance.sourceShowExternalId, show.externalId),
        inArray(performance.sourceState, ["present", "cancelled"]),
      ),
    )
    .where(and(eq(show.sourceId, sourceId), isShop ? undefined : eq(show.externalId, seriesId)));
  return known
    .filter(({ externalId }) => !seen.has(externalId))
    .map(({ externalId, name }) => ({ externalId, name, performances: [] }));
};

/** Has a series mapped again with what was decided meanwhile, from the pages that are still kept. */
export const mapAgain = ({ organisationId, sourceId, seriesId }: SeriesOf): OutboxEvent => ({
  queue: "ticketing-sync",
  body: { sourceId, seriesId },
  organisationId,
});

/** The work of `mapAgain`: the last reading of the series, with today's decisions. Older pages wait for a new reading. */
export const mapLastReading = async (
  ctx: Ctx,
  { sourceId, seriesId }: { sourceId: string; seriesId: string },
): Promise<void> => {
  const [last] = await ctx.db
    .select({
      runId: syncItem.runId,
      provider: ticketingSource.provider,
      organisationId: syncItem.organisationId,
      pageKeys: syncItem.pageKeys,
      readAt: syncItem.readAt,
    })
    .from(syncItem)
    .innerJoin(syncRun, eq(syncRun.id, syncItem.runId))
    .innerJoin(ticketingConnection, eq(ticketingConnection.id, syncRun.connectionId))
    .innerJoin(ticketingSource, eq(ticketingSource.id, ticketingConnection.sourceId))
    .where(
      and(
        eq(ticketingSource.id, sourceId),
        eq(syncItem.seriesId, seriesId),
        eq(syncItem.state, "applied"),
        ne(syncItem.pageKeys, []),
      ),
    )
    .orderBy(desc(syncItem.readAt))
    .limit(1);
  if (!last?.readAt) return;
  const { runId, organisationId, pageKeys, readAt } = last;
  const provider = last.provider as RemoteProvider;
  try {
    const of = { organisationId, sourceId, seriesId, provider, pageKeys, readAt };
    await applySeries(ctx, { ...of, runId, decided: true });
  } catch (error) {
    if (!(error instanceof SeriesUnreadable)) throw error;
    ctx.log.warn("series.unreadable", { targetId: sourceId, ...errorFields(error) });
  }
};
