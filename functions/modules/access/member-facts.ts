import { sql } from "drizzle-orm";
import type { Queries } from "../../platform/db.ts";

/** What whoever manages members may know of an account that only it reads otherwise. */
export interface MemberFacts {
  lastSeenAt: Date | null;
  secondFactor: boolean;
  /** Live organisations of the account, and whether it administers the platform. */
  organisations: string[];
  platform: boolean;
}

interface Row {
  [column: string]: unknown;
  user_id: string;
  last_seen_at: string | null;
  second_factor: boolean;
  organisations: string[];
  platform: boolean;
}

/** Facts of everyone who is or was a member of an organisation, by account; none for whoever may not list them. */
export const memberFacts = async (
  on: Queries,
  organisationId: string,
): Promise<ReadonlyMap<string, MemberFacts>> => {
  const rows =
    await on.execute<Row>(sql`select user_id, last_seen_at, second_factor, to_json(organisations) as organisations,
    platform from guichet.member_facts(${organisationId})`);
  return new Map(
    rows.map((row) => [
      row.user_id,
      {
        lastSeenAt: row.last_seen_at ? new Date(row.last_seen_at) : null,
        secondFactor: row.second_factor,
        organisations: row.organisations,
        platform: row.platform,
      },
    ]),
  );
};

/** Everything an account belongs to, for the rule that an administrator only resets who is theirs alone. */
export const belongsTo = ({ organisations, platform }: MemberFacts): string[] =>
  platform ? [...organisations, "platform"] : organisations;
