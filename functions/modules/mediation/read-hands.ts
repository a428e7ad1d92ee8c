import { and, eq, sql } from "drizzle-orm";
import type { CaseHands } from "../../../shared/mediation/case-hands.ts";
import { nameOf, namesAmong, todayAt } from "../access/index.ts";
import { cases } from "./tables.ts";
import { absence } from "./tables-work.ts";

const awayToday = and(
  eq(absence.organisationId, cases.organisationId),
  eq(absence.userId, cases.assigneeId),
  sql`${todayAt(cases.organisationId)} between ${absence.fromOn} and ${absence.toOn}`,
);

/** What `handsOf` needs besides the case's own columns, read in the same statement. */
export const handsColumns = {
  people: namesAmong(
    sql`${cases.coHandlerIds} || array(select jsonb_object_keys(${cases.watchers}))::uuid[]`,
  ),
  away: sql<CaseHands["away"]>`(select json_build_object('until', ${absence.toOn},
    'by', ${nameOf(absence.replacementId)}) from ${absence} where ${awayToday} limit 1)`,
};

/** Whose hands a case is in, as whoever asks sees it. People whose account is gone are left out. */
export const handsOf = (
  found: typeof cases.$inferSelect,
  { people, away }: { people: { id: string; name: string }[]; away: CaseHands["away"] },
  userId: string,
): CaseHands => ({
  coHandlers: people.filter(({ id }) => found.coHandlerIds.includes(id)),
  watchers: people.flatMap((one) => {
    const events = found.watchers[one.id];
    return events ? [{ ...one, events }] : [];
  }),
  watching: found.watchers[userId] ?? null,
  away,
  toResume: found.toResume,
  restricted: found.restricted,
  legalHold: found.legalHold
    ? { reason: found.legalHoldReason ?? "", at: (found.legalHoldAt ?? found.updatedAt).toISOString() }
    : null,
  priorityReason: found.priorityReason,
  withdrawnAt: found.withdrawnAt?.toISOString() ?? null,
  deletedAt: found.deletedAt?.toISOString() ?? null,
  deletionReason: found.deletionReason,
});
