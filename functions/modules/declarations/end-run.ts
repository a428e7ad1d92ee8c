import { and, eq, sql } from "drizzle-orm";
import type { ConnectionFault } from "../../../shared/declarations/enums.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { organisationById } from "../access/index.ts";
import { nextNight } from "./next-night.ts";
import type { RunRow } from "./open-run.ts";
import { syncItem, syncRun, ticketingConnection } from "./tables-connections.ts";

const hour = 3_600_000;
/** Hours until the next try after one, two, three failures and more (declarations.md §8). */
const backOff = [1, 6, 24] as const;
/** Days of refused codes after which nothing is tried any more. */
const patienceDays = 5;

/** Faults that time does not mend: somebody must give other codes. */
export const refusals: readonly ConnectionFault[] = [
  "invalid_credentials",
  "insufficient_rights",
  "multiple_accounts",
  "forbidden_host",
];

/**
 * Ends a run and says on its connection how it went: a reading that is whole moves the watermark to its own start, a
 * series that failed leaves it, so that the next run finds the series again (declarations.md §5.6).
 */
export const endRun = async (tx: Tx, ctx: Ctx, run: RunRow, fault: ConnectionFault | null): Promise<void> => {
  const now = ctx.now();
  const [failed] = await tx
    .select({ errorCode: syncItem.errorCode })
    .from(syncItem)
    .where(and(eq(syncItem.runId, run.id), eq(syncItem.state, "failed")))
    .limit(1);
  const errorCode = fault ?? (failed?.errorCode as ConnectionFault | undefined) ?? null;
  const state = fault ? "failed" : failed || run.asideCount > 0 ? "partial" : "succeeded";
  await tx
    .update(syncRun)
    .set({ state, errorCode, finishedAt: now, leaseUntil: null, resumeAt: null, currentName: null })
    .where(eq(syncRun.id, run.id));
  const [connection] = await tx
    .select()
    .from(ticketingConnection)
    .where(eq(ticketingConnection.id, run.connectionId))
    .for("update");
  if (!connection || connection.status === "disconnected") return;
  const to = { version: sql`${ticketingConnection.version} + 1` };
  if (fault) {
    const failures = connection.consecutiveFailures + 1;
    const refusedSince = refusals.includes(fault) ? (connection.refusedSince ?? now) : null;
    const isGivenUp =
      refusedSince !== null && now.getTime() - refusedSince.getTime() >= patienceDays * 24 * hour;
    const wait = backOff[Math.min(failures, backOff.length) - 1] ?? 24;
    await tx
      .update(ticketingConnection)
      .set({
        ...to,
        ...{ lastErrorCode: fault, lastErrorAt: now, consecutiveFailures: failures, refusedSince },
        ...(isGivenUp
          ? { status: "needs_attention", nextSyncAt: null }
          : { nextSyncAt: new Date(now.getTime() + wait * hour) }),
      })
      .where(eq(ticketingConnection.id, connection.id));
    return;
  }
  const { timeZone } = await organisationById(tx, connection.organisationId);
  await tx
    .update(ticketingConnection)
    .set({
      ...to,
      lastSuccessAt: now,
      ...{ lastErrorCode: errorCode, lastErrorAt: errorCode ? now : null },
      ...{ consecutiveFailures: 0, refusedSince: null },
      ...(run.whole && !failed ? { lastCompleteFrom: run.startedAt ?? run.createdAt } : {}),
      nextSyncAt: nextNight(connection.id, timeZone, now),
    })
    .where(eq(ticketingConnection.id, connection.id));
};
