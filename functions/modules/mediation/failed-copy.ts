import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Permission } from "../../platform/mutate.ts";
import { notFound, refuse } from "../../platform/refusal.ts";
import { openFailures, type SentCopy, sentCopyForUpdate } from "../mail/index.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn, service } from "./case-access.ts";
import { cases } from "./tables.ts";

/** A copy of one of a case's messages to a participant, and the case, both locked, for who may write on it. */
export const copyOnCase = async (
  tx: Tx,
  ctx: Ctx,
  recipientId: string,
): Promise<{
  copy: SentCopy & { participantId: string };
  found: CaseRow;
  permission: Permission;
  userId: string;
}> => {
  const { userId } = asUser(ctx);
  const copy = await sentCopyForUpdate(tx, recipientId);
  if (!copy?.targetId || !copy.participantId || copy.service !== service) return refuse(notFound);
  const found = await caseForUpdate(tx, copy.targetId);
  const permission = permitOn(ctx, "case.write", found);
  return { copy: { ...copy, participantId: copy.participantId }, found, permission, userId };
};

/** Notes whether a message of the case still waits for a decision, as lists and the case's header say it. */
export const noteFailures = async (tx: Tx, ctx: Ctx, caseId: string): Promise<void> => {
  const failedSend = (await openFailures(tx, caseId)) > 0;
  await tx.update(cases).set({ failedSend, updatedAt: ctx.now() }).where(eq(cases.id, caseId));
};
