import type { ShowAction } from "../../../shared/declarations/rules.ts";
import type { ShowCounts } from "../../../shared/declarations/shows.ts";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { mayInDeclarations } from "../../modules/declarations/agent/rights.ts";

const base = "/espace/$organisation/declarations";

/** What waits in the service, as far as it is known. */
export interface DeclarationCounts {
  shows: ShowCounts | undefined;
  /** Ticketing accounts that are read no more. */
  toMend: number;
}

/** One entry of the menu: where it leads, what waits there, and the right without which it is not there. */
interface Entry {
  label: string;
  icon: `fr-icon-${string}`;
  to:
    | typeof base
    | `${typeof base}/${
        | "spectacles"
        | "spectacles/nouveau"
        | "declarations"
        | "a-decider"
        | "connexions"
        | "importer"
        | "echeances"
        | "statistiques"
        | "fichiers"
        | "mes-alertes"
        | "lieux"
        | "numeros"}`;
  right: ShowAction;
  count?: (counts: DeclarationCounts) => number;
  /** Under the thumb on a phone, in these words. */
  phone?: string;
}

interface Section {
  heading?: string;
  entries: readonly Entry[];
}

/** What is set once; the settings of the organisation follow under the same words. */
export const settingsHeading = "Réglages";

/** The menu of declarations, in the order of the left column. Each page asks the same right again. */
const sections: readonly Section[] = [
  {
    entries: [
      {
        to: base,
        label: "Accueil",
        icon: "fr-icon-home-4-line",
        right: "show.list",
        phone: "Accueil",
      },
      {
        to: `${base}/spectacles`,
        label: "Spectacles",
        icon: "fr-icon-stack-line",
        right: "show.list",
        count: ({ shows }) => shows?.to_declare ?? 0,
        phone: "Spectacles",
      },
      {
        to: `${base}/declarations`,
        label: "Déclarations",
        icon: "fr-icon-file-text-line",
        right: "show.list",
      },
      {
        to: `${base}/a-decider`,
        label: "À décider",
        icon: "fr-icon-question-line",
        right: "show.list",
        count: ({ shows }) => shows?.aside ?? 0,
        phone: "À décider",
      },
    ],
  },
  {
    heading: "Billetteries",
    entries: [
      {
        to: `${base}/connexions`,
        label: "Connexions",
        icon: "fr-icon-links-line",
        right: "connection.list",
        count: ({ toMend }) => toMend,
        phone: "Billetteries",
      },
      {
        to: `${base}/importer`,
        label: "Importer un fichier",
        icon: "fr-icon-upload-line",
        right: "import.run",
      },
      {
        to: `${base}/spectacles/nouveau`,
        label: "Saisir à la main",
        icon: "fr-icon-edit-line",
        right: "show.create",
      },
    ],
  },
  {
    heading: "Suivi",
    entries: [
      {
        to: `${base}/echeances`,
        label: "Échéances",
        icon: "fr-icon-calendar-event-line",
        right: "show.list",
      },
      {
        to: `${base}/statistiques`,
        label: "Statistiques",
        icon: "fr-icon-bar-chart-box-line",
        right: "show.statistics",
      },
      {
        to: `${base}/fichiers`,
        label: "Mes fichiers",
        icon: "fr-icon-download-line",
        right: "show.export",
      },
      {
        to: `${base}/mes-alertes`,
        label: "Mes alertes",
        icon: "fr-icon-notification-3-line",
        right: "show.list",
      },
    ],
  },
  {
    heading: settingsHeading,
    entries: [
      {
        to: `${base}/lieux`,
        label: "Lieux",
        icon: "fr-icon-map-pin-2-line",
        right: "show.list",
      },
      {
        to: `${base}/numeros`,
        label: "Nos numéros",
        icon: "fr-icon-file-line",
        right: "profile.read",
      },
    ],
  },
];

/** What the service of declarations offers this person, where it is on: only what exists and may be opened. */
export const declarationsSections = (space: AgentSpace): readonly Section[] =>
  sections
    .map((section) => ({
      ...section,
      entries: section.entries.filter(
        ({ right }) =>
          space.organisation.services.includes("declarations") && mayInDeclarations(space, right),
      ),
    }))
    .filter(({ entries }) => entries.length > 0);

/** The four under the thumb on a phone. */
export const phoneEntries = sections.flatMap(({ entries }) =>
  entries.flatMap(({ phone, ...entry }) => (phone ? [{ ...entry, label: phone }] : [])),
);
