import { and, eq, isNull } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { revokeReplyAddress } from "../mail/index.ts";
import { type CaseRow, service } from "./case-access.ts";
import { participant } from "./tables.ts";

/**
 * A party takes part in the exchanges no more: nothing is sent to them, their reply addresses are dead at once, and what
 * they still write is a stranger's, held for an agent to decide (mail.md §5.6). What was exchanged keeps their name.
 * Their follow-up page is the caller's to close.
 */
export const leaveConversation = async (
  tx: Tx,
  ctx: Ctx,
  found: Pick<CaseRow, "id" | "organisationId">,
  partyId: string,
): Promise<void> => {
  const left = await tx
    .update(participant)
    .set({ endedAt: ctx.now() })
    .where(
      and(eq(participant.caseId, found.id), eq(participant.partyId, partyId), isNull(participant.endedAt)),
    )
    .returning({ id: participant.id });
  for (const { id: participantId } of left) {
    const as = { is: "participant", participantId } as const;
    const { organisationId } = found;
    await revokeReplyAddress(tx, { organisationId, service, targetId: found.id, as });
  }
};
