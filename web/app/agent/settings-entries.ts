import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { mayHere, mayOpenSettings } from "../../modules/access/organisation/rights.ts";
import { maySetMediation } from "../../modules/mediation/office/rights.ts";

const entries = [
  {
    to: "/espace/$organisation/membres",
    label: "Membres",
    icon: "fr-icon-team-line",
    opens: (space: AgentSpace) => mayHere(space, "member.list"),
  },
  {
    to: "/espace/$organisation/organisation",
    label: "Organisation",
    icon: "fr-icon-settings-5-line",
    opens: mayOpenSettings,
  },
  {
    to: "/espace/$organisation/mediation/reglages/formulaire",
    label: "Formulaire",
    icon: "fr-icon-survey-line",
    opens: maySetMediation,
  },
  {
    to: "/espace/$organisation/mediation/reglages/regles",
    label: "Règles de la médiation",
    icon: "fr-icon-list-ordered",
    opens: maySetMediation,
  },
  {
    to: "/espace/$organisation/mediation/reglages/listes",
    label: "Listes et étiquettes",
    icon: "fr-icon-bookmark-line",
    opens: maySetMediation,
  },
  {
    to: "/espace/$organisation/journal",
    label: "Journal",
    icon: "fr-icon-time-line",
    opens: (space: AgentSpace) => mayHere(space, "audit.read"),
  },
] as const;

/** « Réglages »: only what this person may open. */
export const settingsEntries = (space: AgentSpace) => entries.filter(({ opens }) => opens(space));
