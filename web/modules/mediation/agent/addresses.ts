import type { ListView } from "../../../../shared/mediation/case-lists.ts";
import { type ThreadFilter, threadFilters } from "./thread-view.ts";

export {
  caseFilter,
  type ListSearch,
  listFilter,
  readListSearch,
} from "../../../../shared/mediation/list-address.ts";

/** The lists, their title and their address below `/espace/<organisation>/mediation`. */
export const caseLists = {
  unassigned: { title: "À prendre", to: "/espace/$organisation/mediation/a-prendre" },
  mine: { title: "Mes dossiers", to: "/espace/$organisation/mediation/mes-dossiers" },
  all: { title: "Tous les dossiers", to: "/espace/$organisation/mediation/dossiers" },
  watched: { title: "Abonnements", to: "/espace/$organisation/mediation/abonnements" },
  closed: { title: "Clos", to: "/espace/$organisation/mediation/clos" },
  deleted: { title: "Corbeille", to: "/espace/$organisation/mediation/corbeille" },
} as const satisfies Record<ListView, { title: string; to: string }>;
export type CaseList = keyof typeof caseLists;

export interface CaseSearch {
  echanges?: ThreadFilter;
}

export function readCaseSearch({ echanges }: Record<string, unknown>): CaseSearch {
  return typeof echanges === "string" && Object.hasOwn(threadFilters, echanges)
    ? { echanges: echanges as ThreadFilter }
    : {};
}
