import { and, eq, inArray } from "drizzle-orm";
import type { GivenRoles, Member } from "../../../shared/access/members.ts";
import { type AccessActor, allowedActions } from "../../../shared/access/rules.ts";
import type { Queries } from "../../platform/db.ts";
import { belongsTo, memberFacts } from "./member-facts.ts";
import type { LoadMemberWork } from "./member-work.ts";
import { keepersOf, keptAlone } from "./membership-keepers.ts";
import { tidyRoles } from "./membership-roles.ts";
import { membership, type userAccount } from "./tables.ts";

type Person = Pick<
  typeof userAccount.$inferSelect,
  "id" | "firstName" | "lastName" | "email" | "createdAt" | "disabledAt"
>;

/** These people as members of an organisation, in the order given, with what this person may do about each. */
export const memberViews = async (
  on: Queries,
  actor: AccessActor,
  organisation: { id: string; services: readonly string[] },
  people: readonly Person[],
  load: LoadMemberWork,
): Promise<Member[]> => {
  const facts = await memberFacts(on, organisation.id);
  const keepers = await keepersOf(on, organisation);
  const terms = await termsOf(
    on,
    organisation.id,
    people.map(({ id }) => id),
  );
  const work = await openWorkOf(on, organisation, load);
  return people.map((person) => {
    const { roles, joinedAt, endedAt } = termOf(terms.filter(({ userId }) => userId === person.id));
    const known = facts.get(person.id);
    return {
      userId: person.id,
      firstName: person.firstName,
      lastName: person.lastName,
      email: person.email,
      you: actor.kind === "user" && actor.userId === person.id,
      roles,
      lastSeenAt: known?.lastSeenAt?.toISOString() ?? null,
      joinedAt: (joinedAt ?? person.createdAt).toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      disabled: person.disabledAt !== null,
      secondFactor: known?.secondFactor ?? false,
      lastKeeperOf: keptAlone(keepers, person.id),
      openWork: work.flatMap(({ service, counts }) => {
        const count = counts.get(person.id) ?? 0;
        return count > 0 ? [{ service, count }] : [];
      }),
      allowed: endedAt
        ? []
        : actionsOn(actor, {
            organisationId: organisation.id,
            userId: person.id,
            theirOrganisations: known ? belongsTo(known) : [],
            roles,
          }),
    };
  });
};

type Term = Pick<typeof membership.$inferSelect, "userId" | "service" | "roles" | "createdAt" | "endedAt">;

const termsOf = (on: Queries, organisationId: string, userIds: string[]): Promise<Term[]> =>
  userIds.length === 0
    ? Promise.resolve([])
    : on
        .select({
          userId: membership.userId,
          service: membership.service,
          roles: membership.roles,
          createdAt: membership.createdAt,
          endedAt: membership.endedAt,
        })
        .from(membership)
        .where(and(eq(membership.organisationId, organisationId), inArray(membership.userId, userIds)));

/** What someone holds now or, for who left, what they held at the end; since when, and until when. */
const termOf = (terms: readonly Term[]): { roles: GivenRoles; joinedAt?: Date; endedAt?: Date } => {
  const live = terms.filter(({ endedAt }) => endedAt === null);
  const last = Math.max(...terms.map(({ endedAt }) => endedAt?.getTime() ?? 0));
  const shown = live.length > 0 ? live : terms.filter(({ endedAt }) => endedAt?.getTime() === last);
  if (shown.length === 0) return { roles: [] };
  const joinedAt = new Date(Math.min(...shown.map(({ createdAt }) => createdAt.getTime())));
  return { roles: tidyRoles(shown), joinedAt, ...(live.length > 0 ? {} : { endedAt: new Date(last) }) };
};

/** What is in the members' hands, in each service that is on. */
const openWorkOf = async (
  on: Queries,
  organisation: { id: string; services: readonly string[] },
  load: LoadMemberWork,
) => {
  const works = (await load()).filter(({ service }) => organisation.services.includes(service));
  return Promise.all(
    works.map(async (work) => ({
      service: work.service,
      counts: await work.openWork(on, organisation.id),
    })),
  );
};

/** Removing takes every role; for one's own membership there is only leaving. */
const actionsOn = (
  actor: AccessActor,
  target: { organisationId: string; userId: string; theirOrganisations: string[]; roles: GivenRoles },
): string[] => {
  const { roles, ...person } = target;
  if (actor.kind === "user" && actor.userId === target.userId) {
    return allowedActions(actor, ["organisation.leave"], { organisationId: target.organisationId });
  }
  return [
    ...allowedActions(actor, ["member.change"], person),
    ...allowedActions(actor, ["member.remove"], { ...person, roles }),
    ...allowedActions(actor, ["member.reset_second_factor"], person),
  ];
};
