import { and, desc, eq, gt, isNull } from "drizzle-orm";
import type { Account } from "../../../shared/access/schema.ts";
import { done, type Result, refused, signedOut } from "../../platform/refusal.ts";
import type { Owner } from "./account-owner.ts";
import { platformLocked } from "./me.ts";
import { factorsOf } from "./second-factor.ts";
import {
  emailChange,
  identity,
  membership,
  organisation,
  platformAdministrator,
  userAccount,
} from "./tables.ts";

/** One's own account, as its pages show it. */
export const readAccount = async (owner: Owner): Promise<Result<Account>> => {
  const { db, actor } = owner;
  const { userId } = actor;
  const [person] = await db.select().from(userAccount).where(eq(userAccount.id, userId));
  if (!person) return refused(signedOut);
  const factors = await factorsOf(db, userId);
  const [change] = await db
    .select()
    .from(emailChange)
    .where(
      and(
        eq(emailChange.userId, userId),
        isNull(emailChange.doneAt),
        isNull(emailChange.cancelledAt),
        gt(emailChange.expiresAt, owner.now()),
      ),
    )
    .orderBy(desc(emailChange.createdAt))
    .limit(1);
  const strict = await db
    .selectDistinct({ name: organisation.name })
    .from(membership)
    .innerJoin(organisation, eq(organisation.id, membership.organisationId))
    .where(
      and(
        eq(membership.userId, userId),
        isNull(membership.endedAt),
        isNull(organisation.closedAt),
        eq(organisation.requireSecondFactor, true),
      ),
    )
    .orderBy(organisation.name);
  const administers = await db
    .select({ id: platformAdministrator.id })
    .from(platformAdministrator)
    .where(and(eq(platformAdministrator.userId, userId), isNull(platformAdministrator.endedAt)));
  const identities = await db
    .select({ id: identity.id })
    .from(identity)
    .where(eq(identity.userId, userId))
    .limit(1);
  return done({
    firstName: person.firstName,
    lastName: person.lastName,
    email: person.email,
    timeZone: person.timeZone,
    hasPassword: person.passwordHash !== null,
    passwordChangedAt: person.passwordChangedAt?.toISOString() ?? null,
    emailChange: change
      ? {
          newEmail: change.newEmail,
          oldConfirmed: change.oldConfirmedAt !== null,
          newConfirmed: change.newConfirmedAt !== null,
          expiresAt: change.expiresAt.toISOString(),
        }
      : null,
    totp: factors.totp,
    passkeys: factors.passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
      id,
      name,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    recoveryCodesLeft: factors.recoveryCodesLeft,
    secondFactorRequiredBy: [
      ...(administers.length > 0 ? [platformLocked.name] : []),
      ...strict.map(({ name }) => name),
    ],
    proConnect: identities.length > 0,
  });
};
