import { sql } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Tx } from "../../platform/db.ts";

/**
 * The next number of the organisation's year, in its own zone (mediation.md §5.1). The counter's row stays locked
 * until the transaction ends, so a rollback leaves no gap: take it as late as possible.
 */
export const nextNumber = async (
  tx: Tx,
  organisation: { id: string; timeZone: string },
  registeredAt: Date,
): Promise<{ year: number; seq: number }> => {
  const year = Number(dayIn(organisation.timeZone, registeredAt).slice(0, 4));
  const [counter] = await tx.execute<{ seq: number | null }>(
    sql`select guichet.next_number(${organisation.id}, ${year}) as seq`,
  );
  if (!counter?.seq) throw new Error("the counter gave no number");
  return { year, seq: counter.seq };
};

/** What a case to try the service with has in place of a number: below zero, and never one of the year's. */
export const sampleNumber = (
  { timeZone }: { timeZone: string },
  at: Date,
): { year: number; seq: number } => ({
  year: Number(dayIn(timeZone, at).slice(0, 4)),
  seq: -Math.floor(at.getTime() / 1000),
});
