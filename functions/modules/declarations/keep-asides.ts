import { and, eq, inArray, sql } from "drizzle-orm";
import { saysSame } from "../../../shared/platform/stable-json.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import type { AsideRecord, Resolved } from "./connectors/contract.ts";
import { quarantineRecord } from "./tables-connections.ts";

export interface SeriesOf {
  organisationId: string;
  sourceId: string;
  seriesId: string;
}

const keyOf = ({ level, externalId, reason }: Pick<AsideRecord, "level" | "externalId" | "reason">) =>
  JSON.stringify([level, externalId, reason]);

/** What was decided of the records of a series, to be applied again at each reading. */
export const decidedOf = async (on: Queries, { sourceId, seriesId }: SeriesOf): Promise<Resolved> => {
  const rows = await on
    .select()
    .from(quarantineRecord)
    .where(
      and(
        eq(quarantineRecord.sourceId, sourceId),
        eq(quarantineRecord.seriesId, seriesId),
        inArray(quarantineRecord.state, ["resolved", "ignored"]),
      ),
    );
  const decisions = new Map(rows.map((row) => [keyOf(row), row.resolution]));
  return (record) => decisions.get(keyOf(record)) ?? undefined;
};

/**
 * Keeps what a reading of a series sets aside: a record found again is the same row, one that is gone is obsolete, and one
 * that comes back is open again. What was decided stays decided, also when somebody did while the series was mapped
 * (`mappedWith` is what it was mapped with): their own message has it mapped again. Gives how many wait for a decision.
 */
export const keepAsides = async (
  tx: Tx,
  ctx: Ctx,
  of: SeriesOf,
  found: readonly AsideRecord[],
  { runId, mappedWith }: { runId: string; mappedWith: Resolved },
): Promise<number> => {
  const known = await tx
    .select()
    .from(quarantineRecord)
    .where(and(eq(quarantineRecord.sourceId, of.sourceId), eq(quarantineRecord.seriesId, of.seriesId)))
    .for("update");
  const rows = new Map(known.map((row) => [keyOf(row), row]));
  const seen = new Set(found.map(keyOf));
  let waiting = 0;
  for (const record of found) {
    const row = rows.get(keyOf(record));
    if (row && isDecided(row) && !saysSame(row.resolution ?? {}, mappedWith(record) ?? {})) continue;
    if (record.reason !== "imported_without_price") waiting += 1;
    const { performanceExternalId, count, amount, excerpt } = record;
    const says = { performanceExternalId, count, amount, excerpt };
    if (!row) {
      const { level, externalId, reason } = record;
      await tx.insert(quarantineRecord).values({
        ...{ id: ctx.newId(), ...of, runId, level, externalId, reason, ...says },
        state: "open",
        updatedAt: ctx.now(),
      });
      continue;
    }
    // A decision that answers it would have kept it from being set aside: it is open again.
    const isSame =
      row.state === "open" &&
      row.count === count &&
      row.amount === amount &&
      row.performanceExternalId === performanceExternalId &&
      saysSame(row.excerpt, excerpt);
    if (isSame) continue;
    await tx
      .update(quarantineRecord)
      .set({
        ...says,
        runId,
        state: "open",
        updatedAt: ctx.now(),
        version: sql`${quarantineRecord.version} + 1`,
      })
      .where(eq(quarantineRecord.id, row.id));
  }
  const gone = known.filter((row) => row.state === "open" && !seen.has(keyOf(row))).map(({ id }) => id);
  if (gone.length > 0)
    await tx
      .update(quarantineRecord)
      .set({ state: "obsolete", updatedAt: ctx.now(), version: sql`${quarantineRecord.version} + 1` })
      .where(inArray(quarantineRecord.id, gone));
  return waiting;
};

const isDecided = ({ state }: { state: string }) => state === "resolved" || state === "ignored";
