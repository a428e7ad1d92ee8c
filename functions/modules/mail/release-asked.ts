import { and, eq } from "drizzle-orm";
import * as z from "zod/mini";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { ReleaseFailure } from "./held-decision.ts";
import type { Traces } from "./mailbox.ts";
import { inboundTarget, quarantine } from "./tables.ts";

const Asked = z.object({ release: z.uuid() });

/** The held mail that a message of `mail-inbound` asks to release; undefined for every other message. */
export const releaseAsked = (body: string): string | undefined => {
  try {
    return Asked.parse(JSON.parse(body)).release;
  } catch {
    return undefined;
  }
};

/** A release that cannot be carried out: the mail waits again, and says why. Nothing when it was carried out already. */
export const giveBack = async (
  tx: Tx,
  ctx: Ctx,
  quarantineId: string,
  failed: ReleaseFailure,
): Promise<Traces> => {
  const [row] = await tx
    .select({ held: quarantine, outcome: inboundTarget.outcome })
    .from(quarantine)
    .innerJoin(inboundTarget, eq(inboundTarget.id, quarantine.inboundTargetId))
    .where(and(eq(quarantine.id, quarantineId), eq(quarantine.state, "released")))
    .for("update", { of: quarantine });
  if (row === undefined || row.outcome !== "quarantine") return { audit: [], events: [] };
  const { held } = row;
  await tx
    .update(quarantine)
    .set({
      state: "waiting",
      decision: { failed },
      decidedBy: null,
      decidedAt: null,
      version: held.version + 1,
    })
    .where(eq(quarantine.id, quarantineId));
  ctx.log.warn("mail.release_failed", { targetId: quarantineId, code: failed });
  return {
    audit: [
      {
        action: "quarantine.release_failed",
        organisationId: held.organisationId,
        target: { kind: "quarantine", id: quarantineId },
        ...(held.caseId ? { aggregateId: held.caseId } : {}),
      },
    ],
    events: [],
  };
};
