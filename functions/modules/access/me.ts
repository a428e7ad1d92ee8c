import { and, eq, isNull, sql } from "drizzle-orm";
import type { Me } from "../../../shared/access/schema.ts";
import type { Actor, Ctx } from "../../platform/ctx.ts";
import { prepared, together } from "../../platform/db.ts";
import { guarded } from "../../platform/enter.ts";
import { done, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { membership, organisation, userAccount } from "./tables.ts";

const asker = sql`(select guichet.user_id())`;

const personWhoAsks = prepared((db) =>
  db
    .select({
      id: userAccount.id,
      firstName: userAccount.firstName,
      lastName: userAccount.lastName,
      email: userAccount.email,
      timeZone: userAccount.timeZone,
      hasFactor: sql<boolean>`exists (select from totp_factor t where t.user_id = ${asker} and t.confirmed_at is not null)
        or exists (select from passkey k where k.user_id = ${asker})`,
      administers: sql<boolean>`exists (select from platform_administrator a
        where a.user_id = ${asker} and a.ended_at is null)`,
    })
    .from(userAccount)
    .where(eq(userAccount.id, asker))
    .prepare("me_person"),
);

const heldByWhoAsks = prepared((db) =>
  db
    .select({ service: membership.service, roles: membership.roles, organisation })
    .from(membership)
    .innerJoin(organisation, eq(organisation.id, membership.organisationId))
    .where(and(eq(membership.userId, asker), isNull(membership.endedAt), isNull(organisation.closedAt)))
    .orderBy(organisation.name, membership.service)
    .prepare("me_memberships"),
);

type Person = Awaited<ReturnType<ReturnType<typeof personWhoAsks>["execute"]>>[number];
type Held = Awaited<ReturnType<ReturnType<typeof heldByWhoAsks>["execute"]>>;

/** Who is signed in on this browser, in one round trip: what `enter` decided, with the words screens need. */
export const whoAmI = async (ctx: Ctx): Promise<Result<Me>> => {
  const {
    ctx: { actor },
    value: [[person], held],
  } = await guarded(ctx, (db) =>
    together([personWhoAsks(db).execute(), heldByWhoAsks(db).execute()] as const),
  );
  return actor.kind === "user" && person ? done(meOf(actor, person, held)) : refused(signedOut);
};

const meOf = (
  actor: Extract<Actor, { kind: "user" }>,
  { hasFactor, administers, ...person }: Person,
  held: Held,
): Me => {
  const given = actor.session?.secondFactor ?? false;
  const counts = (row: Held[number]) =>
    actor.memberships.some(
      ({ organisationId, service }) => organisationId === row.organisation.id && service === row.service,
    );
  const waiting = held.filter((row) => row.organisation.requireSecondFactor && !given);
  const locked = waiting.map(({ organisation: { id, name } }) => ({ id, name }));
  if (administers && !given) locked.unshift(platformLocked);
  return {
    ...person,
    platformAdministrator: actor.platformAdministrator ?? false,
    secondFactor: { given, exists: hasFactor },
    idleMinutes: actor.session?.idleMinutes ?? 60,
    memberships: held.filter(counts).map((row) => ({
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
    locked: [...new Map(locked.map((one) => [one.id, one])).values()],
  };
};

/** The platform itself waits for the second factor of its administrators, like an organisation that requires one. */
export const platformLocked = { id: "platform", name: "Administration de Guichet" };
