import { count, eq, inArray, sql } from "drizzle-orm";
import type { Proof } from "../../../shared/declarations/reading.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type Refusal, refuse } from "../../platform/refusal.ts";
import { show } from "./tables.ts";
import { ticketingCredential } from "./tables-connections.ts";

/** Keeps sealed codes; gives the id of their row. */
export const keepCodes = async (tx: Tx, ctx: Ctx, { organisationId, sealed }: Proof): Promise<string> => {
  const id = ctx.newId();
  await tx.insert(ticketingCredential).values({
    ...{ id, organisationId, kmsKeyId: sealed.keyId, algorithm: "AES-256-GCM" },
    ciphertext: Buffer.from(sealed.ciphertext, "base64"),
    encryptedDataKey: Buffer.from(sealed.dataKey, "base64"),
  });
  return id;
};

/** Empties the row of codes: nothing opens them any more. */
export const eraseCodes = (tx: Tx, ctx: Ctx, credentialId: string) =>
  tx
    .update(ticketingCredential)
    .set({ ciphertext: null, encryptedDataKey: null, erasedAt: ctx.now() })
    .where(eq(ticketingCredential.id, credentialId));

const otherShows: Refusal = {
  code: "conflict",
  reason: "other_shows",
  detail:
    "Ces codes ouvrent un compte dont aucun spectacle n’est connu ici. Est-ce bien le même compte\u00a0?",
};

/**
 * An account that its vendor does not name is recognised by its shows: none in common asks the person to confirm, unless
 * one of both has none (declarations.md §4.2).
 */
export const sameShows = async (
  tx: Tx,
  sourceId: string,
  { accountKey, series }: Proof,
  isConfirmed: boolean | undefined,
): Promise<void> => {
  if (accountKey !== null || isConfirmed || series.length === 0) return;
  const [found] = await tx
    .select({
      known: count(),
      shared: sql<number>`count(*) filter (where ${inArray(show.externalId, series)})::int`,
    })
    .from(show)
    .where(eq(show.sourceId, sourceId));
  if (found && found.known > 0 && found.shared === 0) refuse(otherShows);
};
