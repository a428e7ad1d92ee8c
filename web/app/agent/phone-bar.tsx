import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { mayListShows } from "../../modules/declarations/agent/rights.ts";
import { mayListCases } from "../../modules/mediation/agent/rights.ts";
import { Icon } from "../../ui/agent/icon.tsx";
import { phoneEntries } from "./declarations-entries.ts";
import type { MenuCounts } from "./menu-sections.ts";
import { PhoneMenu } from "./phone-menu.tsx";
import { settingsEntries } from "./settings-entries.ts";

/** Under 992 px: the daily screens under the thumb, everything else in "Plus". */
export function PhoneBar({ space, counts }: { space: AgentSpace; counts: MenuCounts }) {
  const [menuOpen, setMenuOpen] = useState(false);
  const params = { organisation: space.organisation.slug };
  const current = {
    activeOptions: { exact: true, includeSearch: false },
    activeProps: { "aria-current": "page" },
  } as const;
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
              <Waiting count={counts.cases?.unassigned ?? 0} />
            </Link>
            <Link to="/espace/$organisation/mediation/mes-dossiers" params={params} {...current}>
              <Icon name="fr-icon-folder-2-line" size="md" />
              Dossiers
            </Link>
          </>
        ) : mayListShows(space) ? (
          phoneEntries.map(({ to, label, icon, count }) => (
            <Link key={to} to={to} params={params} {...current}>
              <Icon name={icon} size="md" />
              {label}
              <Waiting count={count?.(counts.declarations) ?? 0} />
            </Link>
          ))
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

const Waiting = ({ count }: { count: number }) =>
  count > 0 && (
    <span className="phone-bar__count">
      {count}
      <span className="fr-sr-only"> en attente</span>
    </span>
  );
