import { and, eq, isNull } from "drizzle-orm";
import type { Me } from "../../../shared/access/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { enter } from "../../platform/enter.ts";
import { done, notFound, type Result, refuse, refused, signedOut } from "../../platform/refusal.ts";
import { membership, organisation, userAccount } from "./tables.ts";

/** The person and what they are a member of, as screens need it. */
export const readMe = async (on: Queries, userId: string): Promise<Me> => {
  const [person] = await on.select().from(userAccount).where(eq(userAccount.id, userId));
  if (!person) return refuse(notFound);
  const held = await on
    .select({ service: membership.service, roles: membership.roles, organisation })
    .from(membership)
    .innerJoin(organisation, eq(organisation.id, membership.organisationId))
    .where(and(eq(membership.userId, userId), isNull(membership.endedAt), isNull(organisation.closedAt)))
    .orderBy(organisation.name);
  return {
    id: person.id,
    firstName: person.firstName,
    lastName: person.lastName,
    email: person.email,
    timeZone: person.timeZone,
    platformAdministrator: false,
    secondFactor: { given: false, exists: false },
    idleMinutes: 60,
    locked: [],
    memberships: held.map((row) => ({
      organisation: {
        id: row.organisation.id,
        slug: row.organisation.slug,
        name: row.organisation.name,
        shortName: row.organisation.settings.shortName,
        ...(row.organisation.settings.logo ? { logo: row.organisation.settings.logo } : {}),
        ...(row.organisation.settings.accent ? { accent: row.organisation.settings.accent } : {}),
        services: row.organisation.services,
      },
      service: row.service,
      roles: row.roles,
    })),
  };
};

/** Who is signed in on this browser. */
export const whoAmI = async (ctx: Ctx): Promise<Result<Me>> => {
  const entered = await enter(ctx);
  if (entered.actor.kind !== "user") return refused(signedOut);
  return done(await readMe(entered.db, entered.actor.userId));
};
