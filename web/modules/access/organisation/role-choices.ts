import type { GivenRoles } from "../../../../shared/access/members.ts";

/** Roles as a form holds them: `mediation.manager`. */
export type ChosenRoles = ReadonlySet<string>;
type Roles = ReadonlyArray<{ service: string; roles: readonly string[] }>;

const nameOf = (service: string, role: string) => `${service}.${role}`;

export const chosenOf = (roles: Roles): ChosenRoles =>
  new Set(roles.flatMap(({ service, roles: names }) => names.map((role) => nameOf(service, role))));

/** The form's choice as the API wants it: service by service, those without a role left out. */
export function givenOf(chosen: ChosenRoles): GivenRoles {
  const given = new Map<string, string[]>();
  for (const name of chosen) {
    const [service = "", role = ""] = name.split(".");
    given.set(service, [...(given.get(service) ?? []), role]);
  }
  return [...given].map(([service, roles]) => ({ service, roles }));
}

export const withRole = (chosen: ChosenRoles, service: string, role: string, held: boolean): ChosenRoles => {
  const next = new Set(chosen);
  if (held) next.add(nameOf(service, role));
  else next.delete(nameOf(service, role));
  return next;
};

/** Roles of the mediation whose holder may have cases in charge. */
const handling = ["mediation.manager", "mediation.mediator"];

/** Whether going from `before` to `after` takes away what lets someone have cases in charge. */
export const losesCases = (before: ChosenRoles, after: ChosenRoles): boolean =>
  handling.some((name) => before.has(name)) && !handling.some((name) => after.has(name));
