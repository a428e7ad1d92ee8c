import { and, eq, inArray, sql } from "drizzle-orm";
import type { ConnectionFault, RemoteProvider } from "../../../shared/declarations/enums.ts";
import type { PieceRead } from "../../../shared/declarations/reading.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { readObject } from "../../platform/files.ts";
import { mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { endRun, refusals } from "./end-run.ts";
import { addItems, goOn, isOpen, type RunRow, runForUpdate } from "./open-run.ts";
import { settleCalls } from "./quota.ts";
import { seriesToRefresh } from "./refresh-series.ts";
import { ticketingSource } from "./tables.ts";
import { syncItem, syncRun, ticketingConnection } from "./tables-connections.ts";

const minute = 60_000;
/** Whoever works on a run does for so long; then somebody else may. Longer than the functions' own time. */
export const leaseMilliseconds = 10 * minute;
/** Tries of one series in a run. */
const mostTries = 3;
/** Faults in a row, without anything read, after which a run ends. */
const mostFaults = 5;

/**
 * What came of a piece: `stale` when the run asked for something else meanwhile or is over; `waits` when nothing more is
 * to be done now; else the step from which its owner goes on.
 */
export type Accepted = { kind: "stale" } | { kind: "waits" } | { kind: "owned"; step: number };

/** Takes in what was read of a piece, once: rows of the run say where it is, and pages wait to be applied. */
export const acceptPiece = async (ctx: Ctx, piece: PieceRead): Promise<Accepted> => {
  // Outside the transaction: what was found is an object.
  const found = await foundBy(ctx, piece);
  const accepted = await mutate(ctx, async (tx) => {
    const settled = async (result: Accepted, events: readonly OutboxEvent[] = []) => ({
      ...{ result, permission: permit(true), audit: [], events },
    });
    const run = await runForUpdate(tx, piece.runId);
    if (!run || !isOpen(run) || run.step !== piece.step) return settled({ kind: "stale" });
    await settleCalls(tx, run.connectionId, { taken: piece.allowed, made: piece.calls }, ctx.now());
    const isProgress = piece.discovered !== null || piece.series.length > 0;
    const attempts = piece.fault ? (isProgress ? 1 : run.attempts + 1) : 0;
    const step = run.step + 1;
    const now: RunRow = { ...run, step, attempts, callsMade: run.callsMade + piece.calls };
    await tx
      .update(syncRun)
      .set({
        ...{ step, attempts, callsMade: now.callsMade },
        leaseUntil: new Date(ctx.now().getTime() + leaseMilliseconds),
      })
      .where(eq(syncRun.id, run.id));
    if (piece.discovered) await takeDiscovered(tx, ctx, now, piece.discovered.next, found);
    for (const read of piece.series) await takeSeries(tx, run.id, read);
    const then = piece.fault ? await afterFault(tx, now, piece.fault, ctx.now()) : { go: "on" as const };
    if (then.go === "on") return settled({ kind: "owned", step });
    if (then.go === "end") {
      await endRun(tx, ctx, now, then.code);
      return settled({ kind: "waits" });
    }
    await waitUntil(tx, now, then.at);
    return settled({ kind: "waits" }, [goOn(run, then.at)]);
  });
  return accepted.ok ? accepted.value : { kind: "stale" };
};

const largestList = 64 * 1024 * 1024;
const foundBy = async (ctx: Ctx, { discovered }: PieceRead): Promise<string[]> => {
  const found: string[] = [];
  for (const key of discovered?.keys ?? []) {
    const bytes = await readObject(ctx.env, "readings", key, largestList);
    if (!bytes) throw new Error("what was discovered is gone");
    found.push(...(JSON.parse(bytes.toString("utf8")) as string[]));
  }
  return found;
};

/** Puts a run to sleep; a message wakes it, or the dispatcher. */
export const waitUntil = async (tx: Tx, run: Pick<RunRow, "id">, at: Date): Promise<void> => {
  await tx
    .update(syncRun)
    .set({ state: "waiting_quota", resumeAt: at, leaseUntil: null })
    .where(eq(syncRun.id, run.id));
};

const takeDiscovered = async (
  tx: Tx,
  ctx: Ctx,
  run: RunRow,
  next: PieceRead["series"][number]["next"],
  found: readonly string[],
): Promise<void> => {
  await addItems(tx, run, found);
  if (next === null && run.trigger === "scheduled") {
    const [source] = await tx
      .select({ sourceId: ticketingSource.id, provider: ticketingSource.provider })
      .from(ticketingConnection)
      .innerJoin(ticketingSource, eq(ticketingSource.id, ticketingConnection.sourceId))
      .where(eq(ticketingConnection.id, run.connectionId));
    if (source)
      await addItems(
        tx,
        run,
        await seriesToRefresh(tx, { ...source, provider: source.provider as RemoteProvider }, ctx.now()),
      );
  }
  await tx
    .update(syncRun)
    .set({
      cursor: next,
      ...(next === null ? { phase: "fetch" as const } : {}),
      seriesTotal: sql`(select count(*) from ${syncItem} where ${syncItem.runId} = ${run.id})`,
    })
    .where(eq(syncRun.id, run.id));
};

const takeSeries = async (tx: Tx, runId: string, read: PieceRead["series"][number]): Promise<void> => {
  await tx
    .update(syncItem)
    .set({
      cursor: read.next,
      pageKeys: sql`${syncItem.pageKeys} || ${`{${read.keys.join(",")}}`}::text[]`,
      readAt: sql`coalesce(${syncItem.readAt}, ${read.readAt}::timestamptz)`,
      state: read.next === null ? "staged" : "fetching",
    })
    .where(
      and(
        eq(syncItem.runId, runId),
        eq(syncItem.seriesId, read.id),
        inArray(syncItem.state, ["pending", "fetching"]),
      ),
    );
};

type Then = { go: "on" } | { go: "wait"; at: Date } | { go: "end"; code: ConnectionFault };

/** What a fault means for a run: the codes are wrong, the vendor wants us later, or one series cannot be read. */
const afterFault = async (
  tx: Tx,
  run: RunRow,
  { code, retryAt, seriesId }: NonNullable<PieceRead["fault"]>,
  now: Date,
): Promise<Then> => {
  if (refusals.includes(code)) return { go: "end", code };
  if (run.attempts > mostFaults) return { go: "end", code };
  const inMinutes = (count: number): Then => ({ go: "wait", at: new Date(now.getTime() + count * minute) });
  if (code === "rate_limited" || code === "firewall")
    return retryAt ? { go: "wait", at: new Date(retryAt) } : inMinutes(15);
  if (seriesId === null) return code === "too_much_data" ? { go: "end", code } : inMinutes(run.attempts);
  const [item] = await tx
    .update(syncItem)
    .set({ attempts: sql`${syncItem.attempts} + 1`, errorCode: code })
    .where(and(eq(syncItem.runId, run.id), eq(syncItem.seriesId, seriesId)))
    .returning({ attempts: syncItem.attempts });
  if (item && (code === "too_much_data" || item.attempts >= mostTries)) {
    await tx
      .update(syncItem)
      .set({ state: "failed" })
      .where(and(eq(syncItem.runId, run.id), eq(syncItem.seriesId, seriesId)));
    return { go: "on" };
  }
  return code === "unreachable_host" ? inMinutes(run.attempts) : { go: "on" };
};
