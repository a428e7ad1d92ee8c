import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { mayListCases } from "../../modules/mediation/agent/rights.ts";
import { SavedViews } from "../../modules/mediation/agent/saved-views.tsx";
import { Icon } from "../../ui/agent/icon.tsx";
import { type MenuCounts, menuSections } from "./menu-sections.ts";

/** The left column: what I can do here, with what waits on the right. */
export function ServiceMenu({
  space,
  counts,
  onHelp,
}: {
  space: AgentSpace;
  counts: MenuCounts;
  onHelp: () => void;
}) {
  return (
    <nav className="service-menu" aria-label="Menu principal">
      {menuSections(space, counts).map(({ heading, entries }, index) => (
        <Fragment key={heading ?? "dossiers"}>
          <div>
            {heading && <h2>{heading}</h2>}
            <ul>
              {entries.map(({ to, label, icon, waiting }) => (
                <li key={to}>
                  <Link
                    to={to}
                    params={{ organisation: space.organisation.slug }}
                    activeOptions={{ exact: true, includeSearch: false }}
                    activeProps={{ "aria-current": "page" }}
                  >
                    <Icon name={icon} />
                    <span className="grow ellipsis">{label}</span>
                    {waiting ? <span className="service-menu__count">{waiting}</span> : null}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
          {index === 0 && mayListCases(space) && <SavedViews space={space} />}
        </Fragment>
      ))}
      <button type="button" className="service-menu__help" onClick={onHelp}>
        <span>Raccourcis clavier</span>
        <kbd>?</kbd>
      </button>
    </nav>
  );
}
