import { isService, roleLabel, roleSpec, services } from "../../../../shared/access/roles.ts";

interface Given {
  service: string;
  roles: string[];
}

/** Roles as they are given: in which service, under which name, and what each may do. */
export const RolesInWords = ({ roles }: { roles: readonly Given[] }) => (
  <ul className="entry__roles">
    {roles.flatMap(({ service, roles: names }) =>
      names.map((role) => (
        <li key={`${service}.${role}`}>
          <strong>{roleLabel(service, role)}</strong>
          {isService(service) && service !== "administration" && ` · ${services[service].label}`}
          <span className="mention">{roleSpec(service, role)?.does}</span>
        </li>
      )),
    )}
  </ul>
);
