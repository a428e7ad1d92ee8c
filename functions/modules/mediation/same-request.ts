import { sql } from "drizzle-orm";
import type { Tx } from "../../platform/db.ts";
import type { CheckedFiling, PartyValues } from "./check-filing.ts";

/** What tells one person from another: their address, else their number and name. */
const identity = (
  who: Pick<PartyValues, "emailCanonical" | "phoneE164" | "searchText"> | undefined,
): string => (who ? (who.emailCanonical ?? `${who.phoneE164 ?? ""}${who.searchText}`) : "");

/** Two sendings of one thing wait for each other, so that the second one finds what the first wrote. */
export const oneAtATime = (tx: Tx, what: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${what}, 0))`);

/** Id of a case of the last 24 hours with the same text, for the same requester, by the same person. */
export const sameRequest = async (
  tx: Tx,
  organisationId: string,
  { requester, representative }: CheckedFiling,
  description: string,
): Promise<string | undefined> => {
  const who = `${identity(requester)}\n${identity(representative)}`;
  await oneAtATime(tx, `${organisationId}\n${who}\n${description}`);
  const [twin] = await tx.execute<{ id: string | null }>(
    sql`select guichet.same_request(${organisationId}, ${description}, ${who}) as id`,
  );
  return twin?.id ?? undefined;
};
