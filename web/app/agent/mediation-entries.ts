import type { CaseCounts } from "../../../shared/mediation/case-lists.ts";
import type { Action } from "../../../shared/mediation/rules.ts";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { mayInMediation } from "../../modules/mediation/agent/rights.ts";

const base = "/espace/$organisation/mediation";

/** One entry of the menu: where it leads, what waits there, and the right without which it is not there. */
interface Entry {
  label: string;
  icon: `fr-icon-${string}`;
  to:
    | typeof base
    | `${typeof base}/${
        | "a-prendre"
        | "mes-dossiers"
        | "dossiers"
        | "abonnements"
        | "taches"
        | "calendrier"
        | "clos"
        | "contacts"
        | "corbeille"
        | "equipe"
        | "quarantaine"
        | "modeles"
        | "courriels"
        | "courriels-en-chiffres"
        | "donnees-personnelles"
        | "mes-fichiers"
        | "rapport-annuel"
        | "statistiques"}`;
  right: Action;
  count?: (counts: CaseCounts) => number;
}

interface Section {
  heading?: string;
  entries: readonly Entry[];
}

/** The menu of the mediation, in the order of the left column. Each page asks the same right again. */
const sections: readonly Section[] = [
  {
    entries: [
      { to: base, label: "Accueil", icon: "fr-icon-home-4-line", right: "case.list" },
      {
        to: `${base}/a-prendre`,
        label: "À prendre",
        icon: "fr-icon-inbox-line",
        right: "case.list",
        count: ({ unassigned }) => unassigned,
      },
      {
        to: `${base}/mes-dossiers`,
        label: "Mes dossiers",
        icon: "fr-icon-folder-2-line",
        right: "case.list",
        count: ({ mine }) => mine,
      },
      {
        to: `${base}/dossiers`,
        label: "Tous les dossiers",
        icon: "fr-icon-stack-line",
        right: "case.list",
      },
      {
        to: `${base}/abonnements`,
        label: "Abonnements",
        icon: "fr-icon-eye-line",
        right: "case.list",
        count: ({ watched }) => watched,
      },
      { to: `${base}/taches`, label: "Tâches", icon: "fr-icon-checkbox-circle-line", right: "case.list" },
      { to: `${base}/calendrier`, label: "Calendrier", icon: "fr-icon-calendar-line", right: "case.list" },
      { to: `${base}/clos`, label: "Clos", icon: "fr-icon-archive-line", right: "case.list" },
      { to: `${base}/equipe`, label: "Équipe", icon: "fr-icon-team-line", right: "case.list" },
      // Who decides what is erased is who sees what waits for it.
      { to: `${base}/corbeille`, label: "Corbeille", icon: "fr-icon-delete-line", right: "privacy.decide" },
    ],
  },
  {
    heading: "Courriels",
    entries: [
      {
        to: `${base}/quarantaine`,
        label: "Quarantaine",
        icon: "fr-icon-mail-forbid-line",
        right: "quarantine.list",
        count: ({ quarantined }) => quarantined,
      },
      {
        to: `${base}/contacts`,
        label: "Carnet d’adresses",
        icon: "fr-icon-book-2-line",
        right: "case.list",
      },
      {
        to: `${base}/modeles`,
        label: "Modèles",
        icon: "fr-icon-file-text-line",
        right: "template.write",
      },
      {
        to: `${base}/courriels-en-chiffres`,
        label: "En chiffres",
        icon: "fr-icon-bar-chart-box-line",
        right: "mail.statistics",
      },
      {
        to: `${base}/courriels`,
        label: "Réglages des courriels",
        icon: "fr-icon-mail-line",
        right: "mail.settings",
      },
    ],
  },
  {
    heading: "Pilotage",
    entries: [
      {
        to: `${base}/statistiques`,
        label: "Statistiques",
        icon: "fr-icon-bar-chart-box-line",
        right: "statistics.read",
      },
      {
        to: `${base}/rapport-annuel`,
        label: "Rapport annuel",
        icon: "fr-icon-article-line",
        right: "statistics.read",
      },
    ],
  },
  {
    heading: "Service",
    entries: [
      {
        to: `${base}/mes-fichiers`,
        label: "Mes fichiers",
        icon: "fr-icon-download-line",
        right: "own.desk",
      },
      {
        to: `${base}/donnees-personnelles`,
        label: "Données personnelles",
        icon: "fr-icon-shield-line",
        right: "privacy.decide",
      },
    ],
  },
];

/** What the mediation service offers this person: only what exists and may be opened. */
export const mediationSections = (space: AgentSpace): readonly Section[] =>
  sections
    .map((section) => ({
      ...section,
      entries: section.entries.filter(({ right }) => mayInMediation(space, right)),
    }))
    .filter(({ entries }) => entries.length > 0);
