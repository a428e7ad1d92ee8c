import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "../../platform/db.ts";
import { counts, endOf } from "./show-conditions.ts";
import { performance, show } from "./tables.ts";

/** When the last performance of a show ends, corrections included: deadlines are counted from it. Writes only a change. */
export const keepLastPerformance = async (tx: Tx, showId: string): Promise<void> => {
  const last = sql`(select max(${endOf}) from ${performance} where ${performance.showId} = ${showId} and ${counts})`;
  await tx
    .update(show)
    .set({ lastPerformanceAt: last })
    .where(and(eq(show.id, showId), sql`${show.lastPerformanceAt} is distinct from ${last}`));
};
