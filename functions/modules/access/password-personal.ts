import { and, eq, isNull } from "drizzle-orm";
import type { Queries } from "../../platform/db.ts";
import { membership, organisation, type userAccount } from "./tables.ts";

/** What others know of a person, which a password must not be made of: names, address, organisations. */
export const personalWords = async (
  on: Queries,
  account: Pick<typeof userAccount.$inferSelect, "id" | "firstName" | "lastName" | "email">,
): Promise<string[]> => {
  const organisations = await on
    .selectDistinct({ name: organisation.name })
    .from(membership)
    .innerJoin(organisation, eq(organisation.id, membership.organisationId))
    .where(and(eq(membership.userId, account.id), isNull(membership.endedAt)));
  return [account.firstName, account.lastName, account.email, ...organisations.map(({ name }) => name)];
};
