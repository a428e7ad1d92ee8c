import { and, eq } from "drizzle-orm";
import type { RenewReplyAddress } from "../../../shared/mediation/sending.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { revokeReplyAddress, rotateReplyAddress } from "../mail/index.ts";
import { caseForUpdate, permitOn, service } from "./case-access.ts";
import { participant } from "./tables.ts";

/**
 * Gives a participant another reply address on their case, because the agent wants so. What still comes to the old one
 * is looked at more strictly; when it is known to have leaked, it is held instead (mail.md §9). Nothing is sent: the
 * next message carries the new one.
 */
export const renewReplyAddress = (
  ctx: Ctx,
  { caseId, participantId }: { caseId: string; participantId: string },
  { leaked }: RenewReplyAddress,
): Promise<Result<Record<string, never>>> =>
  mutate(ctx, async (tx) => {
    const found = await caseForUpdate(tx, caseId);
    const permission = permitOn(ctx, "case.write", found);
    const [who] = await tx
      .select({ id: participant.id })
      .from(participant)
      .where(and(eq(participant.id, participantId), eq(participant.caseId, found.id)));
    if (!who) return refuse(notFound);
    const as = { is: "participant", participantId } as const;
    const { organisationId } = found;
    const correspondent = { organisationId, service, targetId: found.id, as };
    await (leaked ? revokeReplyAddress(tx, correspondent) : rotateReplyAddress(tx, ctx, correspondent));
    return {
      result: {},
      permission,
      audit: [
        {
          action: "participant.renew_reply_address",
          organisationId,
          target: { kind: "participant", id: participantId },
          aggregateId: found.id,
          after: { leaked },
        },
      ],
      events: [],
    };
  });
