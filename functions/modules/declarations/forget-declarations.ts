import { and, eq, inArray, isNotNull, lt, ne, notExists, or, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { removeObject } from "../../platform/files.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import { figureCorrection, performance, place, show, showFile } from "./tables.ts";
import { quarantineRecord, syncItem, syncRun } from "./tables-connections.ts";
import {
  deadlineReminder,
  declaration,
  declarationVersion,
  declaredPerformance,
  transmission,
  transmissionAttempt,
} from "./tables-declarations.ts";

/** How long what is kept (declarations.md §11), in days. */
const keptDays = {
  /** What a reading put down, after its run ended. */
  staged: 7,
  /** Excerpt of a record that was set aside, after it was decided. */
  excerpts: 90,
  /** A show that was deleted, or a performance that was removed: until then it is restored. */
  restorable: 30,
  /** A file that was taken off a show. */
  files: 7,
  /** Figures, after the last performance. */
  figures: 5 * 365 + 1,
  /** What was sent to bodies and what they answered. */
  receipts: 10 * 365 + 2,
} as const;

/** Rows of one step and transaction: a night that is cut short goes on the next time. */
const batch = 200;

type Forgotten = { count: number; audit?: readonly AuditNote[] };
type Forget = (tx: Tx, before: (days: number) => Date) => Promise<Forgotten>;

const of = (rows: readonly unknown[]): Forgotten => ({ count: rows.length });
const ids = (values: readonly string[]): SQL => sql`any (${`{${values.join(",")}}`}::uuid[])`;

const staged: Forget = async (tx, before) => {
  const runs = await tx
    .selectDistinct({ id: syncRun.id })
    .from(syncRun)
    .innerJoin(syncItem, eq(syncItem.runId, syncRun.id))
    .where(lt(syncRun.finishedAt, before(keptDays.staged)))
    .limit(batch);
  await tx.delete(syncItem).where(sql`${syncItem.runId} = ${ids(runs.map(({ id }) => id))}`);
  return of(runs);
};

const excerpts: Forget = async (tx, before) => {
  const old = tx
    .select({ id: quarantineRecord.id })
    .from(quarantineRecord)
    .where(
      and(
        ne(quarantineRecord.state, "open"),
        sql`coalesce(${quarantineRecord.resolvedAt}, ${quarantineRecord.updatedAt}) < ${before(keptDays.excerpts).toISOString()}::timestamptz`,
        sql`${quarantineRecord.excerpt} <> '{}'`,
      ),
    )
    .limit(batch);
  return of(
    await tx
      .update(quarantineRecord)
      .set({ excerpt: {} })
      .where(inArray(quarantineRecord.id, old))
      .returning({ id: quarantineRecord.id }),
  );
};

const detachedFiles: Forget = async (tx, before) => {
  const old = tx
    .select({ id: showFile.id })
    .from(showFile)
    .where(lt(showFile.detachedAt, before(keptDays.files)))
    .limit(batch);
  // The bytes go with the files nothing refers to (forget-mail).
  return of(await tx.delete(showFile).where(inArray(showFile.id, old)).returning({ id: showFile.id }));
};

const declared = (performanceId: SQL | typeof performance.id) =>
  sql`exists (select from ${declaredPerformance} where ${declaredPerformance.performanceId} = ${performanceId})`;

const removedPerformances: Forget = async (tx, before) => {
  const rows = await tx
    .select({ id: performance.id })
    .from(performance)
    .where(
      and(
        eq(performance.sourceState, "removed"),
        lt(performance.sourceStateSince, before(keptDays.restorable)),
        sql`not ${declared(performance.id)}`,
      ),
    )
    .limit(batch);
  await erasePerformances(
    tx,
    rows.map(({ id }) => id),
  );
  return of(rows);
};

const undeclared = (tx: Tx) =>
  notExists(tx.select({ id: declaration.id }).from(declaration).where(eq(declaration.showId, show.id)));

/** Deleted ones, and those whose figures are too old, as long as no declaration holds them. */
const oldShows: Forget = async (tx, before) => {
  const rows = await tx
    .select({
      id: show.id,
      organisationId: show.organisationId,
      sourceId: show.sourceId,
      series: show.externalId,
    })
    .from(show)
    .where(
      and(
        or(
          and(eq(show.state, "deleted"), lt(show.stateSince, before(keptDays.restorable))),
          lt(show.lastPerformanceAt, before(keptDays.figures)),
        ),
        undeclared(tx),
      ),
    )
    .limit(batch)
    .for("update", { skipLocked: true });
  for (const { id, sourceId, series } of rows) {
    const own = await tx.select({ id: performance.id }).from(performance).where(eq(performance.showId, id));
    await erasePerformances(
      tx,
      own.map((one) => one.id),
    );
    await tx.delete(showFile).where(eq(showFile.showId, id));
    await tx.delete(deadlineReminder).where(eq(deadlineReminder.showId, id));
    await tx
      .delete(quarantineRecord)
      .where(and(eq(quarantineRecord.sourceId, sourceId), eq(quarantineRecord.seriesId, series)));
    await tx.update(show).set({ state: "deleted", mergedInto: null }).where(eq(show.mergedInto, id));
    await tx.delete(show).where(eq(show.id, id));
  }
  return {
    count: rows.length,
    audit: rows.map(({ id, organisationId }) => ({
      action: "show.forget",
      organisationId,
      target: { kind: "show", id },
    })),
  };
};

const erasePerformances = async (tx: Tx, performanceIds: readonly string[]) => {
  if (performanceIds.length === 0) return;
  await tx.delete(figureCorrection).where(sql`${figureCorrection.performanceId} = ${ids(performanceIds)}`);
  // Its lines go with it.
  await tx.delete(performance).where(sql`${performance.id} = ${ids(performanceIds)}`);
};

const lastTouched = sql`greatest(${transmission.createdAt}, ${transmission.sentAt}, ${transmission.updatedAt})`;

const hasBytes = or(
  isNotNull(transmission.payloadKey),
  isNotNull(transmission.receiptKey),
  isNotNull(transmission.mailKey),
);

/** Bytes of what was sent and answered ten years ago: they go before the keys that name them. */
const forgetReceipts = async (ctx: Ctx, before: (days: number) => Date): Promise<void> => {
  for (;;) {
    const old = await ctx.db
      .select({
        id: transmission.id,
        keys: {
          payload: transmission.payloadKey,
          receipt: transmission.receiptKey,
          mail: transmission.mailKey,
        },
      })
      .from(transmission)
      .where(and(sql`${lastTouched} < ${before(keptDays.receipts).toISOString()}::timestamptz`, hasBytes))
      .limit(batch);
    for (const { id, keys } of old) {
      for (const key of Object.values(keys)) if (key) await removeObject(ctx.env, "receipts", key);
      await ctx.db
        .update(transmission)
        .set({ payloadKey: null, receiptKey: null, mailKey: null })
        .where(eq(transmission.id, id));
    }
    if (old.length < batch) return;
  }
};

/** What was sent is accounting: ten years, then the declaration goes whole. Drafts nobody sent go with the figures. */
const oldDeclarations: Forget = async (tx, before) => {
  const sent = tx
    .select({ id: transmission.id })
    .from(transmission)
    .where(and(eq(transmission.declarationId, declaration.id), isNotNull(transmission.sentAt)));
  const kept = tx
    .select({ id: transmission.id })
    .from(transmission)
    .where(
      and(
        eq(transmission.declarationId, declaration.id),
        or(
          sql`${lastTouched} >= ${before(keptDays.receipts).toISOString()}::timestamptz`,
          // Its bytes go first (forgetReceipts).
          hasBytes,
        ),
      ),
    );
  const rows = await tx
    .select({ id: declaration.id, organisationId: declaration.organisationId })
    .from(declaration)
    .innerJoin(show, eq(show.id, declaration.showId))
    .where(
      and(
        lt(show.lastPerformanceAt, before(keptDays.figures)),
        or(
          and(notExists(kept), lt(declaration.createdAt, before(keptDays.receipts))),
          and(notExists(sent), lt(declaration.createdAt, before(keptDays.figures)), noneDeposited(tx)),
        ),
      ),
    )
    .limit(batch)
    .for("update", { of: declaration, skipLocked: true });
  await eraseDeclarations(
    tx,
    rows.map(({ id }) => id),
  );
  return {
    count: rows.length,
    audit: rows.map(({ id, organisationId }) => ({
      action: "declaration.forget",
      organisationId,
      target: { kind: "declaration", id },
    })),
  };
};

/** Whole declarations, with all their versions and transmissions. */
export const eraseDeclarations = async (tx: Tx, declarationIds: readonly string[]): Promise<void> => {
  const gone = ids(declarationIds);
  await tx.delete(transmissionAttempt).where(sql`${transmissionAttempt.transmissionId} in
    (select ${transmission.id} from ${transmission} where ${transmission.declarationId} = ${gone})`);
  await tx.delete(transmission).where(sql`${transmission.declarationId} = ${gone}`);
  await tx.delete(declaredPerformance).where(sql`${declaredPerformance.declarationId} = ${gone}`);
  await tx.delete(declarationVersion).where(sql`${declarationVersion.declarationId} = ${gone}`);
  await tx.delete(declaration).where(sql`${declaration.id} = ${gone}`);
};
const noneDeposited = (tx: Tx) =>
  notExists(
    tx
      .select({ id: transmission.id })
      .from(transmission)
      .where(and(eq(transmission.declarationId, declaration.id), isNotNull(transmission.depositedOn))),
  );

const unusedPlaces: Forget = async (tx, before) => {
  const uses = sql`exists (select from ${show} where ${show.defaultPlaceId} = ${place.id})
    or exists (select from ${performance} where ${performance.placeId} = ${place.id})
    or exists (select from ${declarationVersion} where ${declarationVersion.organisationId} = ${place.organisationId}
      and ${declarationVersion.state} = 'draft' and strpos(${declarationVersion.form}::text, ${place.id}::text) > 0)`;
  const unused = await tx
    .select({ id: place.id })
    .from(place)
    // What was typed a moment ago is about to be used.
    .where(and(lt(place.createdAt, before(1)), sql`not (${uses})`))
    .limit(batch)
    .for("update", { skipLocked: true });
  return of(
    await tx
      .delete(place)
      .where(sql`${place.id} = ${ids(unused.map(({ id }) => id))}`)
      .returning({ id: place.id }),
  );
};

const works: readonly Forget[] = [
  staged,
  excerpts,
  detachedFiles,
  removedPerformances,
  oldDeclarations,
  oldShows,
  unusedPlaces,
];

/**
 * Erases what reached its time (declarations.md §11), in short transactions, and notes shows and declarations in the
 * journal. Done again it finds nothing; one kind that fails stops no other.
 */
export const forgetDeclarations = async (ctx: Ctx): Promise<void> => {
  const before = (days: number) => new Date(ctx.now().getTime() - days * 86_400_000);
  const failures: unknown[] = [];
  await forgetReceipts(ctx, before).catch((error: unknown) => failures.push(error));
  for (const work of works) {
    try {
      for (let left = true; left; ) {
        const done = await mutate(ctx, async (tx) => {
          const { count, audit = [] } = await work(tx, before);
          return { result: count, permission: permit(true), audit, events: [] };
        });
        if (!done.ok) throw new Error(`forgetting was refused: ${done.refusal.reason}`);
        left = done.value >= batch;
      }
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} works of forgetting failed`);
};
