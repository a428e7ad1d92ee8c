import { tidyRoles } from "../../../functions/modules/access/membership-roles.ts";
import { changedFields } from "../../../functions/modules/access/organisation-change.ts";
import type { GivenRoles } from "../../../shared/access/members.ts";
import { addLine, user, withOwnDraws } from "./journal-line.ts";
import { otherPeople, waitingInvitations } from "./other-people.ts";
import { founderOf } from "./people-rows.ts";
import { atTheOffice, type DemoRows, days, idOf, later, minutes, newId, type World } from "./world.ts";

type Organisation = DemoRows["organisation"][number];
type Fields = Record<string, unknown>;

/** What was changed since the beginning: a setting, a public text, somebody's roles, and what it was before. */
const changes = [
  {
    organisation: "valbrune",
    by: "s.benali@valbrune.example",
    daysAgo: 118,
    action: "organisation.texts",
    was: { answerDelay: "en général sous 15 jours" },
  },
  {
    organisation: "valbrune",
    by: "m.drouhin@valbrune.example",
    daysAgo: 33,
    action: "organisation.change",
    was: { phoneHours: "le mardi et le jeudi de 9 h à 12 h" },
  },
  {
    organisation: "trois-rives",
    by: "o.tessandier@trois-rives.example",
    daysAgo: 64,
    action: "organisation.texts",
    was: { dueDays: 90 },
  },
  {
    organisation: "haute-brenelle",
    by: "j.marchelier@haute-brenelle.example",
    daysAgo: 21,
    action: "organisation.change",
    was: { phoneHours: "du lundi au jeudi de 14 h à 17 h" },
  },
  {
    organisation: "saint-aubrin",
    by: "i.castagnol@saint-aubrin.example",
    daysAgo: 52,
    action: "organisation.change",
    was: { requireSecondFactor: false },
  },
] as const;
const roleChanges = [
  {
    organisation: "valbrune",
    email: "p.castaing@valbrune.example",
    by: "s.benali@valbrune.example",
    daysAgo: 240,
    was: [{ service: "mediation", roles: ["reader"] }],
  },
] as const;

/** The platform's administrator who opened the organisations. */
const opener = "a.vernois@guichet.example";

/** The journal of organisations: how each began, who came and left, what was changed, what was proved. */
export const organisationJournal = (world: World): void => {
  const aside = withOwnDraws(world, 20_270_046);
  for (const organisation of aside.rows.organisation) {
    if (organisation.kind === "company") {
      registered(aside, organisation);
      comings(aside, organisation);
    } else {
      created(aside, organisation);
      comings(aside, organisation);
      givenSiret(aside, organisation);
      settings(aside, organisation);
    }
  }
  for (const { daysAgo, ...change } of roleChanges) changeRoles(aside, atWork(aside, daysAgo), change);
  leavings(aside);
  waiting(aside);
};

const atWork = (world: World, daysAgo: number): Date => {
  const at = later(world.now, -daysAgo * days - world.random.between(0, 300) * minutes);
  return atTheOffice(world, at, later(at, -7 * days));
};

const rolesOf = (world: World, organisationId: string, userId: string): GivenRoles =>
  tidyRoles(
    world.rows.membership
      .filter((held) => held.organisationId === organisationId && held.userId === userId)
      .map(({ service, roles }) => ({ service, roles: [...(roles ?? [])] })),
  );

const created = (world: World, { id, name, slug, kind, services, createdAt: at = world.now }: Organisation) =>
  addLine(world, at, user(idOf(world, opener)), {
    action: "organisation.create",
    organisationId: id,
    target: { kind: "organisation", id },
    after: { name, slug, kind, services },
  });

/** Each member in the order they came: invited, then there; one with an account already is there at once. */
const comings = (world: World, organisation: Organisation): void => {
  const { rows } = world;
  const { id: organisationId, slug, createdAt = world.now } = organisation;
  const founder = idOf(world, founderOf(slug));
  const members = Map.groupBy(
    rows.membership.filter((held) => held.organisationId === organisationId),
    ({ userId }) => userId,
  );
  for (const [userId, [first]] of members) {
    // A company begins with whoever registers it.
    if (organisation.kind === "company" && userId === founder) continue;
    const email = rows.userAccount.find(({ id }) => id === userId)?.email;
    if (!email || !first?.createdAt) throw new Error("a demo membership has no account");
    const { createdAt: at } = first;
    const held = rolesOf(world, organisationId, userId);
    const changed = roleChanges.find((one) => one.email === email && one.organisation === slug);
    const administrator = [{ service: "administration", roles: ["admin"] }];
    const roles = userId === founder ? administrator : changed ? rolesAsKept(changed.was) : held;
    const earlier = rows.membership.some((one) => one.userId === userId && (one.createdAt ?? at) < at);
    const sentAt =
      userId === founder
        ? later(createdAt, 1000)
        : earlier
          ? at
          : later(at, -world.random.between(50, 600) * minutes);
    const by = userId === founder ? idOf(world, opener) : founder;
    const invitationId = newId(world, sentAt);
    rows.invitation.push({
      id: invitationId,
      organisationId,
      email,
      emailCanonical: email,
      roles,
      invitedBy: by,
      createdAt: sentAt,
      sentAt,
      expiresAt: later(sentAt, 14 * days),
      deliveryState: "delivered",
      acceptedAt: at,
      acceptedBy: userId,
    });
    const account = { kind: "user_account", id: userId };
    const note = { organisationId, after: { email, roles }, personal: ["email"] };
    if (earlier) {
      addLine(world, at, user(by), { ...note, action: "member.join", target: account });
      continue;
    }
    const invitation = { kind: "invitation", id: invitationId };
    addLine(world, sentAt, user(by), { ...note, action: "member.invite", target: invitation });
    const accepted = { organisationId, target: account, after: { roles } };
    addLine(world, at, user(userId), { ...accepted, action: "invitation.accept" });
    // Nobody gives themselves roles: the platform's administrator gave the founder theirs.
    if (userId === founder && held.length > roles.length)
      addLine(world, later(at, 20 * minutes), user(by), {
        action: "member.change",
        organisationId,
        target: account,
        before: { roles },
        after: { roles: held },
      });
  }
};

const rolesAsKept = (given: readonly { service: string; roles: readonly string[] }[]): GivenRoles =>
  given.map(({ service, roles }) => ({ service, roles: [...roles] }));

const changeRoles = (
  world: World,
  at: Date,
  { organisation, email, by, was }: Omit<(typeof roleChanges)[number], "daysAgo">,
): void => {
  const organisationId = idOf(world, organisation);
  const userId = idOf(world, email);
  addLine(world, at, user(idOf(world, by)), {
    action: "member.change",
    organisationId,
    target: { kind: "user_account", id: userId },
    before: { roles: rolesAsKept(was) },
    after: { roles: rolesOf(world, organisationId, userId) },
  });
};

/** What the settings began with, was filled in on the second day, and was changed since. */
const settings = (world: World, organisation: Organisation): void => {
  const { id, slug, name, requireSecondFactor, createdAt: opened = world.now } = organisation;
  const { mediation = {}, logo, ...own } = organisation.settings ?? {};
  const short = name.slice(0, 60);
  const began = { requireSecondFactor: false, shortName: short, senderName: short, address: [] };
  const now: Record<string, Fields> = {
    "organisation.change": { requireSecondFactor, ...own },
    "organisation.logo": { logo },
    "organisation.texts": { ...mediation },
  };
  const before: Record<string, Fields> = { "organisation.change": began };
  const change = (at: Date, by: string, action: string, fields: { before: Fields; after: Fields }) => {
    if (Object.keys(fields.after).length === 0) return;
    const personal = action === "organisation.change" ? ["phone"] : [];
    const target = { kind: "organisation", id };
    addLine(world, at, user(by), { action, organisationId: id, target, ...fields, personal });
  };
  const since = changes.filter((one) => one.organisation === slug);
  for (const [place, [action, fields]] of Object.entries(now).entries()) {
    const first = { ...fields };
    for (const one of since) if (one.action === action) Object.assign(first, one.was);
    const at = atTheOffice(
      world,
      later(opened, 2.5 * days + place * 25 * minutes),
      later(opened, 1.2 * days),
    );
    change(at, idOf(world, founderOf(slug)), action, changedFields(before[action] ?? {}, first));
  }
  for (const { by, daysAgo, action, was } of since) {
    const fields = now[action] ?? {};
    const after = Object.fromEntries(Object.keys(was).map((key) => [key, fields[key]]));
    change(atWork(world, daysAgo), idOf(world, by), action, changedFields(was, after));
  }
};

const leavings = (world: World): void => {
  for (const { email, leftDaysAgo } of otherPeople) {
    const userId = idOf(world, email);
    const gone = world.rows.membership.find((held) => held.userId === userId && held.endedAt);
    if (!leftDaysAgo || !gone?.endedAt) continue;
    const { organisationId, endedAt } = gone;
    const [slug] = [...world.ids].find(([, id]) => id === organisationId) ?? [""];
    addLine(world, endedAt, user(idOf(world, founderOf(slug))), {
      action: "member.remove",
      organisationId,
      target: { kind: "user_account", id: userId },
      before: { roles: rolesOf(world, organisationId, userId) },
    });
  }
};

/** Invitations that nobody took up yet. */
const waiting = (world: World): void => {
  for (const { email } of waitingInvitations) {
    const row = world.rows.invitation.find((one) => one.email === email);
    if (!row?.organisationId || !row.invitedBy) throw new Error("a demo invitation is missing");
    addLine(world, row.sentAt, user(row.invitedBy), {
      action: "member.invite",
      organisationId: row.organisationId,
      target: { kind: "invitation", id: row.id },
      after: { email, roles: row.roles },
      personal: ["email"],
    });
  }
};

/** An organisation that the platform opened says its number itself. */
const givenSiret = (world: World, { id, slug, siret, createdAt: at = world.now }: Organisation): void => {
  for (const claim of world.rows.siretClaim.filter(({ organisationId }) => organisationId === id))
    addLine(world, claim.createdAt ?? at, user(idOf(world, founderOf(slug))), {
      action: "claim.start",
      organisationId: id,
      target: { kind: "siret_claim", id: claim.id },
      after: { siret },
    });
};

/** A company registers itself, then sends what proves its SIRET. */
const registered = (
  world: World,
  { id, slug, name, siret, createdAt: at = world.now }: Organisation,
): void => {
  const founder = idOf(world, founderOf(slug));
  const roles = rolesOf(world, id, founder);
  addLine(world, at, user(founder), {
    action: "company.register",
    organisationId: id,
    target: { kind: "organisation", id },
    after: { name, siret, official: true, roles },
  });
  for (const claim of world.rows.siretClaim.filter(({ organisationId }) => organisationId === id)) {
    const target = { kind: "siret_claim", id: claim.id };
    if (claim.method === "proconnect") {
      addLine(world, claim.decidedAt ?? at, user(founder), {
        action: "claim.prove",
        organisationId: id,
        target,
        before: { claim: "unverified" },
        after: { claim: claim.status, method: claim.method },
      });
      continue;
    }
    const files = world.rows.claimFile.filter(({ claimId }) => claimId === claim.id);
    for (const file of files)
      addLine(world, file.createdAt ?? at, user(founder), {
        action: "claim.add_file",
        organisationId: id,
        target,
        after: { document: file.name },
        personal: ["document"],
      });
    addLine(world, claim.sentAt ?? at, user(founder), {
      action: "claim.send",
      organisationId: id,
      target,
      before: { claim: "unverified" },
      after: { claim: claim.status, method: claim.method, documents: files.length },
    });
  }
};
