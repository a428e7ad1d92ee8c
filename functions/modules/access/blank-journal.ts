import { sql } from "drizzle-orm";
import type { Tx } from "../../platform/db.ts";

/** Blanks the personal values that the journal keeps of records that are erased in this transaction. */
export const blankJournal = async (tx: Tx, records: ReadonlyArray<{ id: string }>): Promise<void> => {
  if (records.length === 0) return;
  const ids = `{${records.map(({ id }) => id).join()}}`;
  await tx.execute(sql`select guichet.blank_audit(id) from unnest(${ids}::uuid[]) as id`);
};
