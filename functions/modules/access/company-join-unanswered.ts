import { and, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { askAccountMail } from "./account-mail.ts";
import type { Forget } from "./forget-accounts.ts";
import { daysAgo } from "./forget-rows.ts";
import { companyRegistration, platformAdministrator, userAccount } from "./tables.ts";

/** Days in which administrators of a company may answer (declarations.md §2). */
const daysToAnswer = 30;

/** An invitation since, or a membership, in any organisation of the same SIREN: all their administrators were asked. */
const answered = sql`exists (select from organisation o where left(o.siret, 9) = left(${companyRegistration.siret}, 9) and (
  exists (select from invitation i where i.organisation_id = o.id and i.email_canonical = ${companyRegistration.email}
    and i.sent_at >= ${companyRegistration.joinAskedAt})
  or exists (select from user_account u join membership m on m.user_id = u.id
    where u.email = ${companyRegistration.email} and m.organisation_id = o.id)))`;

/**
 * Tells the platform's administrators, once and by mail, that a request to join a company was left unanswered. As long
 * as nobody administers the platform, it waits.
 */
export const tellUnansweredJoins: Forget = async (tx, ctx, limit) => {
  const administrators = await tx
    .select({ userId: userAccount.id, address: userAccount.email })
    .from(platformAdministrator)
    .innerJoin(userAccount, eq(userAccount.id, platformAdministrator.userId))
    .where(and(isNull(platformAdministrator.endedAt), isNull(userAccount.disabledAt)));
  if (administrators.length === 0) return { count: 0 };
  const waiting = await tx
    .select({ id: companyRegistration.id, organisationId: companyRegistration.organisationId })
    .from(companyRegistration)
    .where(
      and(
        lt(companyRegistration.joinAskedAt, daysAgo(ctx, daysToAnswer)),
        isNull(companyRegistration.unansweredToldAt),
        sql`not ${answered}`,
      ),
    )
    .limit(limit)
    .for("update", { skipLocked: true });
  if (waiting.length === 0) return { count: 0 };
  const ids = waiting.map(({ id }) => id);
  await tx
    .update(companyRegistration)
    .set({ unansweredToldAt: ctx.now() })
    .where(inArray(companyRegistration.id, ids));
  const events: OutboxEvent[] = [];
  for (const targetId of ids)
    for (const administrator of administrators)
      events.push(
        ...(await askAccountMail(tx, ctx, { kind: "join_unanswered", ...administrator, targetId })),
      );
  return {
    count: waiting.length,
    audit: waiting.map(({ id, organisationId }) => ({
      action: "company.join_unanswered",
      organisationId,
      target: { kind: "company_registration", id },
    })),
    events,
  };
};
