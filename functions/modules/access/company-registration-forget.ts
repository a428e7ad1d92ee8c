import { and, eq, isNull, lt, notExists, or, sql } from "drizzle-orm";
import { blankJournal } from "./blank-journal.ts";
import type { Forget } from "./forget-accounts.ts";
import { daysAgo, someKeys } from "./forget-rows.ts";
import { companyRegistration, secretLink } from "./tables.ts";

/** Days a settled one is kept: a request to join is answered within 30 or told, then there are as many to act on it. */
const daysSettled = 60;

/**
 * Deletes registrations nobody confirmed, a day after their link ended, and those that were settled long ago; what the
 * journal keeps of the person who asked goes with them.
 */
export const forgetRegistrations: Forget = async (tx, ctx, limit) => {
  const dayAgo = daysAgo(ctx, 1);
  const stillLinked = tx
    .select({ id: secretLink.id })
    .from(secretLink)
    .where(
      and(
        eq(secretLink.targetId, companyRegistration.id),
        eq(secretLink.purpose, "registration"),
        sql`${secretLink.expiresAt} >= ${dayAgo.toISOString()}::timestamptz`,
      ),
    );
  const over = or(
    and(
      isNull(companyRegistration.settledAt),
      lt(companyRegistration.createdAt, dayAgo),
      notExists(stillLinked),
    ),
    lt(companyRegistration.settledAt, daysAgo(ctx, daysSettled)),
  );
  const rows = await tx
    .delete(companyRegistration)
    .where(someKeys(companyRegistration, companyRegistration.id, over, limit))
    .returning({ id: companyRegistration.id, organisationId: companyRegistration.organisationId });
  await blankJournal(tx, rows);
  return {
    count: rows.length,
    audit: rows.map(({ id, organisationId }) => ({
      action: "company.forget",
      organisationId,
      target: { kind: "company_registration", id },
    })),
  };
};
