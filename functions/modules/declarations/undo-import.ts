import { and, asc, eq, gt, inArray, isNull, ne, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { asWhoAsked, removePerformances } from "./apply-import.ts";
import { writeShow } from "./apply-show.ts";
import { namesAll } from "./compare-import.ts";
import { type BatchRow, importForUpdate, importTarget } from "./import-access.ts";
import { inTurns } from "./import-in-turns.ts";
import { keepLastPerformance } from "./last-performance.ts";
import { asUser } from "./show-access.ts";
import { importEvent } from "./start-import.ts";
import { performance, show } from "./tables.ts";
import { declaredPerformance, importBatch, transmission } from "./tables-declarations.ts";
import { importChange } from "./tables-imports.ts";

const told: Refusal = {
  code: "conflict",
  reason: "told",
  detail:
    "Des séances de ce fichier ont été déclarées\u00a0: l’import est gardé. Vous pouvez les corriger une à une.",
};
const replaced: Refusal = {
  code: "conflict",
  reason: "imported_since",
  detail: "Un import plus récent a changé les mêmes séances\u00a0: annulez-le d’abord.",
};
/** What left, or may have left. */
const sentStates = ["queued", "sent", "accepted", "uncertain", "deposited", "corrected"] as const;

/** Why performances of an import are not put back; undefined when they are. `mine` = `any (…)` of their ids. */
const refusalOf = async (
  on: Queries,
  { id, updatedAt }: BatchRow,
  mine: SQL,
): Promise<Refusal | undefined> => {
  const [sent] = await on
    .select({ one: sql`1` })
    .from(declaredPerformance)
    .innerJoin(
      transmission,
      and(
        eq(transmission.declarationId, declaredPerformance.declarationId),
        eq(transmission.body, declaredPerformance.body),
        inArray(transmission.state, [...sentStates]),
      ),
    )
    .where(and(sql`${declaredPerformance.performanceId} = ${mine}`, isNull(declaredPerformance.cancelledAt)))
    .limit(1);
  if (sent) return told;
  const [later] = await on
    .select({ one: sql`1` })
    .from(importChange)
    .innerJoin(importBatch, eq(importBatch.id, importChange.batchId))
    .where(
      and(
        sql`${importChange.performanceId} = ${mine}`,
        ne(importBatch.id, id),
        inArray(importBatch.state, ["applying", "done"]),
        gt(importBatch.updatedAt, updatedAt),
      ),
    )
    .limit(1);
  return later ? replaced : undefined;
};

/** Why an import cannot be undone; undefined when it can (declarations.md §4.4). */
export const undoRefusal = (on: Queries, found: BatchRow): Promise<Refusal | undefined> =>
  refusalOf(
    on,
    found,
    sql`any (select mine.performance_id from import_change mine where mine.batch_id = ${found.id})`,
  );

/** Has a worker undo an import, show by show, while nothing of it was sent. */
export const undoImport = (ctx: Ctx, id: string, version: number): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    const { found, permission } = await importForUpdate(tx, ctx, id, { version, states: ["done"] });
    const refusal = await undoRefusal(tx, found);
    if (refusal) refuse(refusal);
    const [changes] = await tx
      .select({
        shows: sql<number>`count(distinct ${importChange.showId})::int`,
        brought: sql<number>`(count(*) filter (where ${importChange.before} is null))::int`,
        changed: sql<number>`(count(*) filter (where ${importChange.before} is not null))::int`,
      })
      .from(importChange)
      .where(eq(importChange.batchId, id));
    const { shows = 0, brought = 0, changed = 0 } = changes ?? {};
    await tx
      .update(importBatch)
      .set({
        state: "undoing",
        // Shows of the file that it did not change are as they were already.
        made: Math.max(0, (found.result?.shows ?? shows) - shows),
        version: found.version + 1,
        updatedAt: ctx.now(),
      })
      .where(eq(importBatch.id, id));
    const { organisationId, fileName } = found;
    return {
      result: { id },
      permission,
      audit: {
        action: "import.undo",
        organisationId,
        target: importTarget(found),
        after: { file: fileName, performancesRemoved: brought, performancesRestored: changed },
        personal: ["file"],
      },
      events: [importEvent(found, "undo", asUser(ctx).userId)],
    };
  });

const showsAtOnce = 500;

/**
 * Undoes an import: figures it changed are as they were, performances it brought are removed (restorable for thirty days,
 * with their corrections), and shows that came with it and have none left go too. Each show in a short transaction that
 * forgets what it put back: killed and run again, it goes on. What was sent or imported anew meanwhile is left alone.
 */
export const undoApplied = async (worker: Ctx, found: BatchRow, askedBy: string): Promise<void> => {
  if (found.state !== "undoing") return;
  const { ctx, mayImport } = await asWhoAsked(worker, found.organisationId, askedBy);
  const by = mayImport ? ctx : worker;
  const goesOn = inTurns(worker);
  for (let after: string | undefined; ; ) {
    const shows = await worker.db
      .selectDistinct({ id: importChange.showId })
      .from(importChange)
      .where(and(eq(importChange.batchId, found.id), after ? gt(importChange.showId, after) : undefined))
      .orderBy(asc(importChange.showId))
      .limit(showsAtOnce);
    for (const { id } of shows) {
      if (!(await goesOn(found, "undo", askedBy))) return;
      await undoOne(by, found, id);
      after = id;
    }
    if (shows.length < showsAtOnce) break;
  }
  await mutate(worker, async (tx) => {
    await tx
      .update(importBatch)
      .set({ state: "undone", version: found.version + 1, updatedAt: ctx.now() })
      .where(eq(importBatch.id, found.id));
    return { result: null, permission: permit(true), audit: [], events: [] };
  });
};

const undoOne = async (ctx: Ctx, batch: BatchRow, showId: string): Promise<void> => {
  const mine = and(eq(importChange.batchId, batch.id), eq(importChange.showId, showId));
  const undone = await mutate(ctx, async (tx) => {
    await tx.select({ id: show.id }).from(show).where(eq(show.id, showId)).for("update");
    await tx
      .update(importBatch)
      .set({ made: sql`${importBatch.made} + 1` })
      .where(eq(importBatch.id, batch.id));
    const nothing = { result: null, permission: permit(true), audit: [], events: [] };
    const changes = await tx
      .select({ change: importChange, row: performance, of: show })
      .from(importChange)
      .innerJoin(performance, eq(performance.id, importChange.performanceId))
      .innerJoin(
        show,
        and(eq(show.sourceId, performance.sourceId), eq(show.externalId, performance.sourceShowExternalId)),
      )
      .where(mine);
    // Their ids and not a subquery: each is looked up, however large the file is.
    const ids = `{${changes.map(({ row }) => row.id).join(",")}}`;
    if (await refusalOf(tx, batch, sql`any (${ids}::uuid[])`)) return nothing;
    const audit = await putBack(tx, ctx, changes);
    const brought = changes.filter(({ change }) => change.before === null);
    if (brought.length > 0) {
      await removePerformances(
        tx,
        ctx,
        brought.map(({ row }) => row.id),
      );
      await keepLastPerformance(tx, showId);
      await deleteIfEmpty(
        tx,
        ctx,
        showId,
        brought.some(({ change }) => change.newShow),
      );
    }
    await tx.delete(importChange).where(mine);
    return { ...nothing, audit };
  });
  if (!undone.ok) throw new Error(`the undoing of a file was refused: ${undone.refusal.reason}`);
};

interface Undone {
  change: typeof importChange.$inferSelect;
  row: typeof performance.$inferSelect;
  of: typeof show.$inferSelect;
}

/** Figures that the import changed, as they were before it. */
const putBack = async (tx: Tx, ctx: Ctx, changes: readonly Undone[]): Promise<AuditNote[]> => {
  const audit: AuditNote[] = [];
  for (const ofShow of Map.groupBy(changes, ({ of }) => of.id).values()) {
    const [{ of } = { of: undefined }] = ofShow;
    const performances = ofShow.flatMap(({ change: { before }, row }) =>
      before
        ? [
            {
              externalId: row.externalId,
              ...before,
              cancelled: row.sourceState === "cancelled",
              capacity: row.sourceCapacity,
              warnings: [],
            },
          ]
        : [],
    );
    if (!of || performances.length === 0) continue;
    const { organisationId, sourceId, externalId, name } = of;
    const read = { externalId, name, performances };
    const written = await writeShow(tx, ctx, {
      organisationId,
      sourceId,
      read,
      readAt: ctx.now(),
      ...namesAll,
    });
    audit.push(...written.audit);
  }
  return audit;
};

/** A show that came with the file and has no performance left is deleted, restorable as any. */
const deleteIfEmpty = async (tx: Tx, ctx: Ctx, showId: string, cameWithIt: boolean): Promise<void> => {
  if (!cameWithIt) return;
  const [left] = await tx
    .select({ one: sql`1` })
    .from(performance)
    .where(and(eq(performance.showId, showId), ne(performance.sourceState, "removed")))
    .limit(1);
  if (left) return;
  await tx
    .update(show)
    .set({ state: "deleted", stateSince: ctx.now(), version: sql`${show.version} + 1` })
    .where(eq(show.id, showId));
};
