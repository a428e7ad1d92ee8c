import { and, desc, eq, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import type { ListAudit } from "../../../shared/access/audit.ts";
import type { Queries } from "../../platform/db.ts";
import type { Cursor } from "../../platform/keyset.ts";
import { auditEvent } from "../../platform/tables.ts";

export type AuditRow = typeof auditEvent.$inferSelect;

/** Which lines: of one organisation, of one item of it when asked, among these actions, newest first. */
export interface AuditScope {
  organisationId: string;
  aggregateId?: string;
  actions: readonly string[];
  /** Days of the filters begin and end there. */
  timeZone: string;
}

/** One page of raw lines, newest first, from after the cursor. */
export const auditRows = (
  on: Queries,
  scope: AuditScope,
  asked: Pick<ListAudit, "userId" | "from" | "to">,
  { cursor, limit }: { cursor: Cursor | undefined; limit: number },
): Promise<AuditRow[]> => {
  const { organisationId, aggregateId, actions, timeZone } = scope;
  const midnight = (day: string, after: number): SQL =>
    sql`((${day}::date + ${after}::integer)::timestamp at time zone ${timeZone})`;
  return on
    .select()
    .from(auditEvent)
    .where(
      and(
        eq(auditEvent.organisationId, organisationId),
        aggregateId ? eq(auditEvent.aggregateId, aggregateId) : undefined,
        inArray(auditEvent.action, [...actions]),
        asked.userId ? eq(auditEvent.actorId, asked.userId) : undefined,
        asked.from ? sql`${auditEvent.at} >= ${midnight(asked.from, 0)}` : undefined,
        asked.to ? sql`${auditEvent.at} < ${midnight(asked.to, 1)}` : undefined,
        cursor
          ? or(lt(auditEvent.at, cursor.at), and(eq(auditEvent.at, cursor.at), lt(auditEvent.id, cursor.id)))
          : undefined,
      ),
    )
    .orderBy(desc(auditEvent.at), desc(auditEvent.id))
    .limit(limit);
};
