import { randomUUID } from "node:crypto";
import type { OrganisationSettings } from "../../../shared/access/organisation.ts";
import type { Actor, ActorMembership } from "../ctx.ts";
import { uuidV7 } from "../ids.ts";
import { someSettings, type TestDatabase } from "./open-database.ts";

/** An organisation with mediation on and an open intake address `<slug>`. */
export const anOrganisation = async (
  { admin }: TestDatabase,
  given: { slug?: string; name?: string; timeZone?: string; settings?: Partial<OrganisationSettings> } = {},
): Promise<{ id: string; slug: string; name: string; intake: string }> => {
  const id = uuidV7(new Date());
  const slug = given.slug ?? `ville-${randomUUID().slice(0, 8)}`;
  const name = given.name ?? "Ville de Valbrune";
  await admin`
    insert into organisation (id, slug, name, kind, time_zone, services, settings)
    values (${id}, ${slug}, ${name}, 'commune', ${given.timeZone ?? "Europe/Paris"}, '{mediation}',
      ${admin.json(someSettings(given.settings))})`;
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
  }
  return { id, email, actor: { kind: "user", userId: id, memberships } };
};

/** A mediator of that organisation (or another role of the service). */
export const aMediator = (
  database: TestDatabase,
  organisationId: string,
  given: { role?: string; firstName?: string; lastName?: string } = {},
) => aUser(database, [{ organisationId, service: "mediation", roles: [given.role ?? "mediator"] }], given);
