import { Link, useNavigate } from "@tanstack/react-router";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { searchHash } from "../../modules/declarations/agent/addresses.ts";
import { Icon } from "../../ui/agent/icon.tsx";
import { useShortcuts } from "../../ui/agent/shortcuts.ts";

/** The search of the top bar where shows are the work: the list of all of them, its field under the fingers. */
export function ShowSearch({ space: { organisation } }: { space: AgentSpace }) {
  const navigate = useNavigate();
  const there = {
    to: "/espace/$organisation/declarations/spectacles",
    params: { organisation: organisation.slug },
    search: { vue: "all" },
    hash: searchHash,
  } as const;
  useShortcuts({ "/": () => void navigate(there) });
  return (
    <Link {...there} className="agent-bar__search" aria-keyshortcuts="/">
      <Icon name="fr-icon-search-line" />
      <span className="agent-bar__search-words">
        <span className="fr-sr-only">Rechercher&nbsp;: </span>Spectacle, lieu…
      </span>
      <kbd>/</kbd>
    </Link>
  );
}
