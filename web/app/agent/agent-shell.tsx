import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { useDeclarationCounts } from "../../modules/declarations/agent/use-declaration-counts.ts";
import { countsQuery } from "../../modules/mediation/agent/case-queries.ts";
import { mayListCases } from "../../modules/mediation/agent/rights.ts";
import { useShortcuts } from "../../ui/agent/shortcuts.ts";
import { DisplaySettingsDialog } from "../../ui/display-settings.tsx";
import { AgentBar } from "./agent-bar.tsx";
import { AgentFooter } from "./agent-footer.tsx";
import { OfflineBanner } from "./offline-banner.tsx";
import { PhoneBar } from "./phone-bar.tsx";
import { rememberOrganisation } from "./remembered-organisation.ts";
import { ServiceMenu } from "./service-menu.tsx";
import { ShortcutList } from "./shortcut-list.tsx";
import { SkipLinks } from "./skip-links.tsx";
import "./agent-shell.css";

/** Everything around an agent's screen: where I am, how I find, what I can do in this service. */
export function AgentShell({ space, children }: { space: AgentSpace; children: ReactNode }) {
  const { organisation } = space;
  const cases = useQuery({ ...countsQuery(organisation.id), enabled: mayListCases(space) }).data;
  const counts = { cases, declarations: useDeclarationCounts(space) };
  const [helpOpen, setHelpOpen] = useState(false);
  useEffect(() => rememberOrganisation(organisation.slug), [organisation.slug]);
  useShortcuts({ "?": () => setHelpOpen(true) });
  return (
    <>
      <div className="agent-space" data-accent={organisation.accent}>
        <SkipLinks />
        <AgentBar space={space} onHelp={() => setHelpOpen(true)} />
        <div className="agent-frame">
          <ServiceMenu space={space} counts={counts} onHelp={() => setHelpOpen(true)} />
          <main id="contenu" tabIndex={-1} className="agent-main">
            <OfflineBanner />
            {children}
            <AgentFooter />
          </main>
        </div>
        <PhoneBar space={space} counts={counts} />
        {helpOpen && <ShortcutList onClose={() => setHelpOpen(false)} />}
      </div>
      <DisplaySettingsDialog />
    </>
  );
}
