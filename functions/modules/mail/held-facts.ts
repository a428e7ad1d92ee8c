import { sql } from "drizzle-orm";
import type { Queries } from "../../platform/db.ts";

/** What the received mail behind a held one says, as far as an organisation may know. */
interface HeldFacts {
  class: string | null;
  dmarc: string | null;
  nullPath: boolean;
  messageId: string | null;
  rawKey: string;
  receivedAt: Date;
  /** Its original is where it was put. */
  hasOriginal: boolean;
}

/** Facts of one held mail of an organisation of whoever asks (definer function `held_facts`, migration 0021). */
export const factsOf = async (on: Queries, quarantineId: string): Promise<HeldFacts> => {
  const [row] = await on.execute<{
    class: string | null;
    dmarc: string | null;
    null_path: boolean;
    message_id: string | null;
    raw_key: string;
    received_at: string | Date;
    has_original: boolean;
  }>(sql`select * from guichet.held_facts(${quarantineId})`);
  if (row === undefined) throw new Error("a held mail has no received mail");
  return {
    class: row.class,
    dmarc: row.dmarc,
    nullPath: row.null_path,
    messageId: row.message_id,
    rawKey: row.raw_key,
    receivedAt: new Date(row.received_at),
    hasOriginal: row.has_original,
  };
};
