import type { CaseCounts } from "../../../shared/mediation/schema.ts";

type Count = (counts: CaseCounts) => number;

const base = "/espace/$organisation/mediation";

/** What the mediation service offers, in the order of the left column; only what exists. */
export const mediationEntries = [
  {
    heading: undefined,
    entries: [
      { to: base, label: "Accueil", icon: "fr-icon-home-4-line", count: undefined },
      {
        to: `${base}/a-prendre`,
        label: "À prendre",
        icon: "fr-icon-inbox-line",
        count: (({ unassigned }) => unassigned) as Count,
      },
      {
        to: `${base}/mes-dossiers`,
        label: "Mes dossiers",
        icon: "fr-icon-folder-2-line",
        count: (({ mine }) => mine) as Count,
      },
      { to: `${base}/dossiers`, label: "Tous les dossiers", icon: "fr-icon-stack-line", count: undefined },
      { to: `${base}/clos`, label: "Clos", icon: "fr-icon-archive-line", count: undefined },
    ],
  },
  {
    heading: "Courriels",
    entries: [
      {
        to: `${base}/quarantaine`,
        label: "Quarantaine",
        icon: "fr-icon-mail-forbid-line",
        count: (({ quarantined }) => quarantined) as Count,
      },
    ],
  },
] as const;
