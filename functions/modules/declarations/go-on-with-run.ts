import { and, asc, desc, eq, inArray } from "drizzle-orm";
import type { RemoteProvider } from "../../../shared/declarations/enums.ts";
import { type PieceAsked, RunMessage } from "../../../shared/declarations/reading.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { errorFields } from "../../platform/log.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { sendToQueue } from "../../platform/queue.ts";
import { acceptPiece, leaseMilliseconds, waitUntil } from "./accept-piece.ts";
import { applySeries, mapLastReading, SeriesUnreadable } from "./apply-series.ts";
import { rulesOf } from "./connectors/connectors.ts";
import { endRun } from "./end-run.ts";
import { addAskedItems, goOn, isOpen, type RunRow, runForUpdate } from "./open-run.ts";
import { takeCalls } from "./quota.ts";
import { show, ticketingSource } from "./tables.ts";
import { syncItem, syncRun, ticketingConnection, ticketingCredential } from "./tables-connections.ts";

/** Series of one piece: what is applied while the vendor is asked for the next. */
const seriesAtOnce = 20;

/**
 * One message of the queue of readings: takes in what was read, applies it, and asks for what comes next, until nothing
 * is left. Every state between two lines is in the database, so a run that is killed anywhere goes on from there when its
 * lease is over; a message that comes twice, or late, finds another step and does nothing. Source: declarations.md §8.
 */
export const goOnWithRun = async (ctx: Ctx, message: unknown): Promise<void> => {
  const asked = RunMessage.parse(message);
  if ("seriesId" in asked) return mapLastReading(ctx, asked);
  const accepted = "step" in asked ? await acceptPiece(ctx, asked) : { kind: "stale" as const };
  if (accepted.kind === "waits") {
    // What came with a fault or before it is applied all the same.
    await applyStaged(ctx, asked.runId);
    return;
  }
  const step = accepted.kind === "owned" ? accepted.step : await takeRun(ctx, asked.runId);
  if (step === undefined) return;
  await applyStaged(ctx, asked.runId);
  const piece = await askNext(ctx, asked.runId, step);
  if (piece) await sendToQueue(ctx.env, "ticketing-fetch", [piece]);
};

const lease = (ctx: Ctx) => new Date(ctx.now().getTime() + leaseMilliseconds);
const quietly = <T>(result: T) => ({ result, permission: permit(true), audit: [], events: [] });

/** Takes over a run that nobody works on: one that begins, waited, or whose owner was killed. Gives its step. */
const takeRun = async (ctx: Ctx, runId: string): Promise<number | undefined> => {
  const taken = await mutate(ctx, async (tx) => {
    const run = await runForUpdate(tx, runId);
    const now = ctx.now();
    if (!run || !isOpen(run)) return quietly(undefined);
    if (run.leaseUntil && run.leaseUntil > now) return quietly(undefined);
    if (run.resumeAt && run.resumeAt > now) return quietly(undefined);
    const step = run.step + 1;
    await addAskedItems(tx, run);
    if (!run.startedAt && run.callsMade > 0) await countTrial(tx, run, now);
    await tx
      .update(syncRun)
      .set({
        ...{ state: "running", step, leaseUntil: lease(ctx), resumeAt: null },
        startedAt: run.startedAt ?? now,
      })
      .where(eq(syncRun.id, runId));
    return quietly(step);
  });
  return taken.ok ? taken.value : undefined;
};

/** Calls that were made to try the codes, out of the windows of the run that begins. */
const countTrial = async (tx: Tx, run: RunRow, now: Date): Promise<void> => {
  const { organisationId, connectionId, callsMade } = run;
  const account = await accountOf(tx, run);
  if (account)
    await takeCalls(tx, { organisationId, connectionId }, rulesOf(account.provider).limits, now, callsMade);
};

/** Applies what is there to its last page, one series after the other. */
const applyStaged = async (ctx: Ctx, runId: string): Promise<void> => {
  const staged = await ctx.db
    .select({ item: syncItem, provider: ticketingSource.provider, sourceId: ticketingSource.id })
    .from(syncItem)
    .innerJoin(syncRun, eq(syncRun.id, syncItem.runId))
    .innerJoin(ticketingConnection, eq(ticketingConnection.id, syncRun.connectionId))
    .innerJoin(ticketingSource, eq(ticketingSource.id, ticketingConnection.sourceId))
    .where(and(eq(syncItem.runId, runId), eq(syncItem.state, "staged")))
    .orderBy(asc(syncItem.seriesId));
  if (staged.length > 0)
    await ctx.db
      .update(syncRun)
      .set({ phase: "apply" })
      .where(and(eq(syncRun.id, runId), eq(syncRun.state, "running")));
  for (const { item, provider, sourceId } of staged) {
    const { organisationId, seriesId, pageKeys, readAt } = item;
    try {
      await applySeries(ctx, {
        ...{ organisationId, sourceId, seriesId, runId, pageKeys },
        provider: provider as RemoteProvider,
        readAt: readAt ?? ctx.now(),
      });
    } catch (error) {
      if (!(error instanceof SeriesUnreadable)) throw error;
      ctx.log.error("series.unreadable", { targetId: runId, ...errorFields(error.cause ?? error) });
      await ctx.db
        .update(syncItem)
        .set({ state: "failed", errorCode: "unexpected_answer" })
        .where(and(eq(syncItem.runId, runId), eq(syncItem.seriesId, seriesId)));
    }
  }
};

/** Decides what is read next and takes the calls for it; ends the run when nothing is left. Gives what to ask for. */
const askNext = async (ctx: Ctx, runId: string, owned: number): Promise<PieceAsked | undefined> => {
  const next = await mutate(ctx, async (tx) => {
    const run = await runForUpdate(tx, runId);
    if (!run || !isOpen(run) || run.step !== owned) return quietly(undefined);
    const account = await accountOf(tx, run);
    if (!account) {
      await tx
        .update(syncRun)
        .set({ state: "cancelled", finishedAt: ctx.now(), leaseUntil: null })
        .where(eq(syncRun.id, runId));
      return quietly(undefined);
    }
    const want = await wantedNext(tx, run);
    if (!want) {
      await endRun(tx, ctx, run, null);
      return quietly(undefined);
    }
    const { organisationId, connectionId } = run;
    const quota = await takeCalls(
      tx,
      { organisationId, connectionId },
      rulesOf(account.provider).limits,
      ctx.now(),
    );
    if ("freeAt" in quota) {
      await waitUntil(tx, run, quota.freeAt);
      return { ...quietly(undefined), events: [goOn(run, quota.freeAt)] };
    }
    const step = run.step + 1;
    const before = lease(ctx);
    const [first] = "series" in want ? want.series : [];
    await tx
      .update(syncRun)
      .set({
        ...{ state: "running", step, leaseUntil: before },
        ...("series" in want ? { phase: "fetch" as const } : {}),
        ...(first ? { currentName: await nameOf(tx, account.sourceId, first.id) } : {}),
      })
      .where(eq(syncRun.id, runId));
    const { provider, fingerprint, sealed } = account;
    return quietly<PieceAsked>({
      ...{ runId, step, organisationId, provider, fingerprint, sealed, want },
      before: before.toISOString(),
      calls: quota.calls,
    });
  });
  return next.ok ? next.value : undefined;
};

const accountOf = async (tx: Tx, { connectionId }: RunRow) => {
  const [found] = await tx
    .select({
      status: ticketingConnection.status,
      fingerprint: ticketingConnection.fingerprint,
      sourceId: ticketingSource.id,
      provider: ticketingSource.provider,
      credential: ticketingCredential,
    })
    .from(ticketingConnection)
    .innerJoin(ticketingSource, eq(ticketingSource.id, ticketingConnection.sourceId))
    .innerJoin(ticketingCredential, eq(ticketingCredential.id, ticketingConnection.credentialId))
    .where(eq(ticketingConnection.id, connectionId));
  const { ciphertext, encryptedDataKey, kmsKeyId } = found?.credential ?? {};
  if (!found || found.status === "disconnected" || !ciphertext || !encryptedDataKey || !kmsKeyId)
    return undefined;
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  return {
    ...{ fingerprint: found.fingerprint, sourceId: found.sourceId },
    provider: found.provider as RemoteProvider,
    sealed: { ciphertext: base64(ciphertext), dataKey: base64(encryptedDataKey), keyId: kmsKeyId },
  };
};

const wantedNext = async (tx: Tx, run: RunRow): Promise<PieceAsked["want"] | undefined> => {
  if (run.phase === "discover") return { since: run.watermarkFrom.toISOString(), cursor: run.cursor };
  const items = await tx
    .select({ id: syncItem.seriesId, cursor: syncItem.cursor })
    .from(syncItem)
    .where(and(eq(syncItem.runId, run.id), inArray(syncItem.state, ["pending", "fetching"])))
    // One that was begun is read to its end, one that failed comes after the others.
    .orderBy(asc(syncItem.attempts), desc(eq(syncItem.state, "fetching")), asc(syncItem.seriesId))
    .limit(seriesAtOnce);
  return items.length > 0 ? { series: items } : undefined;
};

const nameOf = async (tx: Tx, sourceId: string, seriesId: string): Promise<string | null> => {
  const [known] = await tx
    .select({ name: show.name })
    .from(show)
    .where(and(eq(show.sourceId, sourceId), eq(show.externalId, seriesId)));
  return known?.name ?? null;
};
