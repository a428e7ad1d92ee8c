import { sql } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Tx } from "../../platform/db.ts";
import { caseCounter } from "./tables.ts";

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
  const [counter] = await tx
    .insert(caseCounter)
    .values({ organisationId: organisation.id, year, last: 1 })
    .onConflictDoUpdate({
      target: [caseCounter.organisationId, caseCounter.year],
      set: { last: sql`${caseCounter.last} + 1` },
    })
    .returning({ last: caseCounter.last });
  if (!counter) throw new Error("the counter gave no number");
  return { year, seq: counter.last };
};
