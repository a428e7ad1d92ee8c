import type { CaseCounts } from "../../../shared/mediation/case-lists.ts";

const base = "/espace/$organisation/mediation";

/** One entry of the menu: where it leads and what waits there. */
interface Entry {
  label: string;
  icon: `fr-icon-${string}`;
  to:
    | typeof base
    | `${typeof base}/${"a-prendre" | "mes-dossiers" | "dossiers" | "clos" | "quarantaine" | "modeles" | "courriels" | "courriels-en-chiffres"}`;
  count?: (counts: CaseCounts) => number;
}

interface Section {
  heading?: string;
  entries: readonly Entry[];
}

const cases: Section = {
  entries: [
    { to: base, label: "Accueil", icon: "fr-icon-home-4-line" },
    {
      to: `${base}/a-prendre`,
      label: "À prendre",
      icon: "fr-icon-inbox-line",
      count: ({ unassigned }) => unassigned,
    },
    {
      to: `${base}/mes-dossiers`,
      label: "Mes dossiers",
      icon: "fr-icon-folder-2-line",
      count: ({ mine }) => mine,
    },
    { to: `${base}/dossiers`, label: "Tous les dossiers", icon: "fr-icon-stack-line" },
    { to: `${base}/clos`, label: "Clos", icon: "fr-icon-archive-line" },
  ],
};

const quarantine: Entry = {
  to: `${base}/quarantaine`,
  label: "Quarantaine",
  icon: "fr-icon-mail-forbid-line",
  count: ({ quarantined }) => quarantined,
};
const templates: Entry = { to: `${base}/modeles`, label: "Modèles", icon: "fr-icon-file-text-line" };
const figures: Entry = {
  to: `${base}/courriels-en-chiffres`,
  label: "En chiffres",
  icon: "fr-icon-bar-chart-box-line",
};
const settings: Entry = { to: `${base}/courriels`, label: "Réglages", icon: "fr-icon-mail-line" };

/** What the mediation service offers this person, in the order of the left column: only what exists and may be opened. */
export const mediationSections = (offered: {
  cases: boolean;
  quarantine: boolean;
  templates: boolean;
  mailSettings: boolean;
  mailFigures: boolean;
}): readonly Section[] => {
  const mails = [
    ...(offered.quarantine ? [quarantine] : []),
    ...(offered.templates ? [templates] : []),
    ...(offered.mailFigures ? [figures] : []),
    ...(offered.mailSettings ? [settings] : []),
  ];
  return [
    ...(offered.cases ? [cases] : []),
    ...(mails.length > 0 ? [{ heading: "Courriels", entries: mails }] : []),
  ];
};
