import { and, asc, eq, exists, gte, inArray, sql } from "drizzle-orm";
import type { RemoteProvider } from "../../../shared/declarations/enums.ts";
import type { Tx } from "../../platform/db.ts";
import { performance, show } from "./tables.ts";

/** Days a refund of an old order may come after its performance (declarations.md §5.6). */
const refreshDays = 60;
/** Series of one night: few where few calls an hour are allowed. */
const mostSeries: Partial<Record<RemoteProvider, number>> = { HELLOASSO: 20, SUPERSONIKS: 0, SOTICKET: 0 };

/** Series to read again though nothing changed that the vendor tells: those looked at longest ago first. */
export const seriesToRefresh = async (
  tx: Tx,
  of: { sourceId: string; provider: RemoteProvider },
  now: Date,
): Promise<string[]> => {
  const since = new Date(now.getTime() - refreshDays * 86_400_000);
  const rows = await tx
    .select({ externalId: show.externalId })
    .from(show)
    .where(
      and(
        eq(show.sourceId, of.sourceId),
        exists(
          tx
            .select({ one: sql`1` })
            .from(performance)
            .where(
              and(
                eq(performance.sourceId, show.sourceId),
                eq(performance.sourceShowExternalId, show.externalId),
                inArray(performance.sourceState, ["present", "cancelled"]),
                gte(performance.startAt, since),
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(show.sourceCheckedAt), asc(show.id))
    .limit(mostSeries[of.provider] ?? 200);
  return rows.map(({ externalId }) => externalId);
};
