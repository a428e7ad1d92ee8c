/** How a provider of sending fares, and what follows (mail.md §5.13). Pure. */

export type Provider = "ses" | "smtp";

export interface Health {
  circuit: "closed" | "open" | "half_open";
  openUntil: Date | null;
  /** Openings since it last worked. */
  openings: number;
  /** Last hand-overs, newest last. */
  recent: readonly { at: string; ok: boolean }[];
  changedAt: Date;
}

export const healthy = (now: Date): Health => ({
  circuit: "closed",
  openUntil: null,
  openings: 0,
  recent: [],
  changedAt: now,
});

const minute = 60_000;
const kept = 20;
const windowMs = 5 * minute;
const leastFailures = 5;
const firstPauseMs = 2 * minute;
const longestPauseMs = 15 * minute;
/** Whoever tried a half-open provider and never said how it went is not waited for any longer. */
const trialMs = 2 * minute;

/**
 * After one more hand-over. Opens at five failures or more that are half or more of the last twenty of five minutes;
 * a trial that fails doubles the pause, one that succeeds closes. While it is open, news of earlier hand-overs
 * changes nothing: none of them was a trial.
 */
export function healthAfter(health: Health, ok: boolean, now: Date): Health {
  if (health.circuit === "open") return health;
  if (health.circuit === "half_open") return ok ? healthy(now) : opened(health, now);
  const recent = [...health.recent, { at: now.toISOString(), ok }].slice(-kept);
  const counted = recent.filter(({ at }) => now.getTime() - Date.parse(at) <= windowMs);
  const failures = counted.filter((one) => !one.ok).length;
  if (failures >= leastFailures && failures * 2 >= counted.length) return opened(health, now);
  // It works: the next opening is a first one again.
  return { ...health, recent, openings: ok ? 0 : health.openings };
}

const opened = ({ openings }: Health, now: Date): Health => ({
  circuit: "open",
  openUntil: new Date(now.getTime() + Math.min(longestPauseMs, firstPauseMs * 2 ** openings)),
  openings: openings + 1,
  recent: [],
  changedAt: now,
});

/** Whether the next mail may go by it: as usual, as the one trial after a pause, or not before an instant. */
export function mayUse(
  health: Health,
  now: Date,
): { is: "usual" | "trial" } | { is: "not_before"; at: Date } {
  if (health.circuit === "closed") return { is: "usual" };
  const until =
    health.circuit === "open" ? (health.openUntil ?? now) : new Date(health.changedAt.getTime() + trialMs);
  return until <= now ? { is: "trial" } : { is: "not_before", at: until };
}
