import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "../../platform/db.ts";
import type { Connector } from "./connectors/contract.ts";
import { providerBucket } from "./tables-connections.ts";

type Limits = Connector["limits"];
/** Calls of one piece where the vendor sets no limit. */
const mostCalls = 1000;

/** Windows below a second are kept by whoever calls; the others are rows that all functions share. */
const shared = (limits: Limits) => limits.filter(({ seconds }) => seconds >= 1);

/**
 * Takes all the calls that the vendor's windows allow now (`most` at most), or says when some are allowed again. What is
 * not used comes back with `settleCalls`; what a killed function made is counted, because all were taken.
 */
export const takeCalls = async (
  tx: Tx,
  of: { organisationId: string; connectionId: string },
  limits: Limits,
  now: Date,
  most = mostCalls,
): Promise<{ calls: number } | { freeAt: Date }> => {
  const rows = await tx
    .select()
    .from(providerBucket)
    .where(eq(providerBucket.connectionId, of.connectionId))
    .for("update");
  const windows = shared(limits).map(({ calls, seconds }) => {
    const row = rows.find(({ windowSeconds }) => windowSeconds === seconds);
    const isFull = !row || row.refillAt <= now;
    return { seconds, left: isFull ? calls : Math.min(row.calls, calls), refillAt: row?.refillAt ?? now };
  });
  const empty = windows.filter(({ left }) => left <= 0);
  if (empty.length > 0)
    return { freeAt: new Date(Math.max(...empty.map(({ refillAt }) => refillAt.getTime()))) };
  const calls = Math.min(most, ...windows.map(({ left }) => left));
  for (const { seconds, left } of windows) {
    const row = { calls: left - calls, refillAt: new Date(now.getTime() + seconds * 1000) };
    await tx
      .insert(providerBucket)
      .values({ ...of, windowSeconds: seconds, ...row })
      .onConflictDoUpdate({ target: [providerBucket.connectionId, providerBucket.windowSeconds], set: row });
  }
  return { calls };
};

/**
 * Gives back the calls that were not made. A window begins anew so long after the last call, which is later than the
 * vendor's own if it counts from the first: never too many, whatever way it counts.
 */
export const settleCalls = async (
  tx: Tx,
  connectionId: string,
  { taken, made }: { taken: number; made: number },
  now: Date,
): Promise<void> => {
  await tx
    .update(providerBucket)
    .set({
      calls: sql`${providerBucket.calls} + ${taken - made}`,
      refillAt: sql`greatest(${providerBucket.refillAt}, ${now.toISOString()}::timestamptz + ${providerBucket.windowSeconds} * interval '1 second')`,
    })
    .where(and(eq(providerBucket.connectionId, connectionId)));
};
