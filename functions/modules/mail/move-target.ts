import { sql } from "drizzle-orm";
import type { Tx } from "../../platform/db.ts";

/** Ids of mail and links that went from one target to another, by table. */
export type MovedMail = Record<string, unknown>;

/**
 * Gives the mail of one target to another of the same organisation, in the caller's transaction: received and held
 * mails, messages with their delivery states, drafts, follow-up links. `participants` maps those that the other target
 * has already to the one kept. Reply addresses stay: what comes to them follows the merge. Migration 0030.
 */
export const moveTarget = async (
  tx: Tx,
  from: string,
  to: string,
  participants: Readonly<Record<string, string>>,
): Promise<MovedMail> => {
  const [row] = await tx.execute<{ moved: MovedMail }>(
    sql`select guichet.move_target(${from}, ${to}, ${JSON.stringify(participants)}::jsonb) as moved`,
  );
  if (!row) throw new Error("no mail was moved");
  return row.moved;
};

/** Gives back to a target what `moveTarget` took from it; what came since stays where it came. */
export const giveBackTarget = async (
  tx: Tx,
  from: string,
  moved: MovedMail,
  participants: Readonly<Record<string, string>>,
): Promise<void> => {
  await tx.execute(
    sql`select guichet.give_back_target(${from}, ${JSON.stringify(moved)}::jsonb, ${JSON.stringify(participants)}::jsonb)`,
  );
};
