import { useState } from "react";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { mayListShows } from "../../modules/declarations/agent/rights.ts";
import { Bell } from "../../modules/mediation/agent/day/bell.tsx";
import { mayListCases } from "../../modules/mediation/agent/rights.ts";
import { Icon } from "../../ui/agent/icon.tsx";
import { useShortcuts } from "../../ui/agent/shortcuts.ts";
import { AccountMenu } from "./account-menu.tsx";
import { CaseSearch } from "./case-search.tsx";
import { OrganisationSwitcher } from "./organisation-switcher.tsx";
import { ShowSearch } from "./show-search.tsx";
import "./agent-bar.css";

/** The top bar, 56 px: the organisation leads, then the search, then the person. */
export function AgentBar({ space, onHelp }: { space: AgentSpace; onHelp: () => void }) {
  const [searching, setSearching] = useState<"anything" | "number">();
  const mayFind = mayListCases(space);
  useShortcuts(mayFind ? { "/": () => setSearching("anything"), g: () => setSearching("number") } : {});
  return (
    <header className="agent-bar">
      <OrganisationSwitcher space={space} />
      <div className="agent-bar__tools">
        {mayFind && (
          <button
            type="button"
            className="agent-bar__search"
            aria-keyshortcuts="/"
            onClick={() => setSearching("anything")}
          >
            <Icon name="fr-icon-search-line" />
            <span className="agent-bar__search-words">
              <span className="fr-sr-only">Rechercher un dossier&nbsp;: </span>Nom, n°, e-mail…
            </span>
            <kbd>/</kbd>
          </button>
        )}
        {!mayFind && mayListShows(space) && <ShowSearch space={space} />}
        {mayFind && <Bell space={space} />}
        <AccountMenu space={space} onHelp={onHelp} />
      </div>
      {searching && (
        <CaseSearch
          organisation={space.organisation}
          wanted={searching}
          onClose={() => setSearching(undefined)}
        />
      )}
    </header>
  );
}
