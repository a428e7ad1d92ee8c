import { hashPassword } from "../../../functions/modules/access/password.ts";
import { sealTotpSecret } from "../../../functions/modules/access/totp.ts";
import { hashSecret } from "../../../functions/platform/ids.ts";
import { agents, demoPassword, organisations } from "./organisations.ts";
import {
  lastSeenDaysAgo,
  type OtherOrganisation,
  otherOrganisations,
  otherPeople,
  waitingInvitations,
} from "./other-people.ts";
import { seeded } from "./random.ts";
import { days, idOf, later, minutes, newId, type World } from "./world.ts";

/** Everyone was here two years ago, save who came since. */
const sinceDays = 700;

/** Organisations with their addresses, accounts with their roles, and what accounts leave behind. */
export const people = async (world: World): Promise<void> => {
  const since = later(world.now, -sinceDays * days);
  // Draws of their own: whoever is added here changes nothing of the cases.
  const aside: World = { ...world, random: seeded(20_270_043) };
  for (const one of organisations) anOrganisation(world, since, { ...one, services: ["mediation"] });
  for (const one of otherOrganisations) anOrganisation(aside, since, one);
  const passwordHash = await hashPassword(demoPassword);
  for (const { memberships, ...agent } of agents) {
    anAccount(world, since, { ...agent, passwordHash });
    wasSeen(aside, agent.email);
    for (const { organisation, mediation = [], administration } of memberships) {
      if (mediation.length > 0) member(world, since, agent.email, organisation, "mediation", mediation);
      if (administration) member(world, since, agent.email, organisation, "administration", ["admin"]);
    }
  }
  for (const person of otherPeople) {
    anAccount(aside, since, { ...person, passwordHash });
    wasSeen(aside, person.email, person.leftDaysAgo);
    const endedAt = person.leftDaysAgo ? later(world.now, -person.leftDaysAgo * days) : null;
    for (const { organisation, service, roles } of person.memberships)
      member(aside, since, person.email, organisation, service, roles, endedAt);
    if (person.platform) {
      const userId = idOf(world, person.email);
      world.rows.platformAdministrator.push({ id: newId(aside, since), userId, createdAt: since });
    }
    if (person.totp) await aGenerator(aside, since, person.email, person.totp);
  }
  for (const one of waitingInvitations) anInvitation(aside, one);
};

const anOrganisation = (world: World, since: Date, given: OtherOrganisation): void => {
  const { slug, name, kind, services, settings, siret, intake, requireSecondFactor = false } = given;
  const id = newId(world, since);
  world.ids.set(slug, id);
  world.rows.organisation.push({
    id,
    slug,
    name,
    kind,
    services: [...services],
    settings,
    siret: siret ?? null,
    requireSecondFactor,
    createdAt: since,
  });
  if (intake) {
    const row = { organisationId: id, service: "mediation", localPart: intake, mode: "open" } as const;
    world.rows.intakeAddress.push({ id: newId(world, since), ...row });
  }
  if (siret) {
    const asked = later(world.now, -2 * days);
    world.rows.siretClaim.push({
      id: newId(world, asked),
      organisationId: id,
      siret,
      status: "pending",
      method: "document",
      createdAt: asked,
    });
  }
};

const anAccount = (
  world: World,
  since: Date,
  given: { firstName: string; lastName: string; email: string; passwordHash: string },
): void => {
  const { firstName, lastName, email, passwordHash } = given;
  const id = newId(world, since);
  world.ids.set(email, id);
  world.rows.userAccount.push({ id, email, firstName, lastName, passwordHash, createdAt: since });
};

/** The session, over since, that says when somebody was last here. */
const wasSeen = (world: World, email: string, leftDaysAgo = 0): void => {
  const ago = leftDaysAgo + (lastSeenDaysAgo[email] ?? 0);
  const seen = later(world.now, -ago * days - world.random.between(30, 3000) * minutes);
  const began = later(seen, -40 * minutes);
  world.rows.session.push({
    id: newId(world, began),
    userId: idOf(world, email),
    tokenHash: hashSecret(`${email} was here`),
    device: "Firefox sur Windows",
    createdAt: began,
    lastSeenAt: seen,
    expiresAt: later(began, 12 * 60 * minutes),
    endedAt: later(seen, 5 * minutes),
  });
};

const member = (
  world: World,
  since: Date,
  email: string,
  organisation: string,
  service: string,
  roles: readonly string[],
  endedAt: Date | null = null,
): void => {
  world.rows.membership.push({
    id: newId(world, since),
    organisationId: idOf(world, organisation),
    userId: idOf(world, email),
    service,
    roles: [...roles],
    createdAt: since,
    endedAt,
  });
};

const aGenerator = async (world: World, since: Date, email: string, secret: string): Promise<void> => {
  world.rows.totpFactor.push({
    userId: idOf(world, email),
    secret: await sealTotpSecret({ hmacKeys: world.hmacKeys }, secret),
    confirmedAt: since,
    createdAt: since,
  });
};

const anInvitation = (world: World, given: (typeof waitingInvitations)[number]): void => {
  const sentAt = later(world.now, -given.sentDaysAgo * days);
  world.rows.invitation.push({
    id: newId(world, sentAt),
    organisationId: idOf(world, "valbrune"),
    email: given.email,
    emailCanonical: given.email,
    roles: given.roles.map(({ service, roles }) => ({ service, roles: [...roles] })),
    invitedBy: idOf(world, given.by),
    createdAt: sentAt,
    sentAt,
    expiresAt: later(sentAt, 14 * days),
    deliveryState: given.delivery.state,
    deliveryCause: "cause" in given.delivery ? given.delivery.cause : null,
  });
};
