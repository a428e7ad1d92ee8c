import type { CaseCounts } from "../../../shared/mediation/case-lists.ts";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { mayListShows } from "../../modules/declarations/agent/rights.ts";
import { mayInMediation, mayListCases, mayReadQuarantine } from "../../modules/mediation/agent/rights.ts";
import { type DeclarationCounts, declarationsSections, settingsHeading } from "./declarations-entries.ts";
import { mediationSections } from "./mediation-entries.ts";
import { settingsEntries } from "./settings-entries.ts";

/** One entry of the menu: where it leads and how much waits there. */
interface Entry {
  label: string;
  icon: `fr-icon-${string}`;
  to:
    | ReturnType<typeof mediationSections>[number]["entries"][number]["to"]
    | ReturnType<typeof declarationsSections>[number]["entries"][number]["to"]
    | ReturnType<typeof settingsEntries>[number]["to"];
  waiting?: number;
}

interface Section {
  heading?: string | undefined;
  entries: readonly Entry[];
}

/** How much waits for this person in each service, as far as it is known. */
export interface MenuCounts {
  cases: CaseCounts | undefined;
  declarations: DeclarationCounts;
}

/** The whole menu of this person in this organisation: the work, then the settings. */
export const menuSections = (
  space: AgentSpace,
  { cases, declarations: told }: MenuCounts,
): readonly Section[] => {
  const settings = settingsEntries(space);
  const mediation = mediationSections(space).map(({ heading, entries }) => ({
    heading,
    entries: entries.map(({ to, label, icon, count }) => ({
      to,
      label,
      icon,
      waiting: (cases && count?.(cases)) ?? 0,
    })),
  }));
  const declarations = declarationsSections(space).map(({ heading, entries }) => ({
    // Beside another service, the first entries say whose they are.
    heading: heading ?? (mediation.length > 0 ? "Déclarations" : undefined),
    entries: entries.map(({ to, label, icon, count }) => ({
      to,
      label,
      icon,
      waiting: count?.(told) ?? 0,
    })),
  }));
  const isSetting = ({ heading }: Section) => heading === settingsHeading;
  const set = [...declarations.filter(isSetting).flatMap(({ entries }) => entries), ...settings];
  return [
    ...mediation,
    ...declarations.filter((section) => !isSetting(section)),
    ...(set.length > 0 ? [{ heading: settingsHeading, entries: set }] : []),
  ];
};

/** Where this person arrives in an organisation: their work, else what they manage, else the page of their roles. */
export const landingOf = (space: AgentSpace) =>
  mayListCases(space)
    ? ("/espace/$organisation/mediation" as const)
    : mayListShows(space)
      ? ("/espace/$organisation/declarations" as const)
      : mayReadQuarantine(space)
        ? ("/espace/$organisation/mediation/quarantaine" as const)
        : mayInMediation(space, "statistics.read")
          ? ("/espace/$organisation/mediation/statistiques" as const)
          : settingsEntries(space)[0]?.to;
