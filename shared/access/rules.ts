import { decide, type Holder, type Rights } from "../platform/rights.ts";
import { notYourRole, type RuleRefusal, unseen, type Verdict } from "../platform/verdict.ts";
import type { GivenRoles } from "./members.ts";
import { isService, roleSpec, type Service, serviceNames, services } from "./roles.ts";

/** Who asks. Memberships are those that count now: live, in a live organisation, with the second factor it asks for. */
export type AccessActor =
  | {
      kind: "user";
      userId: string;
      platformAdministrator: boolean;
      memberships: ReadonlyArray<{ organisationId: string; service: string; roles: readonly string[] }>;
    }
  | { kind: "nobody" };

/** What the rules need to know of what is acted upon. */
export interface AccessTarget {
  organisationId?: string;
  /** Whose account or membership it is. */
  userId?: string;
  /** Roles given or taken by the action. */
  roles?: GivenRoles;
  /** The service whose members, texts or journal it is about. */
  service?: string;
  /** Organisations the target person belongs to. */
  theirOrganisations?: readonly string[];
}

type Condition = "own_service" | "not_self" | "only_here";

const managers = {
  "followup.administrator": "own_service",
  "followup.manager": "own_service",
  "appointments.territory_admin": "own_service",
  "appointments.admin": "own_service",
} as const;
const serviceManagers = {
  ...managers,
  "mediation.manager": "own_service",
  "declarations.manager": "own_service",
} as const;
const givesRoles = { "administration.admin": "not_self", platform: "not_self", ...managers } as const;

/** Rights over accounts, organisations and the platform. */
export const accessRights = {
  public: { about: "anyone", may: { anyone: "always" } },
  "self.read": { about: "self", may: { self: "always" } },
  "self.write": { about: "self", may: { self: "always" } },
  "organisation.read": { about: "organisation", may: { member: "always", platform: "always" } },
  "organisation.change": { about: "organisation", may: { "administration.admin": "always" } },
  "organisation.texts": {
    about: "organisation",
    may: { "administration.admin": "always", "mediation.manager": "own_service" },
  },
  "organisation.leave": { about: "organisation", may: { member: "always" } },
  "claim.prove": { about: "organisation", may: { "administration.admin": "always" } },
  "member.list": {
    about: "organisation",
    may: {
      "administration.admin": "always",
      platform: "always",
      "mediation.manager": "always",
      "followup.administrator": "always",
      "followup.manager": "always",
      "appointments.territory_admin": "always",
      "appointments.admin": "always",
    },
  },
  "member.invite": { about: "organisation", may: givesRoles },
  "member.change": { about: "item", may: givesRoles },
  "member.remove": { about: "item", may: givesRoles },
  "member.reset_second_factor": {
    about: "item",
    may: { "administration.admin": "only_here", platform: "not_self" },
  },
  "audit.read": { about: "organisation", may: { "administration.admin": "always", ...serviceManagers } },
  "audit.export": { about: "organisation", may: { "administration.admin": "always", ...serviceManagers } },
  "platform.read": { about: "platform", may: { platform: "always" } },
  "platform.change": { about: "platform", may: { platform: "not_self" } },
} as const satisfies Rights<string, Condition>;
export type AccessAction = keyof typeof accessRights;
const table: Rights<AccessAction, Condition> = accessRights;

const ownAccount: RuleRefusal = {
  code: "forbidden",
  reason: "own_account",
  detail: "Vous ne pouvez pas changer vos propres droits. Demandez à un autre administrateur.",
};
const elsewhereToo: RuleRefusal = {
  code: "forbidden",
  reason: "elsewhere_too",
  detail:
    "Cette personne travaille aussi pour une autre organisation. Demandez à l’administrateur de la plateforme.",
};

/** Everything someone is towards this target. */
const holdersOf = (actor: AccessActor, target: AccessTarget): Set<Holder> => {
  const holders = new Set<Holder>();
  if (actor.kind !== "user") return holders;
  if (target.userId === undefined || target.userId === actor.userId) holders.add("self");
  if (actor.platformAdministrator) holders.add("platform");
  for (const held of actor.memberships) {
    if (held.organisationId !== target.organisationId) continue;
    holders.add("member");
    for (const role of held.roles) holders.add(`${held.service}.${role}`);
  }
  return holders;
};

/** Whether someone who manages the members of some services may give or take exactly these roles. */
const withinOwnServices = (actor: AccessActor, { organisationId, roles, service }: AccessTarget): boolean => {
  if (actor.kind !== "user") return false;
  const own = actor.memberships.filter((held) => held.organisationId === organisationId);
  const managed = own.filter((held) =>
    held.roles.some((role) => roleSpec(held.service, role)?.managesMembers),
  );
  if (roles)
    return roles.every(({ service: asked, roles: names }) => {
      const mine = managed.find((held) => held.service === asked);
      // Who holds a role from above gives it too; others are given by administrators of the organisation.
      return mine && names.every((name) => !roleSpec(asked, name)?.above || mine.roles.includes(name));
    });
  return service === undefined || own.some((held) => held.service === service);
};

/** Nobody changes their own rights, whatever they hold. */
const notSelf = (actor: AccessActor, target: AccessTarget): Verdict =>
  actor.kind !== "user" || actor.userId !== target.userId || ownAccount;

const meets: Record<Condition, (actor: AccessActor, target: AccessTarget) => Verdict> = {
  own_service: (actor, target) => {
    const others = notSelf(actor, target);
    return others === true ? withinOwnServices(actor, target) || notYourRole : others;
  },
  not_self: notSelf,
  only_here: (actor, target) => {
    const { organisationId, theirOrganisations = [] } = target;
    const others = notSelf(actor, target);
    return others === true ? theirOrganisations.every((id) => id === organisationId) || elsewhereToo : others;
  },
};

/** Roles that nobody gives in an organisation, save the platform. */
const needsPlatform = (roles: GivenRoles | undefined): boolean =>
  roles?.some(({ service, roles: names }) => names.some((name) => roleSpec(service, name)?.fromPlatform)) ??
  false;

/**
 * Whether `actor` may do `action` on `target`. An organisation one has nothing to do with is refused exactly as one
 * that does not exist. Total: every combination has an answer.
 */
export const may = (actor: AccessActor, action: AccessAction, target: AccessTarget = {}): Verdict => {
  const right = table[action];
  const holders = holdersOf(actor, target);
  if (needsPlatform(target.roles) && !holders.has("platform")) return notYourRole;
  const otherwise =
    right.about === "anyone" || holders.has("member") || holders.has("platform") ? notYourRole : unseen;
  return decide(right, holders, (condition) => meets[condition](actor, target), otherwise);
};

/** What `actor` may do about this target, among `actions`: the screen offers exactly these. */
export const allowedActions = (
  actor: AccessActor,
  actions: readonly AccessAction[],
  target: AccessTarget,
): AccessAction[] => actions.filter((action) => may(actor, action, target) === true);

/** Roles `actor` may give in an organisation whose switched-on services are `on`. */
export const grantableRoles = (
  actor: AccessActor,
  organisationId: string,
  on: readonly string[],
): Array<{ service: Service; roles: string[] }> =>
  serviceNames
    .filter((service) => service === "administration" || on.includes(service))
    .map((service) => ({
      service,
      roles: Object.keys(services[service].roles).filter(
        (role) =>
          may(actor, "member.invite", { organisationId, roles: [{ service, roles: [role] }] }) === true,
      ),
    }))
    .filter(({ roles }) => roles.length > 0);

/** Whether these are roles that exist, in services that are switched on. */
export const rolesExist = (
  roles: ReadonlyArray<{ service: string; roles: readonly string[] }>,
  on: readonly string[],
): boolean =>
  roles.every(
    ({ service, roles: names }) =>
      isService(service) &&
      (service === "administration" || on.includes(service)) &&
      names.every((name) => roleSpec(service, name) !== undefined),
  );

/** Roles without which a service would have nobody left to run it: `mediation.manager`. */
export const keeperRoles: ReadonlyArray<{ service: Service; role: string }> = serviceNames.flatMap(
  (service) =>
    Object.entries(services[service].roles)
      .filter(([, spec]) => spec.keeper)
      .map(([role]) => ({ service, role })),
);
