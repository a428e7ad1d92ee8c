import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { DeclarationView } from "../../../../../shared/declarations/declaring.ts";
import type { AgentSpace } from "../../../access/agent/session.ts";

/** Shows › the show › (the declaration ›) this page. */
export function Crumbs({
  found,
  space,
  here,
}: {
  found: DeclarationView;
  space: AgentSpace;
  /** Absent: the declaration itself. */
  here?: ReactNode;
}) {
  const params = { organisation: space.organisation.slug };
  return (
    <nav className="telling-crumbs small" aria-label="Vous êtes ici">
      <ol>
        <li>
          <Link to="/espace/$organisation/declarations/spectacles" params={params}>
            Spectacles
          </Link>
        </li>
        <li>
          <Link
            to="/espace/$organisation/declarations/spectacles/$showId"
            params={{ ...params, showId: found.showId }}
          >
            {found.showName}
          </Link>
        </li>
        {here && (
          <li>
            <Link
              to="/espace/$organisation/declarations/declarations/$declarationId"
              params={{ ...params, declarationId: found.id }}
            >
              Déclaration
            </Link>
          </li>
        )}
        <li aria-current="page">{here ?? "Déclaration"}</li>
      </ol>
    </nav>
  );
}
