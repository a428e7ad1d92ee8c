import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import type { Queries } from "../../platform/db.ts";
import { nameOf } from "../access/index.ts";
import { type ReceivedDays, receivedIn, senderDomain } from "./read-quarantine.ts";
import { quarantine } from "./tables.ts";

/** One line of the register of held mails: what came and what was decided, nothing of what it said (mail.md §8). */
export interface RegisterLine {
  receivedAt: Date;
  cause: string;
  state: string;
  decidedBy: string | null;
  decidedAt: Date | null;
  senderDomain: string | null;
  /** Bytes. */
  size: number | null;
}

/** Lines of the register, oldest first, `most` at most. Kept when the mails themselves are gone. */
export const heldRegister = async (
  on: Queries,
  asked: {
    organisationId: string;
    service: string;
    withoutTarget: boolean;
    received: ReceivedDays;
  },
  most: number,
): Promise<RegisterLine[]> => {
  const rows = await on
    .select({
      receivedAt: quarantine.receivedAt,
      cause: quarantine.cause,
      state: quarantine.state,
      decidedBy: nameOf(quarantine.decidedBy),
      decidedAt: quarantine.decidedAt,
      senderDomain: senderDomain(),
      size: sql<string | null>`(select raw_size from guichet.original_of(${quarantine.inboundTargetId}))`,
    })
    .from(quarantine)
    .where(
      and(
        eq(quarantine.organisationId, asked.organisationId),
        or(isNull(quarantine.service), eq(quarantine.service, asked.service)),
        asked.withoutTarget ? isNull(quarantine.caseId) : undefined,
        receivedIn(asked.received),
      ),
    )
    .orderBy(asc(quarantine.receivedAt), asc(quarantine.id))
    .limit(most);
  return rows.map((row) => ({ ...row, size: row.size === null ? null : Number(row.size) }));
};
