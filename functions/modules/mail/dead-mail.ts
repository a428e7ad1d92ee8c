import { and, eq, inArray } from "drizzle-orm";
import { quarantineCauses } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { deadLetter } from "../../platform/tables.ts";
import { type InboundEvent, readInboundRecord } from "./inbound-event.ts";
import type { Traces } from "./mailbox.ts";
import { giveBack, releaseAsked } from "./release-asked.ts";
import { organisationsAddressed } from "./route-facts.ts";
import { inboundMail, inboundTarget, quarantine } from "./tables.ts";

/** Key of the target that stands for "not processed yet": no case or intake ever has it. */
const failedKey = "failed";

/**
 * Keeps what failed every receive where a person sees it: a dead letter, once by the queue's own id; for a received
 * mail also a quarantine row `unprocessable`, whose original can be processed again (mail.md §7).
 */
export async function noteDeadLetter(
  ctx: Ctx,
  letter: { queue: string; messageId: string; body: string },
): Promise<void> {
  const result = await mutate(ctx, async (tx) => {
    const inserted = await tx
      .insert(deadLetter)
      .values({ id: ctx.newId(), ...letter, at: ctx.now() })
      .onConflictDoNothing()
      .returning({ id: deadLetter.id });
    const traces =
      inserted.length > 0 && letter.queue === "mail-inbound" ? await holdFailed(tx, ctx, letter.body) : none;
    return { result: undefined, permission: permit(true), ...traces };
  });
  if (!result.ok) throw new Error(`a dead letter was refused: ${result.refusal.reason}`);
  ctx.log.measure("queue.dead_letter", { queue: letter.queue });
}

const none: Traces = { audit: [], events: [] };

async function holdFailed(tx: Tx, ctx: Ctx, body: string): Promise<Traces> {
  const released = releaseAsked(body);
  if (released !== undefined) return giveBack(tx, ctx, released, "not_carried_out");
  const record = readRecord(body);
  if (record === undefined) return none;
  const row = await failedRow(tx, ctx, record);
  if (row === undefined) return none;
  // Whose quarantine shows it: the organisation of the first address that leads to one.
  const [organisationId = null] = await organisationsAddressed(tx, row.envelopeRecipients);
  const inboundTargetId = ctx.newId();
  const quarantineId = ctx.newId();
  const written = await tx
    .insert(inboundTarget)
    .values({
      id: inboundTargetId,
      organisationId,
      inboundMailId: row.id,
      targetKey: failedKey,
      matchedBy: "none",
      outcome: "quarantine",
      outcomeId: quarantineId,
    })
    .onConflictDoNothing()
    .returning({ id: inboundTarget.id });
  if (written.length === 0) return none;
  await tx.insert(quarantine).values({
    id: quarantineId,
    inboundTargetId,
    organisationId,
    cause: "unprocessable",
    state: "waiting",
    receivedAt: row.receivedAt,
    fromAddress: row.envelopeFrom,
    expiresAt: new Date(ctx.now().getTime() + quarantineCauses.unprocessable.days * 24 * 3600 * 1000),
  });
  const target = { kind: "quarantine", id: quarantineId };
  return {
    audit: [{ action: "mail.held", organisationId, target, after: { cause: "unprocessable" } }],
    events: [],
  };
}

/** A record that is not even a notification leaves its dead letter alone. */
function readRecord(body: string) {
  try {
    return readInboundRecord(body);
  } catch {
    return undefined;
  }
}

/** The mail's row, marked as failed; made now if the function never came so far. */
async function failedRow(tx: Tx, ctx: Ctx, record: InboundEvent | { rawKey: string }) {
  const failed = { state: "failed" as const, leaseUntil: null };
  const [row] = await tx
    .update(inboundMail)
    .set(failed)
    .where(
      and(
        eq(inboundMail.rawKey, record.rawKey),
        inArray(inboundMail.state, ["received", "processing", "failed"]),
      ),
    )
    .returning();
  if (row !== undefined || !("recipients" in record)) return row;
  const [made] = await tx
    .insert(inboundMail)
    .values({
      id: ctx.newId(),
      sesMessageId: record.sesMessageId,
      bucket: record.bucket,
      rawKey: record.rawKey,
      receivedAt: record.receivedAt,
      envelopeFrom: record.envelopeFrom,
      envelopeRecipients: record.recipients,
      verdicts: record.verdicts,
      dmarcPolicy: record.dmarcPolicy,
      ...failed,
    })
    // Done in the meantime: nothing failed after all.
    .onConflictDoNothing()
    .returning();
  return made;
}

/** The mail was processed after all: the row that said it could not be is closed. */
export async function settleFailed(tx: Tx, ctx: Ctx, inboundMailId: string): Promise<void> {
  const failed = tx
    .select({ id: inboundTarget.id })
    .from(inboundTarget)
    .where(and(eq(inboundTarget.inboundMailId, inboundMailId), eq(inboundTarget.targetKey, failedKey)));
  await tx
    .update(quarantine)
    .set({ state: "released", decidedAt: ctx.now() })
    .where(and(inArray(quarantine.inboundTargetId, failed), eq(quarantine.state, "waiting")));
}
