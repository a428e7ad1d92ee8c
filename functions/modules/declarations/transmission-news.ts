import { eq, sql } from "drizzle-orm";
import { nextTransmissionState, type TransmissionEvent } from "../../../shared/declarations/transmission.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import { notFound, refuse } from "../../platform/refusal.ts";
import { declaration, transmission } from "./tables-declarations.ts";
import { tellOfTransmission } from "./tell-members.ts";
import type { TransmissionRow } from "./whole-declaration.ts";

/** A transmission, locked. */
export const transmissionForUpdate = async (tx: Tx, id: string): Promise<TransmissionRow | undefined> => {
  const [row] = await tx.select().from(transmission).where(eq(transmission.id, id)).for("update");
  return row;
};

/** The show of a transmission: its history tells what became of what was sent. */
export const showIdOf = async (
  on: Queries,
  { declarationId }: Pick<TransmissionRow, "declarationId">,
): Promise<string> => {
  const [found] = await on
    .select({ showId: declaration.showId })
    .from(declaration)
    .where(eq(declaration.id, declarationId));
  return found?.showId ?? refuse(notFound);
};

/**
 * Moves a transmission on, tells its people, and turns what it corrects into « Rectifiée » once it is sent, accepted or
 * deposited. Undefined when the event cannot happen in its state: news that comes twice changes nothing.
 */
export const moveTransmission = async (
  tx: Tx,
  ctx: Ctx,
  row: TransmissionRow,
  event: TransmissionEvent,
  set: Partial<TransmissionRow> = {},
): Promise<{ row: TransmissionRow; audit: AuditNote; events: OutboxEvent[] } | undefined> => {
  const state = nextTransmissionState(row.state, event);
  if (!state) return undefined;
  const [moved] = await tx
    .update(transmission)
    .set({ ...set, state, updatedAt: ctx.now(), version: sql`${transmission.version} + 1` })
    .where(eq(transmission.id, row.id))
    .returning();
  if (!moved) throw new Error("a locked row is there");
  if (row.corrects && ["sent", "accepted", "deposited"].includes(state)) {
    const corrected = await transmissionForUpdate(tx, row.corrects);
    const after = corrected && nextTransmissionState(corrected.state, "replaced");
    if (corrected && after)
      await tx
        .update(transmission)
        .set({ state: after, updatedAt: ctx.now(), version: sql`${transmission.version} + 1` })
        .where(eq(transmission.id, corrected.id));
  }
  return {
    row: moved,
    audit: {
      action: `transmission.${event}`,
      organisationId: row.organisationId,
      target: { kind: "transmission", id: row.id },
      aggregateId: await showIdOf(tx, row),
      before: { state: row.state },
      after: { state, body: row.body },
    },
    events: await tellOfTransmission(tx, ctx, moved),
  };
};
