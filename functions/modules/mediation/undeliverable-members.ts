import { canonicalAddress } from "../../../shared/mail/address.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { UndeliverableMembers } from "../../../shared/mediation/sending.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { permit } from "../../platform/mutate.ts";
import { done, Refused, type Result, refused } from "../../platform/refusal.ts";
import { membersOf } from "../access/index.ts";
import { undeliverableAmong } from "../mail/index.ts";
import { asUser, caseActor, service } from "./case-access.ts";

/**
 * Whether our mail reaches who asks, and for managers whose else it does not reach: notices of a case would be lost
 * without a word (mail.md §5.12).
 */
export const undeliverableMembers = async (
  ctx: Ctx,
  organisationId: string,
): Promise<Result<UndeliverableMembers>> => {
  try {
    const { userId } = asUser(ctx);
    const actor = caseActor(ctx.actor, organisationId);
    permit(may(actor, "case.list"));
    const members = await membersOf(ctx.db, organisationId, service);
    const canonical = (email: string) => canonicalAddress(email) ?? email;
    const lost = await undeliverableAmong(
      ctx.db,
      members.map(({ email }) => canonical(email)),
    );
    const unreached = members.filter(({ email }) => lost.has(canonical(email)));
    const isManager = actor.kind === "member" && actor.roles.includes("manager");
    return done({
      mine: unreached.some((member) => member.userId === userId),
      others: isManager
        ? unreached.filter((member) => member.userId !== userId).map(({ name, email }) => ({ name, email }))
        : [],
    });
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};
