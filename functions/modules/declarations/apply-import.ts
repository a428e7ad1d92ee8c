import { and, eq, inArray, sql } from "drizzle-orm";
import type { ImportedPlace, ImportedShow } from "../../../shared/declarations/import-rows.ts";
import { may } from "../../../shared/declarations/rules.ts";
import { type Actor, actingAs, type Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { memberNow } from "../access/index.ts";
import { type ShowWritten, writeShow } from "./apply-show.ts";
import { gatherImport, summaryOf } from "./check-import.ts";
import { fileSource, fileSourceId, namesAll, namesOfShows, readingOf } from "./compare-import.ts";
import type { BatchRow } from "./import-access.ts";
import { inTurns } from "./import-in-turns.ts";
import { keepLastPerformance } from "./last-performance.ts";
import { findOrMakePlace } from "./places.ts";
import { service, showActor } from "./show-access.ts";
import { performance, type saleLine, show, ticketingSource } from "./tables.ts";
import { importBatch, importRow } from "./tables-declarations.ts";
import { type FiguresBefore, importChange } from "./tables-imports.ts";

/**
 * Writes the ready rows of a file, each show in a short transaction with its audit, as whoever confirmed it. Killed and
 * run again, it goes on: a show that was written is identical, and `made` says where to begin. Rows that were written
 * are forgotten; those in error stay, to be downloaded.
 */
export const applyImport = async (worker: Ctx, found: BatchRow): Promise<void> => {
  if (found.state !== "applying" || !found.mapping) return;
  const { ctx, mayImport } = await asWhoAsked(worker, found.organisationId, found.userId);
  if (!mayImport) return ended(ctx, found, { state: "failed", errorCode: "right_lost" });
  const { shows } = await gatherImport(ctx.db, found, found.mapping);
  const sourceId = await sourceFor(ctx, found.organisationId);
  const goesOn = inTurns(worker);
  for (const imported of shows.slice(found.made)) {
    if (!(await goesOn(found, "apply"))) return;
    await applyOne(ctx, found, sourceId, imported);
  }
  const names = await namesOfShows(
    ctx.db,
    sourceId,
    shows.map(({ externalId }) => externalId),
  );
  const ids = new Map([...names].map(([key, { id }]) => [key, id]));
  const { added = 0, changed = 0, identical = 0, corrected = 0 } = found.result ?? {};
  await ended(ctx, found, {
    state: "done",
    result: summaryOf(shows, { added, changed, identical, corrected }, ids),
  });
};

/** Somebody who asked for work on a file, with the roles they hold now. */
export const asWhoAsked = async (
  worker: Ctx,
  organisationId: string,
  userId: string,
): Promise<{ ctx: Ctx; mayImport: boolean }> => {
  const member = await memberNow(worker.db, organisationId, service, userId);
  const actor: Actor = {
    kind: "user",
    userId,
    memberships: member ? [{ organisationId, service, roles: member.roles }] : [],
  };
  const mayImport = may(showActor(actor, organisationId), "import.run") === true;
  return { ctx: actingAs(worker, actor), mayImport };
};

const sourceFor = async (ctx: Ctx, organisationId: string): Promise<string> => {
  await ctx.db
    .insert(ticketingSource)
    .values({ id: ctx.newId(), organisationId, ...fileSource })
    .onConflictDoNothing();
  const id = await fileSourceId(ctx.db, organisationId);
  if (!id) throw new Error("the source of files is neither new nor known");
  return id;
};

const ended = async (ctx: Ctx, { id, version }: BatchRow, set: Partial<typeof importBatch.$inferInsert>) => {
  await mutate(ctx, async (tx) => {
    if (set.state === "done")
      await tx.delete(importRow).where(and(eq(importRow.batchId, id), eq(importRow.faults, [])));
    await tx
      .update(importBatch)
      .set({ ...set, version: version + 1, updatedAt: ctx.now() })
      .where(eq(importBatch.id, id));
    return { result: null, permission: permit(true), audit: [], events: [] };
  });
};

const applyOne = async (ctx: Ctx, batch: BatchRow, sourceId: string, imported: ImportedShow) => {
  const { organisationId } = batch;
  const ofShow = and(
    eq(performance.sourceId, sourceId),
    eq(performance.sourceShowExternalId, imported.externalId),
  );
  const applied = await mutate(ctx, async (tx) => {
    const names = await namesOfShows(tx, sourceId, [imported.externalId]);
    const known = await tx.select().from(performance).where(ofShow);
    const read = readingOf(imported, names.get(imported.externalId)?.name, known);
    const written = await writeShow(tx, ctx, {
      organisationId,
      sourceId,
      read,
      readAt: ctx.now(),
      ...namesAll,
    });
    const rows = await tx
      .select({ id: performance.id, externalId: performance.externalId })
      .from(performance)
      .where(ofShow);
    const ids = new Map(rows.map(({ id, externalId }) => [externalId, id]));
    await keepChanges(tx, batch, written, ids);
    await setPlaces(tx, ctx, organisationId, imported, written, ids);
    if (written.found.state === "deleted") await bringBack(tx, ctx, written.found.id);
    await tx
      .update(importBatch)
      .set({ made: sql`${importBatch.made} + 1` })
      .where(eq(importBatch.id, batch.id));
    return { result: null, permission: permit(true), audit: written.audit, events: [] };
  });
  if (!applied.ok) throw new Error(`a show of a file was refused: ${applied.refusal.reason}`);
};

/** What the import did to each performance, for its undoing; kept once, however often it runs. */
const keepChanges = async (
  tx: Tx,
  { id: batchId, organisationId }: BatchRow,
  { found, isNew, changes, linesBefore }: ShowWritten,
  ids: ReadonlyMap<string, string>,
): Promise<void> => {
  const showId = found.mergedInto ?? found.id;
  const of = (performanceId: string, before: FiguresBefore | null) => ({
    batchId,
    organisationId,
    performanceId,
    showId,
    newShow: isNew || found.state === "deleted",
    before,
  });
  const rows = [
    ...changes.added.flatMap(({ externalId }) => {
      const id = ids.get(externalId);
      return id ? [of(id, null)] : [];
    }),
    ...changes.changed.map(({ row }) =>
      of(row.id, row.sourceState === "removed" ? null : beforeOf(row, linesBefore.get(row.id) ?? [])),
    ),
  ];
  if (rows.length > 0) await tx.insert(importChange).values(rows).onConflictDoNothing();
};

const beforeOf = (
  { startAt, endAt }: typeof performance.$inferSelect,
  lines: readonly (typeof saleLine.$inferSelect)[],
): FiguresBefore => ({
  startAt: startAt.toISOString(),
  endAt: endAt?.toISOString() ?? null,
  lines: lines.map(
    ({ categoryId, categoryName, unitPrice, vat: rate, paid, free, gross, channel, kind }) => ({
      ...{ categoryId, categoryName, unitPrice, rate, paid, free, gross, channel, kind },
    }),
  ),
});

/**
 * Where new performances are given, for whom and how many seats: the first says it for a new show, the others only where
 * they differ. What is known already stays as somebody left it.
 */
const setPlaces = async (
  tx: Tx,
  ctx: Ctx,
  organisationId: string,
  imported: ImportedShow,
  { found, isNew, changes }: ShowWritten,
  ids: ReadonlyMap<string, string>,
): Promise<void> => {
  const added = new Set(changes.added.map(({ externalId }) => externalId));
  const places = new Map<string, string>();
  const placeId = async (place: ImportedPlace | null): Promise<string | null> => {
    if (!place) return null;
    const key = JSON.stringify(place);
    const known = places.get(key) ?? (await findOrMakePlace(tx, ctx, organisationId, place)).found.id;
    places.set(key, known);
    return known;
  };
  let { defaultPlaceId, capacity, audience } = found;
  for (const [at, one] of imported.performances.filter(({ externalId }) => added.has(externalId)).entries()) {
    const own = { placeId: await placeId(one.place), capacity: one.capacity, audience: one.audience };
    if (isNew && at === 0) {
      ({ capacity, audience, defaultPlaceId } = {
        capacity: own.capacity,
        audience: own.audience ?? audience,
        defaultPlaceId: own.placeId,
      });
      await tx.update(show).set({ capacity, audience, defaultPlaceId }).where(eq(show.id, found.id));
    }
    const set = {
      placeId: own.placeId === defaultPlaceId ? null : own.placeId,
      capacity: own.capacity === capacity ? null : own.capacity,
      audience: own.audience === audience ? null : own.audience,
    };
    const id = ids.get(one.externalId);
    if (id && (set.placeId || set.capacity || set.audience))
      await tx.update(performance).set(set).where(eq(performance.id, id));
  }
};

/** A show somebody deleted comes back with the file that names it. */
const bringBack = async (tx: Tx, ctx: Ctx, showId: string): Promise<void> => {
  await tx.update(show).set({ state: "visible", stateSince: ctx.now() }).where(eq(show.id, showId));
  await keepLastPerformance(tx, showId);
};

/** Performances of these ids, away from sight; restorable for thirty days as those a ticketing account has no more. */
export const removePerformances = (tx: Tx, ctx: Ctx, ids: readonly string[]) =>
  tx
    .update(performance)
    .set({ sourceState: "removed", sourceStateSince: ctx.now(), version: sql`${performance.version} + 1` })
    .where(inArray(performance.id, [...ids]));
