import { Link, Outlet } from "@tanstack/react-router";
import type { Me } from "../../../shared/access/schema.ts";
import { organisationsOf } from "../../modules/access/agent/session.ts";
import { Icon } from "../../ui/agent/icon.tsx";
import { Menu } from "../../ui/agent/menu.tsx";
import { DisplaySettingsDialog } from "../../ui/display-settings.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { AgentFooter } from "./agent-footer.tsx";
import { OfflineBanner } from "./offline-banner.tsx";
import { OrganisationMark } from "./organisation-switcher.tsx";
import { SkipLinks } from "./skip-links.tsx";
import "./agent-bar.css";
import "./agent-shell.css";
import "./platform-shell.css";

const sections = [
  {
    heading: undefined,
    entries: [
      { to: "/plateforme/organisations", label: "Organisations", icon: "fr-icon-government-line" },
      { to: "/plateforme/comptes", label: "Comptes", icon: "fr-icon-user-line" },
      { to: "/plateforme/administrateurs", label: "Administrateurs", icon: "fr-icon-admin-line" },
      { to: "/plateforme/entreprises", label: "Entreprises", icon: "fr-icon-building-line" },
      {
        to: "/plateforme/listes-de-mediation",
        label: "Listes de la médiation",
        icon: "fr-icon-list-unordered",
      },
      { to: "/plateforme/chiffres", label: "Chiffres", icon: "fr-icon-bar-chart-box-line" },
      { to: "/plateforme/declarations", label: "Déclarations", icon: "fr-icon-file-text-line" },
      { to: "/plateforme/organismes", label: "Organismes", icon: "fr-icon-calendar-line" },
      { to: "/plateforme/annuaires", label: "Annuaires d’agences", icon: "fr-icon-mail-send-line" },
    ],
  },
  {
    heading: "Exploitation",
    entries: [
      { to: "/plateforme/travaux", label: "Travaux et files", icon: "fr-icon-refresh-line" },
      { to: "/plateforme/courriel", label: "Courriel", icon: "fr-icon-mail-line" },
      {
        to: "/plateforme/courriels-sans-destination",
        label: "Courriels sans destination",
        icon: "fr-icon-question-line",
      },
      { to: "/plateforme/adresses-bloquees", label: "Adresses bloquées", icon: "fr-icon-mail-forbid-line" },
    ],
  },
] as const;

const current = {
  activeOptions: { exact: true, includeSearch: false },
  activeProps: { "aria-current": "page" },
} as const;

/** Around the pages of who manages the platform: the bar of the agents, its own menu, no organisation. */
export function PlatformShell({ me }: { me: Me }) {
  return (
    <>
      <div className="agent-space platform">
        <SkipLinks />
        <header className="agent-bar">
          <Where me={me} />
          <div className="agent-bar__tools">
            <AccountMenu space={{ me }} />
          </div>
        </header>
        <div className="agent-frame">
          <nav className="service-menu" aria-label="Plateforme">
            {sections.map(({ heading, entries }) => (
              <div key={heading ?? "plateforme"}>
                {heading && <h2>{heading}</h2>}
                <ul>
                  {entries.map(({ to, label, icon }) => (
                    <li key={to}>
                      <Link to={to} {...current}>
                        <Icon name={icon} />
                        <span className="grow">{label}</span>
                      </Link>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </nav>
          <main id="contenu" tabIndex={-1} className="agent-main">
            <OfflineBanner />
            <Outlet />
            <AgentFooter />
          </main>
        </div>
      </div>
      <DisplaySettingsDialog />
    </>
  );
}

const Names = () => (
  <>
    <span className="organisation-mark" aria-hidden="true">
      <Icon name="fr-icon-government-line" />
    </span>
    <span className="grow">
      <span className="agent-bar__name ellipsis">Plateforme</span>
      <span className="agent-bar__sub ellipsis">Guichet</span>
    </span>
  </>
);

/** « Plateforme », with the way to one's organisations when there are some. */
function Where({ me }: { me: Me }) {
  const organisations = organisationsOf(me);
  if (organisations.length === 0)
    return (
      <Link className="agent-bar__organisation" to="/plateforme/organisations">
        <Names />
      </Link>
    );
  return (
    <Menu
      className="agent-bar__organisation"
      button={
        <>
          <Names />
          <Icon name="fr-icon-arrow-down-s-line" tone="mention" />
          <span className="fr-sr-only">Aller à une organisation</span>
        </>
      }
    >
      <p className="menu__heading">Vos organisations</p>
      <ul>
        {organisations.map((organisation) => (
          <li key={organisation.id}>
            <Link to="/espace/$organisation" params={{ organisation: organisation.slug }}>
              <OrganisationMark organisation={organisation} />
              <span className="grow">{organisation.name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Menu>
  );
}
