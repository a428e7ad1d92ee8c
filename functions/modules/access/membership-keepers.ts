import { and, arrayContains, eq, isNull, or } from "drizzle-orm";
import { roleLabel } from "../../../shared/access/roles.ts";
import { keeperRoles } from "../../../shared/access/rules.ts";
import type { Queries } from "../../platform/db.ts";
import { type Refusal, refuse } from "../../platform/refusal.ts";
import { holdsRole } from "./membership-roles.ts";
import { membership, userAccount } from "./tables.ts";

/** Who keeps each service of an organisation running: role (`mediation.manager`) to enabled live members who hold it. */
export type Keepers = ReadonlyMap<string, ReadonlySet<string>>;

/** Keepers of an organisation, in itself and in the services that are on. */
export const keepersOf = async (
  on: Queries,
  organisation: { id: string; services: readonly string[] },
): Promise<Keepers> => {
  const kept = keeperRoles.filter(
    ({ service }) => service === "administration" || organisation.services.includes(service),
  );
  const rows = await on
    .select({ userId: membership.userId, service: membership.service, roles: membership.roles })
    .from(membership)
    .innerJoin(userAccount, eq(userAccount.id, membership.userId))
    .where(
      and(
        eq(membership.organisationId, organisation.id),
        isNull(membership.endedAt),
        isNull(userAccount.disabledAt),
        or(
          ...kept.map(({ service, role }) =>
            and(eq(membership.service, service), arrayContains(membership.roles, [role])),
          ),
        ),
      ),
    );
  return new Map(
    kept.map(({ service, role }) => [
      `${service}.${role}`,
      new Set(rows.filter((row) => holdsRole([row], service, role)).map(({ userId }) => userId)),
    ]),
  );
};

/** Roles that nobody but this person has: `["mediation.manager"]`. */
export const keptAlone = (keepers: Keepers, userId: string): string[] =>
  [...keepers].filter(([, people]) => people.size === 1 && people.has(userId)).map(([role]) => role);

/** Stops a change that would leave a service without anyone to run it. `holdsStill` says which roles remain. */
export const keepOne = (
  keepers: Keepers,
  userId: string,
  holdsStill: ReadonlyArray<{ service: string; roles: readonly string[] }> = [],
): void => {
  for (const kept of keptAlone(keepers, userId)) {
    const [service = "", role = ""] = kept.split(".");
    if (!holdsRole(holdsStill, service, role)) refuse(lastKeeper(service, role));
  }
};

const lastKeeper = (service: string, role: string): Refusal => ({
  code: "conflict",
  reason: "last_keeper",
  detail: `Une seule personne a le rôle «\u00a0${roleLabel(service, role)}\u00a0»\u00a0: il ne peut pas lui être retiré. Désignez d’abord quelqu’un d’autre.`,
  facts: { role: `${service}.${role}` },
});
