import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { CaseCounts } from "../../../shared/mediation/case-lists.ts";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { mayListCases } from "../../modules/mediation/agent/rights.ts";
import { Icon } from "../../ui/agent/icon.tsx";
import { PhoneMenu } from "./phone-menu.tsx";
import { settingsEntries } from "./settings-entries.ts";

/** Under 992 px: the daily screens under the thumb, everything else in "Plus". */
export function PhoneBar({ space, counts }: { space: AgentSpace; counts: CaseCounts | undefined }) {
  const [menuOpen, setMenuOpen] = useState(false);
  const params = { organisation: space.organisation.slug };
  const current = {
    activeOptions: { exact: true, includeSearch: false },
    activeProps: { "aria-current": "page" },
  } as const;
  const waiting = counts?.unassigned ?? 0;
  return (
    <>
      <nav className="phone-bar" aria-label="Navigation rapide">
        {mayListCases(space) ? (
          <>
            <Link to="/espace/$organisation/mediation" params={params} {...current}>
              <Icon name="fr-icon-home-4-line" size="md" />
              Accueil
            </Link>
            <Link to="/espace/$organisation/mediation/a-prendre" params={params} {...current}>
              <Icon name="fr-icon-inbox-line" size="md" />À prendre
              {waiting > 0 && (
                <span className="phone-bar__count">
                  {waiting}
                  <span className="fr-sr-only"> à prendre</span>
                </span>
              )}
            </Link>
            <Link to="/espace/$organisation/mediation/mes-dossiers" params={params} {...current}>
              <Icon name="fr-icon-folder-2-line" size="md" />
              Dossiers
            </Link>
          </>
        ) : (
          settingsEntries(space).map(({ to, label, icon }) => (
            <Link key={to} to={to} params={params} {...current}>
              <Icon name={icon} size="md" />
              {label}
            </Link>
          ))
        )}
        <button type="button" aria-haspopup="dialog" onClick={() => setMenuOpen(true)}>
          <Icon name="fr-icon-more-line" size="md" />
          Plus
        </button>
      </nav>
      {menuOpen && <PhoneMenu space={space} counts={counts} onClose={() => setMenuOpen(false)} />}
    </>
  );
}
