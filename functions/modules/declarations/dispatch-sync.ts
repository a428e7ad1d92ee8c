import { and, asc, eq, isNull, lte, notExists, or, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { servicesOf } from "../access/index.ts";
import { goOn, openRun } from "./open-run.ts";
import { service } from "./show-access.ts";
import { syncRun, ticketingConnection } from "./tables-connections.ts";

/** Accounts of one round; the next round takes the rest. */
const mostAtOnce = 500;
/** A run whose first message was lost begins all the same. */
const beginsWithin = 5 * 60_000;

/**
 * Every quarter of an hour: begins the readings that are due, and wakes those that waited for a quota or whose owner was
 * killed. Each account is a message of its own: one that fails changes nothing for the others (declarations.md §8). An
 * organisation that closed, or has the service no more, is not read.
 */
export const dispatchSync = async (ctx: Ctx): Promise<void> => {
  await startDue(ctx);
  await wakeStopped(ctx);
};

const startDue = async (ctx: Ctx): Promise<void> => {
  const isRead = sql`${syncRun.state} in ('queued', 'running', 'waiting_quota')`;
  await mutate(ctx, async (tx) => {
    const due = await tx
      .select()
      .from(ticketingConnection)
      .where(
        and(
          eq(ticketingConnection.status, "active"),
          ticketingConnection.syncEnabled,
          lte(ticketingConnection.nextSyncAt, ctx.now()),
          sql`${servicesOf(ticketingConnection.organisationId)} @> array[${service}]::text[]`,
          notExists(
            tx
              .select({ one: sql`1` })
              .from(syncRun)
              .where(and(eq(syncRun.connectionId, ticketingConnection.id), isRead)),
          ),
        ),
      )
      .orderBy(asc(ticketingConnection.nextSyncAt))
      .limit(mostAtOnce)
      .for("update", { of: ticketingConnection, skipLocked: true });
    const events: OutboxEvent[] = [];
    for (const connection of due) {
      const opened = await openRun(tx, ctx, connection, { trigger: "scheduled" });
      if (opened) events.push(opened.event);
    }
    return { result: null, permission: permit(true), audit: [], events };
  });
};

const wakeStopped = async (ctx: Ctx): Promise<void> => {
  const now = ctx.now();
  await mutate(ctx, async (tx) => {
    const stopped = await tx
      .select({ id: syncRun.id, organisationId: syncRun.organisationId })
      .from(syncRun)
      .where(
        or(
          and(eq(syncRun.state, "waiting_quota"), lte(syncRun.resumeAt, now)),
          and(eq(syncRun.state, "running"), lte(syncRun.leaseUntil, now)),
          and(
            eq(syncRun.state, "queued"),
            isNull(syncRun.leaseUntil),
            lte(syncRun.createdAt, new Date(now.getTime() - beginsWithin)),
          ),
        ),
      )
      .limit(mostAtOnce);
    return {
      ...{ result: null, permission: permit(true), audit: [] },
      events: stopped.map((run) => goOn(run)),
    };
  });
};
