import { and, count, eq, gte, isNotNull, lt, type SQL, sql } from "drizzle-orm";
import type { MailStatistics } from "../../../shared/mail/statistics.ts";
import { type Queries, together } from "../../platform/db.ts";
import { inboundTarget, outgoingMessage, outgoingRecipient, quarantine } from "./tables.ts";

/** Half-open period, and the zone whose months count. */
interface Period {
  organisationId: string;
  since: Date;
  until: Date;
  timeZone: string;
}

/**
 * An organisation's mail by month: received by class and outcome, held by cause, sent by state, and the median hours
 * to decide about a held mail and to answer a first one (mail.md §8). Rights are the caller's; row-level security
 * shows one's own organisations only.
 */
export const mailStatistics = async (
  on: Queries,
  period: Period,
): Promise<Omit<MailStatistics, "months">> => {
  const { organisationId, since, until, timeZone } = period;
  const month = (at: SQL | typeof quarantine.receivedAt | typeof outgoingRecipient.createdAt) =>
    sql<string>`to_char(${at} at time zone ${timeZone}, 'YYYY-MM')`;
  const [received, held, sent, treated, answered] = await together([
    on.execute<{ month: string; class: string; outcome: string; count: number }>(sql`
      select month, class, outcome, mails as count
      from guichet.received_mails(${organisationId}, ${since.toISOString()}, ${until.toISOString()}, ${timeZone})
      order by 1, 2, 3`),
    on
      .select({ month: month(quarantine.receivedAt), cause: quarantine.cause, count: count() })
      .from(quarantine)
      .where(heldIn(period))
      .groupBy(sql`1`, quarantine.cause)
      .orderBy(sql`1`),
    on
      .select({
        month: month(outgoingRecipient.createdAt),
        state: outgoingRecipient.state,
        count: count(),
      })
      .from(outgoingRecipient)
      .where(
        and(
          eq(outgoingRecipient.organisationId, organisationId),
          gte(outgoingRecipient.createdAt, since),
          lt(outgoingRecipient.createdAt, until),
        ),
      )
      .groupBy(sql`1`, outgoingRecipient.state)
      .orderBy(sql`1`),
    on
      .select({
        month: month(quarantine.receivedAt),
        hours: medianHours(sql`${quarantine.decidedAt} - ${quarantine.receivedAt}`),
        count: count(),
      })
      .from(quarantine)
      // What went by itself says nothing of how long people took.
      .where(and(heldIn(period), isNotNull(quarantine.decidedBy), isNotNull(quarantine.decidedAt)))
      .groupBy(sql`1`)
      .orderBy(sql`1`),
    on.execute<{ month: string; hours: number; count: number }>(sql`
      select ${month(sql`asked.at`)} as month, ${medianHours(sql`answer.at - asked.at`)} as hours, count(*)::int as count
      from (
        select ${inboundTarget.caseId} as case_id, min(${inboundTarget.createdAt}) as at from ${inboundTarget}
        where ${inboundTarget.organisationId} = ${organisationId} and ${written}
          and ${inboundTarget.createdAt} >= ${since.toISOString()} and ${inboundTarget.createdAt} < ${until.toISOString()}
        group by 1) as asked
      cross join lateral (
        select min(${outgoingMessage.createdAt}) as at from ${outgoingMessage}
        where ${outgoingMessage.targetId} = asked.case_id and ${outgoingMessage.class} = 'conversation'
          and ${outgoingMessage.createdAt} > asked.at) as answer
      where answer.at is not null and not exists (
        select from ${inboundTarget}
        where ${inboundTarget.caseId} = asked.case_id and ${written} and ${inboundTarget.createdAt} < asked.at)
      group by 1 order by 1`),
  ]);
  return { received: [...received], held, sent, treated, answered: [...answered] };
};

const heldIn = ({ organisationId, since, until }: Period) =>
  and(
    eq(quarantine.organisationId, organisationId),
    gte(quarantine.receivedAt, since),
    lt(quarantine.receivedAt, until),
  );

/** A person's mail that is on a case. */
const written = sql`${inboundTarget.outcome} = 'entry'
  and ${inboundTarget.authorship} in ('participant_verified', 'participant_unverified', 'released')`;

/** Of an interval, to a tenth of an hour. */
const medianHours = (interval: SQL) => sql<number>`round((percentile_cont(0.5) within group
  (order by extract(epoch from ${interval})) / 3600)::numeric, 1)::float8`;
