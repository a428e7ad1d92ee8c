import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Me } from "../../../shared/access/schema.ts";
import { organisationsOf } from "../../modules/access/agent/session.ts";
import { DisplaySettingsDialog } from "../../ui/display-settings.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { AgentFooter } from "./agent-footer.tsx";
import { OfflineBanner } from "./offline-banner.tsx";
import { OrganisationMark } from "./organisation-switcher.tsx";
import { rememberedOrganisation } from "./remembered-organisation.ts";
import { SkipLinks } from "./skip-links.tsx";
import "./agent-bar.css";
import "./agent-shell.css";
import "./own-frame.css";

/** The organisation one came from, else the first. */
const homeOf = (me: Me) => {
  const all = organisationsOf(me);
  const last = rememberedOrganisation();
  return all.find(({ slug }) => slug === last) ?? all[0];
};

/** Around the pages of one's own account: the same bar, which leads back to work. */
export function OwnFrame({ me, children }: { me: Me; children: ReactNode }) {
  const home = homeOf(me);
  return (
    <>
      <div className="agent-space" data-accent={home?.accent}>
        <SkipLinks />
        <header className="agent-bar">
          {home ? (
            <Link
              className="agent-bar__organisation"
              to="/espace/$organisation"
              params={{ organisation: home.slug }}
            >
              <OrganisationMark organisation={home} />
              <span className="grow">
                <span className="agent-bar__name ellipsis">{home.name}</span>
                <span className="agent-bar__sub ellipsis">Revenir à l’espace</span>
              </span>
            </Link>
          ) : (
            <a
              className="agent-bar__organisation"
              href={me.platformAdministrator ? "/plateforme" : "/espace"}
            >
              <span className="grow">
                <span className="agent-bar__name ellipsis">Guichet</span>
                <span className="agent-bar__sub ellipsis">
                  {me.platformAdministrator ? "Plateforme" : "Espace agents"}
                </span>
              </span>
            </a>
          )}
          <div className="agent-bar__tools">
            <AccountMenu space={{ me }} />
          </div>
        </header>
        <main id="contenu" tabIndex={-1} className="agent-main own-frame">
          <OfflineBanner />
          <div className="own-frame__content">{children}</div>
          <AgentFooter />
        </main>
      </div>
      <DisplaySettingsDialog />
    </>
  );
}
