import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { tellUnansweredJoins } from "./company-join-unanswered.ts";
import { forgetRegistrations } from "./company-registration-forget.ts";
import { forgetRows } from "./forget-rows.ts";
import { forgetInvitations } from "./invitation-forget.ts";
import { closeOldSessions, forgetSessions } from "./session-forget.ts";

/** What one batch did: how many rows, and what the journal and the queues have to know of it. */
interface Forgotten {
  count: number;
  audit?: readonly AuditNote[];
  events?: readonly OutboxEvent[];
}
/** Handles at most `limit` rows, in the transaction of its batch; fewer than that means that none is left. */
export type Forget = (tx: Tx, ctx: Ctx, limit: number) => Promise<Forgotten>;

/** In this order: a request to join is told before its row may go, an end is noted before it is counted from. */
const works: Readonly<Record<string, Forget>> = {
  joins_unanswered: tellUnansweredJoins,
  sessions_closed: closeOldSessions,
  sessions: forgetSessions,
  registrations: forgetRegistrations,
  invitations: forgetInvitations,
  ...forgetRows,
};

/** What is not done within this time, in milliseconds, is for the next day: the function may run five minutes. */
const enough = 4 * 60_000;

/**
 * Deletes what accounts leave behind once nobody can need it, in batches, and tells the platform's administrators
 * which requests to join a company nobody answered (declarations.md §2). Doing it again does nothing more. What each
 * kind of work did is counted in the log; the journal says where an address or a name went. Accounts themselves stay.
 */
export const forgetAccounts = async (ctx: Ctx, batch = 500): Promise<void> => {
  const until = ctx.now().getTime() + enough;
  for (const [outcome, forget] of Object.entries(works)) {
    let total = 0;
    let count: number;
    do {
      count = await oneBatch(ctx, forget, batch);
      total += count;
    } while (count >= batch && ctx.now().getTime() < until);
    if (total > 0) ctx.log.info("accounts.forgotten", { outcome, count: total });
    if (count >= batch) ctx.log.warn("accounts.left_for_tomorrow", { outcome });
  }
};

const oneBatch = async (ctx: Ctx, forget: Forget, limit: number): Promise<number> => {
  const done = await mutate(ctx, async (tx) => {
    const { count, audit = [], events = [] } = await forget(tx, ctx, limit);
    // A rule of retention decides, nobody asks.
    return { result: count, permission: permit(true), audit, events };
  });
  if (!done.ok) throw new Error(`forgetting was refused: ${done.refusal.reason}`);
  return done.value;
};
