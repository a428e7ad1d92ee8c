import { type CaseStatus, openStatuses } from "../../../../shared/mediation/enums.ts";
import {
  type MediationSettingsView,
  SaveMediationSettings,
  settingsLimits,
} from "../../../../shared/mediation/settings-input.ts";
import { linesOf } from "../../access/organisation/organisation-input.ts";
import { checked, type SectionSpec } from "../../access/organisation/use-section.ts";
import { keepRules, rulesQuery, saveRules } from "./office-queries.ts";

type Numbers = keyof typeof settingsLimits;
type Kept = Omit<
  SaveMediationSettings,
  "version" | Numbers | "statusLabels" | "hiddenStatuses" | "postalAddress"
>;
type OpenStatus = (typeof openStatuses)[number];

/** Everything as it is typed; a block changes its own part and sends the whole. */
export type RulesDraft = Kept &
  Record<Numbers, string> & {
    postalAddress: string;
    labels: Record<OpenStatus, string>;
    hidden: readonly CaseStatus[];
  };

const asTyped = (view: MediationSettingsView): RulesDraft => {
  const {
    version: _version,
    organisation: _of,
    managers: _m,
    mediators: _n,
    domains: _d,
    ...settings
  } = view;
  const { statusLabels, hiddenStatuses, postalAddress, ...kept } = settings;
  const numbers = Object.fromEntries(
    (Object.keys(settingsLimits) as Numbers[]).map((name) => [name, String(settings[name])]),
  ) as Record<Numbers, string>;
  return {
    ...kept,
    ...numbers,
    postalAddress: postalAddress.join("\n"),
    labels: Object.fromEntries(
      openStatuses.map((status) => [status, statusLabels[status] ?? ""]),
    ) as RulesDraft["labels"],
    hidden: openStatuses.filter((status) => hiddenStatuses.includes(status)),
  };
};

/** A number as typed; nothing typed is no number, which the schema then says. */
const numberOf = (typed: string) => (typed.trim() === "" ? Number.NaN : Number(typed.replace(",", ".")));

/** The spec of a block that changes some of these fields. */
export const rulesSection = <Key extends keyof RulesDraft>(
  ...keys: readonly Key[]
): SectionSpec<MediationSettingsView, Pick<RulesDraft, Key>, SaveMediationSettings> => ({
  pick: (view) => {
    const all = asTyped(view);
    return Object.fromEntries(keys.map((key) => [key, all[key]])) as Pick<RulesDraft, Key>;
  },
  check: (draft, view) => {
    const { labels, hidden, postalAddress, ...all } = { ...asTyped(view), ...draft };
    const numbers = Object.fromEntries(
      (Object.keys(settingsLimits) as Numbers[]).map((name) => [name, numberOf(all[name])]),
    );
    return checked(
      SaveMediationSettings.safeParse({
        ...all,
        ...numbers,
        version: view.version,
        postalAddress: linesOf(postalAddress),
        statusLabels: Object.fromEntries(Object.entries(labels).filter(([, label]) => label.trim() !== "")),
        hiddenStatuses: hidden,
      }),
    );
  },
  save: ({ organisation }, input) => saveRules(organisation, input),
  reread: (client, { organisation }) => client.fetchQuery({ ...rulesQuery(organisation), staleTime: 0 }),
  keep: (client, saved) => {
    keepRules(client, saved);
    // Names of statuses are read with the counts of the menu.
    void client.invalidateQueries({ queryKey: ["mediation", "counts"] });
  },
  saved: "Réglages enregistrés.",
});

/** What each section of the page is given. */
export interface RulesProps {
  view: MediationSettingsView;
}

/** `De 1 à 90 jours.` */
export const range = ([least, most]: readonly [number, number], unit: string): string =>
  `De ${least} à ${most}\u00a0${unit}.`;
