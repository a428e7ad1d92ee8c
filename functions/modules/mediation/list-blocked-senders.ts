import type { BlockedSenderList } from "../../../shared/mediation/quarantine.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { done, type Result, refused } from "../../platform/refusal.ts";
import { blockedSenders } from "../mail/index.ts";
import { asUser, caseActor } from "./case-access.ts";

/** Whose mails the organisation holds without looking, for those who keep its quarantine. */
export const listBlockedSenders = async (
  ctx: Ctx,
  organisationId: string,
): Promise<Result<BlockedSenderList>> => {
  asUser(ctx);
  const verdict = may(caseActor(ctx.actor, organisationId), "quarantine.list");
  if (verdict !== true) return refused(verdict);
  const rows = await blockedSenders(ctx.db, ctx, organisationId);
  return done({ senders: rows.map((row) => ({ ...row, until: row.until.toISOString() })) });
};
