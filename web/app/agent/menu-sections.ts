import type { CaseCounts } from "../../../shared/mediation/case-lists.ts";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { mayInMediation, mayListCases, mayReadQuarantine } from "../../modules/mediation/agent/rights.ts";
import { mediationSections } from "./mediation-entries.ts";
import { settingsEntries } from "./settings-entries.ts";

/** One entry of the menu: where it leads and what waits there. */
interface Entry {
  label: string;
  icon: `fr-icon-${string}`;
  to: ReturnType<typeof mediationSections>[number]["entries"][number]["to"] | SettingsAddress;
  count?: ((counts: CaseCounts) => number) | undefined;
}
type SettingsAddress = ReturnType<typeof settingsEntries>[number]["to"];

interface Section {
  heading?: string | undefined;
  entries: readonly Entry[];
}

/** The whole menu of this person in this organisation: the work, then the settings. */
export const menuSections = (space: AgentSpace): readonly Section[] => {
  const settings = settingsEntries(space);
  return [
    ...mediationSections(space),
    ...(settings.length > 0 ? [{ heading: "Réglages", entries: settings }] : []),
  ];
};

/** Where this person arrives in an organisation: their work, else what they manage, else the page of their roles. */
export const landingOf = (space: AgentSpace) =>
  mayListCases(space)
    ? ("/espace/$organisation/mediation" as const)
    : mayReadQuarantine(space)
      ? ("/espace/$organisation/mediation/quarantaine" as const)
      : mayInMediation(space, "statistics.read")
        ? ("/espace/$organisation/mediation/statistiques" as const)
        : settingsEntries(space)[0]?.to;
