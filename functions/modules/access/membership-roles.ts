import type { GivenRoles } from "../../../shared/access/members.ts";

/** Roles as a screen or a table gives them: services may repeat, lists may be empty. */
type Given = ReadonlyArray<{ service: string; roles: readonly string[] }>;

/** One line per service that has a role, each role once. */
export const tidyRoles = (given: Given): GivenRoles => {
  const services = [...new Set(given.map(({ service }) => service))];
  return services
    .map((service) => ({
      service,
      roles: [...new Set(given.filter((one) => one.service === service).flatMap(({ roles }) => roles))],
    }))
    .filter(({ roles }) => roles.length > 0);
};

/** Roles of `some` that are not among `others`. */
export const rolesWithout = (some: Given, others: Given): GivenRoles =>
  tidyRoles(
    some.map(({ service, roles }) => ({
      service,
      roles: roles.filter((role) => !holdsRole(others, service, role)),
    })),
  );

export const holdsRole = (held: Given, service: string, role: string): boolean =>
  held.some((one) => one.service === service && one.roles.includes(role));
