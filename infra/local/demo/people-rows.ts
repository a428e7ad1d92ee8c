import { hashPassword } from "../../../functions/modules/access/password.ts";
import { sealTotpSecret } from "../../../functions/modules/access/totp.ts";
import { hashSecret } from "../../../functions/platform/ids.ts";
import { withOwnDraws } from "./journal-line.ts";
import { agents, demoPassword, organisations } from "./organisations.ts";
import {
  lastSeenDaysAgo,
  type OtherOrganisation,
  otherOrganisations,
  otherPeople,
  waitingInvitations,
} from "./other-people.ts";
import { atTheOffice, days, fileOf, idOf, keep, later, minutes, newId, type World } from "./world.ts";

/** The platform and its first organisations are two years old. */
const sinceDays = 700;

/** Organisations with their addresses, accounts with their roles, and what accounts leave behind. */
export const people = async (world: World): Promise<void> => {
  // Draws of their own: whoever is added here changes nothing of the cases.
  const aside = withOwnDraws(world, 20_270_043);
  const calendar = withOwnDraws(world, 20_270_044);
  const opening = (daysAgo: number) => {
    const at = later(world.now, -daysAgo * days - calendar.random.between(0, 300) * minutes);
    return atTheOffice(calendar, at, later(at, -7 * days));
  };
  const since = opening(sinceDays);
  const built = later(since, -12 * days);
  for (const one of organisations) anOrganisation(world, since, { ...one, services: ["mediation"] });
  for (const one of otherOrganisations)
    anOrganisation(aside, one.openedDaysAgo ? opening(one.openedDaysAgo) : since, one);
  const passwordHash = await hashPassword(demoPassword);
  for (const [rank, { memberships, ...agent }] of agents.entries()) {
    const joined = memberships.map(({ organisation }, place) =>
      arrival(calendar, agent.email, organisation, rank + place * 20),
    );
    anAccount(world, joined[0] ?? since, { ...agent, passwordHash });
    wasSeen(aside, agent.email);
    for (const [place, { organisation, mediation = [], administration }] of memberships.entries()) {
      const at = joined[place] ?? since;
      if (mediation.length > 0) member(world, at, agent.email, organisation, "mediation", mediation);
      if (administration) member(world, at, agent.email, organisation, "administration", ["admin"]);
    }
  }
  for (const [rank, person] of otherPeople.entries()) {
    const place = person.memberships[0]?.organisation;
    const joined = place ? arrival(calendar, person.email, place, agents.length + rank) : built;
    anAccount(aside, joined, { ...person, passwordHash });
    wasSeen(aside, person.email, person.leftDaysAgo);
    const endedAt = person.leftDaysAgo ? opening(person.leftDaysAgo) : null;
    for (const { organisation, service, roles } of person.memberships)
      member(aside, joined, person.email, organisation, service, roles, endedAt);
    if (person.platform) {
      const userId = idOf(world, person.email);
      world.rows.platformAdministrator.push({ id: newId(aside, built), userId, createdAt: built });
    }
    if (person.totp) await aGenerator(aside, joined, person.email, person.totp);
  }
  for (const one of waitingInvitations) anInvitation(aside, one);
  proveSiret(withOwnDraws(world, 20_270_047));
};

/** Whoever an organisation began with: its first administrator. */
export const founderOf = (organisation: string): string => {
  const founder =
    agents.find(({ memberships }) =>
      memberships.some((held) => held.organisation === organisation && held.administration),
    ) ??
    otherPeople.find(({ memberships }) =>
      memberships.some((held) => held.organisation === organisation && held.service === "administration"),
    );
  if (!founder) throw new Error(`nobody administers ${organisation}`);
  return founder.email;
};

/** When someone came: the founder of a company with it, any other the day after, the rest one after another. */
const arrival = (calendar: World, email: string, organisation: string, rank: number): Date => {
  const id = idOf(calendar, organisation);
  const row = calendar.rows.organisation.find((one) => one.id === id);
  const opened = row?.createdAt ?? calendar.now;
  if (email !== founderOf(organisation))
    return atTheOffice(calendar, later(opened, (4 + rank * 1.5) * days), opened);
  return row?.kind === "company" ? opened : atTheOffice(calendar, later(opened, 1.1 * days), opened);
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
    world.rows.siretClaim.push({
      id: newId(world, since),
      organisationId: id,
      siret,
      status: "unverified",
      createdAt: since,
    });
  }
};

/** One SIRET was proved by ProConnect, one is not yet; for the other, two documents wait for an administrator of the platform. */
const proveSiret = (world: World): void => {
  for (const claim of world.rows.siretClaim) {
    const claimant = otherOrganisations.find(({ siret }) => siret === claim.siret);
    const proven = claimant?.provenDaysAgo;
    if (claimant && proven === "not yet") {
      // Its first administrator gave the number, the day they came.
      const founder = idOf(world, founderOf(claimant.slug));
      const arrived = world.rows.membership.find(
        ({ organisationId, userId }) => organisationId === claim.organisationId && userId === founder,
      );
      if (arrived?.createdAt) claim.createdAt = later(arrived.createdAt, 10 * minutes);
      continue;
    }
    if (typeof proven === "number") {
      const decidedAt = later(world.now, -proven * days);
      Object.assign(claim, { status: "verified", method: "proconnect", decidedAt });
      continue;
    }
    const some = later(world.now, -2 * days - world.random.between(0, 300) * minutes);
    const sentAt = atTheOffice(world, some, later(some, -3 * days));
    const files = (["sirene", "licence"] as const).map((kind, place) => {
      const file = fileOf(world, kind);
      const createdAt = later(sentAt, -(5 - place) * minutes);
      keep(world, claim.organisationId, file, createdAt);
      const id = newId(world, createdAt);
      world.rows.claimFile.push({
        id,
        claimId: claim.id,
        organisationId: claim.organisationId,
        name: file.name,
        type: file.type,
        size: file.content.length,
        key: `${claim.organisationId}/${file.sha256}`,
        createdAt,
      });
      return id;
    });
    Object.assign(claim, { status: "pending", method: "document", files, sentAt });
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
  if (service !== "mediation" || !roles.some((role) => role === "mediator" || role === "manager")) return;
  world.rows.independence.push({
    organisationId: idOf(world, organisation),
    userId: idOf(world, email),
    declaredAt: since,
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
