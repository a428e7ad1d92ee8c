import { useQuery } from "@tanstack/react-query";
import { departmentCodes, departmentWords } from "../../../../shared/mediation/department.ts";
import {
  admissibilities,
  caseStatuses,
  channels,
  openStatuses,
  originators,
  outcomes,
  requesterTypes,
} from "../../../../shared/mediation/enums.ts";
import { type FilterKey, signalFilters } from "../../../../shared/mediation/list-address.ts";
import type { ReferenceLists } from "../../../../shared/mediation/lists.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import type { CaseList } from "./addresses.ts";
import { choicesQuery, colleaguesQuery } from "./finding-queries.ts";
import { useStatusWords } from "./status-words.tsx";

interface Choice {
  value: string;
  label: string;
}
/** One filter as a screen offers it: a choice among a few, a period, or the beginning of a text. */
export type OfferedFilter =
  | { is: "choice"; key: FilterKey; label: string; choices: readonly Choice[] }
  | { is: "period"; key: FilterKey; label: string; from: FilterKey; to?: FilterKey }
  | { is: "text"; key: FilterKey; label: string };

const coded = (codes: Readonly<Record<string, string>>): Choice[] =>
  Object.entries(codes).map(([value, label]) => ({ value, label }));
const yesNo = [
  { value: "oui", label: "Oui" },
  { value: "non", label: "Non" },
];

export const departmentChoices: readonly Choice[] = [
  ...departmentCodes.map((value) => ({ value, label: departmentWords(value) })),
  { value: "inconnu", label: "Inconnu ou à l’étranger" },
];

/** Top items, each followed by what is below it; the inactive ones last, since old cases still have them. */
export function itemChoices(
  items: readonly Pick<ReferenceLists["items"][number], "id" | "list" | "label" | "parentId">[],
  list: "domain" | "third_party",
): Choice[] {
  const ofList = items.filter((item) => item.list === list);
  return ofList
    .filter(({ parentId }) => parentId === null)
    .flatMap((top) => [
      { value: top.id, label: top.label },
      ...ofList
        .filter(({ parentId }) => parentId === top.id)
        .map(({ id, label }) => ({ value: id, label: `\u2003${label}` })),
    ]);
}

/** Every filter this list can be given. */
export function useOfferedFilters(list: CaseList, space: AgentSpace): OfferedFilter[] {
  const { organisation, me } = space;
  const words = useStatusWords();
  const lists = useQuery(choicesQuery(organisation.id)).data;
  const team = useQuery(colleaguesQuery(organisation.id)).data;
  const items = lists?.items ?? [];
  const statuses =
    list === "all" || list === "watched" || list === "deleted" ? Object.keys(caseStatuses) : openStatuses;
  const people = (team?.members ?? [])
    .filter(({ id, handles }) => handles && id !== me.id)
    .map(({ id, name }) => ({ value: id, label: name }));
  const offered: (OfferedFilter | undefined)[] = [
    list === "unassigned" || list === "closed"
      ? undefined
      : {
          is: "choice",
          key: "statut",
          label: "Statut",
          choices: [
            ...(list === "mine" ? [] : [{ value: "ouverts", label: "Ouverts" }]),
            ...statuses.map((value) => ({ value, label: words.label(value as keyof typeof caseStatuses) })),
          ],
        },
    list === "unassigned"
      ? undefined
      : {
          is: "choice",
          key: "responsable",
          label: "En charge",
          choices: [
            { value: "moi", label: "Moi" },
            { value: "personne", label: "Personne" },
            { value: "absent", label: "Quelqu’un d’absent" },
            ...people,
          ],
        },
    {
      is: "choice",
      key: "signal",
      label: "À signaler",
      choices: Object.entries(signalFilters).map(([value, { label }]) => ({ value, label })),
    },
    { is: "period", key: "echeance_du", label: "Échéance", from: "echeance_du", to: "echeance_au" },
    {
      is: "choice",
      key: "domaine",
      label: "Domaine",
      choices: [{ value: "aucun", label: "Sans domaine" }, ...itemChoices(items, "domain")],
    },
    {
      is: "choice",
      key: "etiquette",
      label: "Étiquette",
      choices: (lists?.tags ?? []).map(({ id, label }) => ({ value: id, label })),
    },
    { is: "choice", key: "mode", label: "Mode de saisine", choices: coded(channels) },
    { is: "period", key: "recu_du", label: "Réception", from: "recu_du", to: "recu_au" },
    {
      is: "choice",
      key: "cloture",
      label: "Type de clôture",
      choices: coded(outcomes),
    },
    { is: "period", key: "clos_du", label: "Clôture", from: "clos_du", to: "clos_au" },
    {
      is: "choice",
      key: "origine",
      label: "Origine",
      choices: [...coded(originators), { value: "aucune", label: "Non précisée" }],
    },
    {
      is: "choice",
      key: "type",
      label: "Type de requérant",
      choices: [...coded(requesterTypes), { value: "aucun", label: "Non précisé" }],
    },
    {
      is: "choice",
      key: "competence",
      label: "Compétence",
      choices: [
        { value: "oui", label: "Compétente" },
        { value: "non", label: "Non compétente" },
        { value: "a-decider", label: "À examiner" },
      ],
    },
    {
      is: "choice",
      key: "tiers",
      label: "Tiers compétent",
      choices: [{ value: "aucun", label: "Sans tiers compétent" }, ...itemChoices(items, "third_party")],
    },
    { is: "choice", key: "recevabilite", label: "Recevabilité", choices: coded(admissibilities) },
    { is: "choice", key: "representant", label: "Avec un représentant", choices: yesNo },
    { is: "choice", key: "departement", label: "Département", choices: departmentChoices },
    { is: "text", key: "code_postal", label: "Code postal" },
    { is: "period", key: "modifie_depuis", label: "Modifié depuis", from: "modifie_depuis" },
    list === "all" || list === "watched"
      ? {
          is: "choice",
          key: "fusionnes",
          label: "Fusionnés",
          choices: [{ value: "oui", label: "Montrer aussi les fusionnés" }],
        }
      : undefined,
  ];
  return offered.filter((one) => one !== undefined);
}

/** Filters in sight before any is chosen; the others wait behind « + Filtre ». */
export const usualFilters: Record<CaseList, readonly FilterKey[]> = {
  mine: ["statut", "signal", "echeance_du", "domaine", "etiquette"],
  unassigned: ["mode", "domaine", "recu_du"],
  all: ["statut", "responsable", "signal", "domaine"],
  watched: ["statut", "responsable"],
  closed: ["cloture", "clos_du", "responsable", "domaine"],
  deleted: ["recu_du"],
};
