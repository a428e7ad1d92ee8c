import { randomUUID } from "node:crypto";
import type { OrganisationSettings } from "../../../shared/access/organisation.ts";
import type { Actor, ActorMembership, Ctx } from "../ctx.ts";
import { enter } from "../enter.ts";
import { hashSecret, newSecret, uuidV7 } from "../ids.ts";
import { someSettings, type TestDatabase } from "./open-database.ts";

/** An organisation with mediation on (or the services given) and an open intake address `<slug>`. */
export const anOrganisation = async (
  { admin }: TestDatabase,
  given: {
    slug?: string;
    name?: string;
    timeZone?: string;
    settings?: Partial<OrganisationSettings>;
    services?: readonly string[];
    requireSecondFactor?: boolean;
  } = {},
): Promise<{ id: string; slug: string; name: string; intake: string }> => {
  const id = uuidV7(new Date());
  const slug = given.slug ?? `ville-${randomUUID().slice(0, 8)}`;
  const name = given.name ?? "Ville de Valbrune";
  await admin`
    insert into organisation (id, slug, name, kind, time_zone, services, settings, require_second_factor)
    values (${id}, ${slug}, ${name}, 'commune', ${given.timeZone ?? "Europe/Paris"},
      ${[...(given.services ?? ["mediation"])]}, ${admin.json(someSettings(given.settings))},
      ${given.requireSecondFactor ?? false})`;
  await admin`
    insert into intake_address (id, organisation_id, service, local_part, mode)
    values (${uuidV7(new Date())}, ${id}, 'mediation', ${slug}, 'open')`;
  return { id, slug, name, intake: slug };
};

/** An account; its memberships say what it may do. Returns the actor that its session would give. */
export const aUser = async (
  { admin }: TestDatabase,
  memberships: readonly ActorMembership[] = [],
  given: { email?: string; firstName?: string; lastName?: string; passwordHash?: string } = {},
): Promise<{ id: string; email: string; actor: Extract<Actor, { kind: "user" }> }> => {
  const id = uuidV7(new Date());
  const email = given.email ?? `agent-${id}@valbrune.example`;
  await admin`
    insert into user_account (id, email, first_name, last_name, password_hash)
    values (${id}, ${email}, ${given.firstName ?? "Claire"}, ${given.lastName ?? "Vasseur"}, ${given.passwordHash ?? null})`;
  for (const membership of memberships) {
    await admin`
      insert into membership (id, organisation_id, user_id, service, roles)
      values (${uuidV7(new Date())}, ${membership.organisationId}, ${id}, ${membership.service}, ${[...membership.roles]})`;
    // Whoever handles cases has declared their independence, as at a first visit.
    if (membership.service === "mediation" && !membership.undeclared)
      await admin`insert into independence (organisation_id, user_id, declared_at)
        values (${membership.organisationId}, ${id}, now()) on conflict do nothing`;
  }
  return { id, email, actor: { kind: "user", userId: id, memberships } };
};

/** A mediator of that organisation (or another role of the service). */
export const aMediator = (
  database: TestDatabase,
  organisationId: string,
  given: { role?: string; firstName?: string; lastName?: string } = {},
) => aUser(database, [{ organisationId, service: "mediation", roles: [given.role ?? "mediator"] }], given);

/** Someone who administers an organisation, and holds no role in its services. */
export const anAdministrator = (
  database: TestDatabase,
  organisationId: string,
  given: { firstName?: string; lastName?: string } = {},
) => aUser(database, [{ organisationId, service: "administration", roles: ["admin"] }], given);

/** Someone who administers the platform; it counts in a session with a second factor. */
export const aPlatformAdministrator = async (database: TestDatabase) => {
  const user = await aUser(database, [], { firstName: "Adèle", lastName: "Vernois" });
  await database.admin`
    insert into platform_administrator (id, user_id) values (${uuidV7(new Date())}, ${user.id})`;
  return user;
};

/** A user as the API knows one: an open session, with a second factor if asked, on a container of their own. */
export const signedIn = async (
  database: TestDatabase,
  user: { id: string },
  given: { secondFactor?: boolean } = {},
): Promise<Ctx> => {
  const secret = newSecret();
  await database.admin`
    insert into session (id, user_id, token_hash, last_seen_at, expires_at, second_factor_at)
    values (${uuidV7(new Date())}, ${user.id}, ${hashSecret(secret)}, now(), now() + interval '1 hour',
      ${given.secondFactor ? new Date() : null})`;
  return enter({ ...database.anotherContainer("app"), credentials: { sessionHash: hashSecret(secret) } });
};
