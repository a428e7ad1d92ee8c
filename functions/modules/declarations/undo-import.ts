import { and, eq, gt, inArray, isNull, ne, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { type AuditNote, mutate } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { removePerformances } from "./apply-import.ts";
import { writeShow } from "./apply-show.ts";
import { namesAll } from "./compare-import.ts";
import { type BatchRow, importForUpdate, importTarget } from "./import-access.ts";
import { keepLastPerformance } from "./last-performance.ts";
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

/** Why an import cannot be undone; undefined when it can (declarations.md §4.4). */
export const undoRefusal = async (on: Queries, { id, updatedAt }: BatchRow): Promise<Refusal | undefined> => {
  const mine = on
    .select({ id: importChange.performanceId })
    .from(importChange)
    .where(eq(importChange.batchId, id));
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
    .where(and(inArray(declaredPerformance.performanceId, mine), isNull(declaredPerformance.cancelledAt)))
    .limit(1);
  if (sent) return told;
  const [later] = await on
    .select({ one: sql`1` })
    .from(importChange)
    .innerJoin(importBatch, eq(importBatch.id, importChange.batchId))
    .where(
      and(
        inArray(importChange.performanceId, mine),
        ne(importBatch.id, id),
        inArray(importBatch.state, ["applying", "done"]),
        gt(importBatch.updatedAt, updatedAt),
      ),
    )
    .limit(1);
  return later ? replaced : undefined;
};

/**
 * Undoes an import while nothing of it was sent: figures it changed are as they were, performances it brought are
 * removed (restorable for thirty days, with their corrections), and shows that came with it and have none left go too.
 */
export const undoImport = (ctx: Ctx, id: string, version: number): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    const { found, permission } = await importForUpdate(tx, ctx, id, { version, states: ["done"] });
    const refusal = await undoRefusal(tx, found);
    if (refusal) refuse(refusal);
    const changes = await tx
      .select({ change: importChange, row: performance, of: show })
      .from(importChange)
      .innerJoin(performance, eq(performance.id, importChange.performanceId))
      .innerJoin(
        show,
        and(eq(show.sourceId, performance.sourceId), eq(show.externalId, performance.sourceShowExternalId)),
      )
      .where(eq(importChange.batchId, id));
    const audit = await putBack(tx, ctx, changes);
    const brought = changes.filter(({ change }) => change.before === null);
    if (brought.length > 0) {
      await removePerformances(
        tx,
        ctx,
        brought.map(({ row }) => row.id),
      );
      for (const showId of new Set(brought.map(({ change }) => change.showId))) {
        await keepLastPerformance(tx, showId);
        await deleteIfEmpty(
          tx,
          ctx,
          showId,
          brought.some(({ change }) => change.showId === showId && change.newShow),
        );
      }
    }
    await tx
      .update(importBatch)
      .set({ state: "undone", version: found.version + 1, updatedAt: ctx.now() })
      .where(eq(importBatch.id, id));
    const { organisationId, fileName } = found;
    return {
      result: { id },
      permission,
      audit: [
        {
          action: "import.undo",
          organisationId,
          target: importTarget(found),
          after: {
            file: fileName,
            performancesRemoved: brought.length,
            performancesRestored: changes.length - brought.length,
          },
          personal: ["file"],
        },
        ...audit,
      ],
      events: [],
    };
  });

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
