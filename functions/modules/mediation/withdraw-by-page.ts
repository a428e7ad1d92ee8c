import { sql } from "drizzle-orm";
import type { WithdrawByPage } from "../../../shared/mediation/follow-up.ts";
import type { FollowUpView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { permitOn } from "./case-access.ts";
import { pageHolder } from "./follow-up-thread.ts";
import { followUpView } from "./follow-up-view.ts";
import { askLetter } from "./letters.ts";
import { titledName } from "./names.ts";
import { asHolder, openedCase } from "./opened-case.ts";

/** Said to a representative whose mandate nobody verified. */
const mandateNeeded: Refusal = {
  code: "forbidden",
  reason: "mandate_needed",
  detail: "La médiation doit d’abord vérifier votre mandat. Vous pouvez l’envoyer depuis cette page.",
};

/**
 * The requester gives their request up from the follow-up page (mediation.md §4.3): dated at once, told to the handlers
 * and proved by mail by a job. Twice is once. Refuses a closed case, and a representative without verified mandate.
 */
export const withdrawByPage = async (ctx: Ctx, { reason }: WithdrawByPage): Promise<Result<FollowUpView>> => {
  const withdrawn = await mutate(ctx, async (tx) => {
    const actor = asHolder(ctx);
    await tx.execute(sql`select guichet.hold_opened_case()`);
    const found = await openedCase(tx, actor);
    const permission = permitOn(ctx, "follow_up.withdraw", found);
    const holder = await pageHolder(tx);
    if (!holder?.readsExchanges) return refuse(mandateNeeded);
    const at = ctx.now();
    const [row] = await tx.execute<{ done: boolean }>(
      sql`select guichet.withdraw_opened_case(${at.toISOString()}, ${reason || null}, ${ctx.newId()},
        ${titledName(holder.who)}) as done`,
    );
    if (!row?.done) return { result: null, permission, audit: [], events: [] };
    const { id: caseId, organisationId } = found;
    return {
      result: null,
      permission,
      audit: {
        action: "follow_up.withdraw",
        organisationId,
        target: { kind: "case", id: caseId },
        aggregateId: caseId,
        before: { status: found.status },
        after: { status: "ABOUT_TO_CLOSE", reason },
        personal: ["reason"],
      },
      events: [askLetter(ctx, organisationId, { letter: "withdrawn", caseId, partyId: actor.partyId })],
    };
  });
  return withdrawn.ok ? followUpView(ctx) : withdrawn;
};
