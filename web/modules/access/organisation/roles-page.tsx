import { roleSpec } from "../../../../shared/access/roles.ts";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import type { AgentSpace } from "../agent/session.ts";
import { serviceLabel } from "./role-words.ts";
import "./roles-page.css";

/** Where someone arrives whose roles open no screen: what their roles are, and what they can do. */
export function RolesPage({ space }: { space: AgentSpace }) {
  useTitle("Vos rôles");
  const { me, organisation } = space;
  const held = me.memberships.filter((membership) => membership.organisation.id === organisation.id);
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Vos rôles</PageTitle>
        <p className="mention">{organisation.name}</p>
      </header>
      <p>Vos rôles dans cette organisation n’ouvrent pas d’écran de travail&nbsp;:</p>
      <ul className="roles-held">
        {held.flatMap(({ service, roles }) =>
          roles.map((role) => (
            <li key={`${service}.${role}`}>
              <strong>{roleSpec(service, role)?.label ?? role}</strong>{" "}
              <span className="mention">{serviceLabel(service)}</span>
              <p>{roleSpec(service, role)?.does}</p>
            </li>
          )),
        )}
      </ul>
      <p>
        Vous pouvez régler <a href="/compte">votre compte</a> et <a href="/compte/securite">sa sécurité</a>.
        Pour un autre rôle, adressez-vous à l’administrateur de l’organisation.
      </p>
    </div>
  );
}
