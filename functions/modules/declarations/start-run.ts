import { and, eq, inArray } from "drizzle-orm";
import { openRunStates, type RunView, type StartRun } from "../../../shared/declarations/connections.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { connectionForUpdate, type SourceRow } from "./connection-access.ts";
import { isOpen, openRun } from "./open-run.ts";
import { readRun } from "./read-connections.ts";
import { asUser, permitOn, type ShowRow, showOf } from "./show-access.ts";
import { show } from "./tables.ts";
import { syncRun, ticketingConnection } from "./tables-connections.ts";

/**
 * Reads an account now, or one show of it (declarations.md §5.6, §8). While one reading goes on there is no second: the
 * refusal names it, and the screen follows that one.
 */
export const startRun = async (ctx: Ctx, input: StartRun): Promise<Result<RunView>> => {
  const started = await mutate(ctx, async (tx) => {
    const { connection, source } = await connectionForUpdate(tx, input.connectionId);
    const permission = permitOn(ctx, "sync.start", connection, { connection: connection.status });
    const wanted = input.showId ? await showOf(tx, input.showId) : undefined;
    if (wanted && wanted.sourceId !== source.id) refuse(notFound);
    const opened = await openRun(tx, ctx, connection, {
      trigger: "manual",
      askedBy: asUser(ctx).userId,
      ...(wanted ? { series: await seriesOf(tx, source, wanted) } : {}),
    });
    if (!opened) {
      const [open] = await tx
        .select({ id: syncRun.id })
        .from(syncRun)
        .where(and(eq(syncRun.connectionId, connection.id), inArray(syncRun.state, [...openRunStates])));
      return refuse(alreadyRunning(open?.id ?? ""));
    }
    return {
      result: opened.run.id,
      permission,
      audit: {
        action: "reading.start",
        organisationId: connection.organisationId,
        target: { kind: "ticketing_connection", id: connection.id },
        after: { accountLabel: source.label },
      },
      events: [opened.event],
    };
  });
  return started.ok ? readRun(ctx, started.value) : started;
};

/** A shop is one series: its show is read with all the others. Of other vendors, with those brought under it. */
const seriesOf = async (
  tx: Tx,
  { provider, accountKey }: SourceRow,
  { id, externalId }: ShowRow,
): Promise<string[]> => {
  if (provider === "SUPERSONIKS" || provider === "SOTICKET") return [accountKey];
  const merged = await tx.select({ externalId: show.externalId }).from(show).where(eq(show.mergedInto, id));
  return [externalId, ...merged.map((one) => one.externalId)];
};

/** Stops a reading; what was applied stays, the rest is read another time. */
export const cancelRun = async (ctx: Ctx, runId: string): Promise<Result<RunView>> => {
  const cancelled = await mutate(ctx, async (tx) => {
    const [run] = await tx.select().from(syncRun).where(eq(syncRun.id, runId)).for("update");
    if (!run) return refuse(notFound);
    const [connection] = await tx
      .select({ status: ticketingConnection.status })
      .from(ticketingConnection)
      .where(eq(ticketingConnection.id, run.connectionId));
    const permission = permitOn(ctx, "sync.start", run, connection ? { connection: connection.status } : {});
    if (!isOpen(run)) return refuse(isOver);
    await tx
      .update(syncRun)
      .set({ state: "cancelled", finishedAt: ctx.now(), leaseUntil: null, resumeAt: null })
      .where(eq(syncRun.id, runId));
    return {
      result: null,
      permission,
      audit: {
        action: "reading.cancel",
        organisationId: run.organisationId,
        target: { kind: "ticketing_connection", id: run.connectionId },
      },
      events: [],
    };
  });
  return cancelled.ok ? readRun(ctx, runId) : cancelled;
};

const alreadyRunning = (runId: string): Refusal => ({
  code: "conflict",
  reason: "sync_already_running",
  detail: "Cette billetterie est déjà en cours de lecture.",
  facts: { runId },
});
const isOver: Refusal = { code: "conflict", reason: "run_over", detail: "Cette lecture est déjà terminée." };
