import { CaseStatus } from "../../../../shared/mediation/enums.ts";
import type { CaseFilter } from "./case-queries.ts";
import { type ThreadFilter, threadFilters } from "./thread-view.ts";

/** The four lists, their title and their address below `/espace/<organisation>/mediation`. */
export const caseLists = {
  unassigned: { title: "À prendre", to: "/espace/$organisation/mediation/a-prendre" },
  mine: { title: "Mes dossiers", to: "/espace/$organisation/mediation/mes-dossiers" },
  all: { title: "Tous les dossiers", to: "/espace/$organisation/mediation/dossiers" },
  closed: { title: "Clos", to: "/espace/$organisation/mediation/clos" },
} as const;
export type CaseList = keyof typeof caseLists;

/** What "à signaler" filters say; the codes are those of the API, the keys those of the address. */
export const signalFilters = {
  "reponse-recue": { code: "unread", label: "Réponse reçue" },
  "en-retard": { code: "overdue", label: "En retard" },
  "echeance-proche": { code: "due_soon", label: "Échéance proche" },
  "envoi-en-echec": { code: "failed_send", label: "Envoi en échec" },
  "courriel-retenu": { code: "held", label: "Courriel retenu" },
} as const;
export type SignalFilter = keyof typeof signalFilters;

/** The filters of a list, as its address carries them. */
export interface ListSearch {
  q?: string;
  statut?: CaseStatus;
  /** `moi`, `personne` or a user's id. */
  responsable?: string;
  signal?: SignalFilter;
}

const text = (value: unknown, longest: number) =>
  typeof value === "string" && value.trim() !== "" ? value.slice(0, longest) : undefined;
const oneOf = <T extends string>(value: unknown, all: Readonly<Record<T, unknown>>): T | undefined =>
  typeof value === "string" && Object.hasOwn(all, value) ? (value as T) : undefined;
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;

/** Reads the filters of an address; what is not understood is left out, never an error. */
export function readListSearch(search: Record<string, unknown>): ListSearch {
  const statut = CaseStatus.safeParse(search.statut);
  return defined({
    q: text(search.q, 200),
    statut: statut.success ? statut.data : undefined,
    responsable: text(search.responsable, 36),
    signal: oneOf(search.signal, signalFilters),
  });
}

const assignees: Record<string, string> = { moi: "me", personne: "none" };

/** The filters as the API wants them. */
export function listFilter(list: CaseList, search: ListSearch): CaseFilter {
  return defined({
    view: list,
    q: search.q,
    status: search.statut,
    assignee:
      search.responsable === undefined ? undefined : (assignees[search.responsable] ?? search.responsable),
    signal: search.signal && signalFilters[search.signal].code,
  });
}

export interface CaseSearch {
  echanges?: ThreadFilter;
}

export function readCaseSearch(search: Record<string, unknown>): CaseSearch {
  return defined({ echanges: oneOf(search.echanges, threadFilters) });
}
