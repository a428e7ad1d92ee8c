import { roleSpec } from "../../../../shared/access/roles.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { type ChosenRoles, withRole } from "./role-choices.ts";
import { serviceLabel } from "./role-words.ts";

/** The roles one may give, service by service, each with the sentence that says what it may do. */
export function RoleFields({
  id,
  grantable,
  kept,
  chosen,
  error,
  onChange,
}: {
  id: string;
  grantable: ReadonlyArray<{ service: string; roles: readonly string[] }>;
  /** Roles held that cannot be taken, because nobody else has them. */
  kept?: readonly string[];
  chosen: ChosenRoles;
  error?: string | undefined;
  onChange: (chosen: ChosenRoles) => void;
}) {
  return (
    <div id={id} tabIndex={-1} className="role-fields">
      {error && <p className="fr-message fr-message--error">{error}</p>}
      {grantable.map(({ service, roles }) => (
        <fieldset key={service} className="role-fields__service">
          <legend>{serviceLabel(service)}</legend>
          {roles.map((role) => {
            const name = `${service}.${role}`;
            const last = kept?.includes(name);
            return last ? (
              <p key={role} className="role-fields__kept">
                <strong>{roleSpec(service, role)?.label ?? role}</strong>
                <span className="small">
                  Personne d’autre n’a ce rôle&nbsp;: il ne peut pas être retiré. Désignez d’abord quelqu’un
                  d’autre.
                </span>
              </p>
            ) : (
              <Checkbox
                key={role}
                id={`${id}-${name}`}
                label={roleSpec(service, role)?.label ?? role}
                hint={roleSpec(service, role)?.does}
                checked={chosen.has(name)}
                onChange={(held) => onChange(withRole(chosen, service, role, held))}
              />
            );
          })}
        </fieldset>
      ))}
    </div>
  );
}
