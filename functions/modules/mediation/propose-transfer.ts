import { and, eq, isNull } from "drizzle-orm";
import type { CaseAfter, ProposeTransfer } from "../../../shared/mediation/hands.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Change } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { membersWithRole } from "../access/index.ts";
import { asUser, caseForUpdate, permitOn, service } from "./case-access.ts";
import { colleague, handlingRoles, noteTo } from "./case-hands.ts";
import { onCase } from "./change-case.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { caseTask } from "./tables-work.ts";
import { tellHands } from "./tell-hands.ts";

type Asked = ProposeTransfer & { caseId: string };

/**
 * Asks the managers to give one's case to a colleague, where only they decide (`mediatorCanTransfer` off): a task for
 * one of them, and a notice to all. Proposed again, the last proposal stands.
 */
export const proposeTransfer = (ctx: Ctx, asked: Asked): Promise<Result<CaseAfter>> =>
  onCase(ctx, asked.caseId, (tx) => proposal(tx, ctx, asked));

const proposal = async (tx: Tx, ctx: Ctx, asked: Asked): Promise<Change<null>> => {
  const { userId } = asUser(ctx);
  const found = await caseForUpdate(tx, asked.caseId);
  const permission = permitOn(ctx, "case.propose_transfer", found);
  const { organisationId } = found;
  const to = await colleague(tx, organisationId, asked.userId, handlingRoles);
  if (found.assigneeId === to.userId) return { result: null, permission, audit: [], events: [] };

  const managers = await membersWithRole(tx, organisationId, service, "manager");
  const { titularId } = await mediationSettingsOf(tx, organisationId);
  const decides = managers.find((one) => one.userId === titularId) ?? managers[0];
  await tx
    .delete(caseTask)
    .where(
      and(eq(caseTask.caseId, found.id), eq(caseTask.kind, "transfer_proposed"), isNull(caseTask.doneAt)),
    );
  await tx.insert(caseTask).values({
    id: ctx.newId(),
    organisationId,
    caseId: found.id,
    title: `Décider du transfert proposé à ${to.name}`,
    assigneeId: decides?.userId ?? null,
    origin: "SYSTEM",
    kind: "transfer_proposed",
    createdBy: userId,
  });
  await noteTo(tx, ctx, found, to.userId, asked.message);
  return {
    result: null,
    permission,
    audit: {
      action: "case.propose_transfer",
      organisationId,
      target: { kind: "case", id: found.id },
      after: { proposedId: to.userId },
    },
    events: await tellHands(
      tx,
      ctx,
      found,
      "transfer_proposed",
      managers.map((one) => one.userId),
    ),
  };
};
