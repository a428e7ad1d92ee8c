import { sql } from "drizzle-orm";
import {
  type AskMailStatistics,
  addMonths,
  type MailStatistics,
  monthsBetween,
} from "../../../shared/mail/statistics.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { permit } from "../../platform/mutate.ts";
import { done, Refused, type Result, refused } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { mailStatistics } from "../mail/index.ts";
import { asUser, caseActor } from "./case-access.ts";

/**
 * Figures of an organisation's mail between two months, both included, in the months of its own zone. For its
 * managers and for those who read statistics, who see no case.
 */
export const readMailStatistics = async (
  ctx: Ctx,
  { organisation, from, to }: AskMailStatistics,
): Promise<Result<MailStatistics>> => {
  try {
    asUser(ctx);
    permit(may(caseActor(ctx.actor, organisation), "mail.statistics"));
    const { timeZone } = await organisationById(ctx.db, organisation);
    const [bounds] = await ctx.db.execute<{ since: string; until: string }>(sql`
      select (${`${from}-01`}::timestamp at time zone ${timeZone})::text as since,
        (${`${addMonths(to, 1)}-01`}::timestamp at time zone ${timeZone})::text as until`);
    if (!bounds) throw new Error("a period has no bounds");
    const figures = await mailStatistics(ctx.db, {
      organisationId: organisation,
      since: new Date(bounds.since),
      until: new Date(bounds.until),
      timeZone,
    });
    return done({ months: monthsBetween(from, to), ...figures });
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};
