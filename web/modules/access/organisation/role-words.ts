import { isService, roleLabel, services } from "../../../../shared/access/roles.ts";

type Roles = ReadonlyArray<{ service: string; roles: readonly string[] }>;

/** A service in French, or its code for one we no longer know. */
export const serviceLabel = (service: string): string =>
  isService(service) ? services[service].label : service;

/** `mediation.manager` in words. */
export const keeperLabel = (name: string): string => {
  const [service = "", role = ""] = name.split(".");
  return roleLabel(service, role);
};

/** Somebody's roles in two lines: what they are, then where; who only administers sees no case, and it is said. */
export function rolesInWords(roles: Roles): { are: string; where: string } {
  const work = roles.filter(({ service, roles: names }) => service !== "administration" && names.length > 0);
  const administers = roles.some(
    ({ service, roles: names }) => service === "administration" && names.length > 0,
  );
  if (work.length === 0)
    return administers
      ? { are: roleLabel("administration", "admin"), where: "Ne voit aucun dossier" }
      : { are: "Aucun rôle", where: "" };
  return {
    are: [
      ...new Set(work.flatMap(({ service, roles: names }) => names.map((role) => roleLabel(service, role)))),
    ].join(", "),
    where: [
      work.map(({ service }) => serviceLabel(service)).join(" · "),
      ...(administers ? ["administre l’organisation"] : []),
    ].join(" · "),
  };
}
