import { and, eq, ne, or, sql } from "drizzle-orm";
import type { Queries } from "../../platform/db.ts";
import type { ShowRow } from "./show-access.ts";
import { performance, show } from "./tables.ts";
import { quarantineRecord } from "./tables-connections.ts";

/**
 * Records of a show that wait for a decision and hinder sending (declarations.md §4.6); one without performance hinders
 * all. Tickets imported without a price only inform.
 */
export const openAsides = (
  on: Queries,
  of: Pick<ShowRow, "id" | "sourceId" | "externalId">,
): Promise<{ performanceExternalId: string | null; count: number }[]> =>
  on
    .select({
      performanceExternalId: quarantineRecord.performanceExternalId,
      count: quarantineRecord.count,
    })
    .from(quarantineRecord)
    .where(
      and(
        eq(quarantineRecord.sourceId, of.sourceId),
        eq(quarantineRecord.state, "open"),
        ne(quarantineRecord.reason, "imported_without_price"),
        or(
          eq(quarantineRecord.seriesId, of.externalId),
          // Series that were brought under it.
          sql`${quarantineRecord.seriesId} in (select ${show.externalId} from ${show} where ${show.mergedInto} = ${of.id})`,
          sql`${quarantineRecord.performanceExternalId} in (select ${performance.externalId} from ${performance}
            where ${performance.showId} = ${of.id})`,
        ),
      ),
    );
