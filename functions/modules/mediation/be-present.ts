import { type Present, presencePace, type ShowPresence } from "../../../shared/mediation/compose.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { leaveTarget, othersOn, showPresence } from "../mail/index.ts";
import { asUser, caseOf, permitOn, service } from "./case-access.ts";

/**
 * Says that somebody has a case open, or left it, and answers who else is there and who writes (mediation.md §4.5).
 * Only people who may read the case show up, and only to each other.
 */
export const bePresent = (ctx: Ctx, { caseId, activity }: ShowPresence): Promise<Result<Present>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseOf(tx, caseId);
    const permission = permitOn(ctx, "case.read", found);
    const nothing = { permission, audit: [], events: [] };
    const here = { targetId: found.id, userId };
    if (activity === "left") {
      await leaveTarget(tx, found.id, userId);
      return { ...nothing, result: { others: [] } };
    }
    await showPresence(tx, ctx, { ...here, organisationId: found.organisationId, service, activity });
    const others = await othersOn(tx, ctx, { ...here, seconds: presencePace.lasts });
    return {
      ...nothing,
      result: { others: others.flatMap((one) => (one.name ? [{ ...one, name: one.name }] : [])) },
    };
  });
