import type { CaseFilter, ListCases, ListView, Signal, SortKey } from "./case-lists.ts";
import { departments } from "./department.ts";
import { admissibilities, caseStatuses, channels, originators, outcomes, requesterTypes } from "./enums.ts";
import { readFigure } from "./figures.ts";

/** The filters of a list in its address, in French, and what they are for the API. */

/** What "à signaler" filters say; the codes are those of the API, the keys those of the address. */
export const signalFilters = {
  "reponse-recue": { code: "unread", label: "Réponse reçue" },
  "en-retard": { code: "overdue", label: "En retard" },
  "echeance-proche": { code: "due_soon", label: "Échéance proche" },
  "envoi-en-echec": { code: "failed_send", label: "Envoi en échec" },
  "courriel-retenu": { code: "held", label: "Courriel retenu" },
  renonciation: { code: "withdrawn", label: "Renonciation" },
  "sans-reponse": { code: "inactive", label: "Clôture proposée" },
  urgent: { code: "urgent", label: "Urgent" },
  restreint: { code: "restricted", label: "Restreint" },
  "a-reprendre": { code: "to_resume", label: "À reprendre" },
} as const satisfies Record<string, { code: Signal; label: string }>;
type SignalFilter = keyof typeof signalFilters;

const answers = { oui: "yes", non: "no" } as const;
const competences = { ...answers, "a-decider": "undecided" } as const;
const assignees = { moi: "me", personne: "none", absent: "absent" } as const;
const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const day = /^\d{4}-\d\d-\d\d$/;

/** What an address may say of one filter, as the API says it; undefined when it is not understood. */
type Reader = (value: string) => string | undefined;
const code =
  (codes: Readonly<Record<string, string>>): Reader =>
  (value) =>
    Object.hasOwn(codes, value) ? value : undefined;
const word =
  (words: Readonly<Record<string, string>>, otherwise: Reader = () => undefined): Reader =>
  (value) =>
    Object.hasOwn(words, value) ? words[value] : otherwise(value);
const matching =
  (form: RegExp): Reader =>
  (value) =>
    form.test(value) ? value : undefined;
const idOrNone = word({ aucun: "none" }, matching(id));
const severalSignals: Reader = (value) => {
  const codes = value.split(",").flatMap((one) => {
    const known = Object.hasOwn(signalFilters, one) ? signalFilters[one as SignalFilter] : undefined;
    return known ? [known.code] : [];
  });
  return codes.length > 0 ? codes.join(",") : undefined;
};

/** Every filter of a list: its key in the address, the API's name, and how its value reads. */
const filters = {
  q: { name: "q", read: (value) => value.trim().slice(0, 200) || undefined },
  statut: { name: "status", read: word({ ouverts: "OPEN" }, code(caseStatuses)) },
  responsable: { name: "assignee", read: word(assignees, matching(id)) },
  signal: { name: "signal", read: severalSignals },
  mode: { name: "channel", read: code(channels) },
  origine: { name: "originator", read: word({ aucune: "none" }, code(originators)) },
  type: { name: "requesterType", read: word({ aucun: "none" }, code(requesterTypes)) },
  domaine: { name: "domain", read: idOrNone },
  competence: { name: "competent", read: word(competences) },
  tiers: { name: "thirdParty", read: idOrNone },
  recevabilite: { name: "admissibility", read: code(admissibilities) },
  cloture: { name: "outcome", read: code(outcomes) },
  etiquette: { name: "tag", read: matching(id) },
  representant: { name: "representative", read: word(answers) },
  departement: { name: "department", read: word({ inconnu: "none" }, code(departments)) },
  code_postal: { name: "postalCode", read: matching(/^[0-9A-Za-z -]{1,20}$/) },
  recu_du: { name: "receivedFrom", read: matching(day) },
  recu_au: { name: "receivedTo", read: matching(day) },
  clos_du: { name: "closedFrom", read: matching(day) },
  clos_au: { name: "closedTo", read: matching(day) },
  echeance_du: { name: "dueFrom", read: matching(day) },
  echeance_au: { name: "dueTo", read: matching(day) },
  modifie_depuis: { name: "updatedSince", read: matching(day) },
  chiffre: { name: "figure", read: (value) => (readFigure(value) ? value : undefined) },
  fusionnes: { name: "merged", read: word({ oui: "shown" }) },
} as const satisfies Record<string, { name: keyof CaseFilter; read: Reader }>;
export type FilterKey = keyof typeof filters;
const filterKeys = Object.keys(filters) as FilterKey[];

/** The words of the address for an order: « -echeance » is the latest due first. */
const sortWords = {
  reception: "received",
  echeance: "due",
  "dernier-echange": "last",
  numero: "number",
  statut: "status",
  pertinence: "relevance",
} as const satisfies Record<string, SortKey>;
export type SortWord = keyof typeof sortWords;

/** The filters and the order of a list, as its address carries them; `vue` = the saved view they come from. */
export type ListSearch = Partial<Record<FilterKey, string>> & { tri?: string; vue?: string };

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;

const asText = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;

/** Reads the filters of an address; what is not understood is left out, never an error. */
export function readListSearch(search: Record<string, unknown>): ListSearch {
  const read = filterKeys.map((key) => {
    const value = asText(search[key]);
    return [key, value !== undefined && filters[key].read(value) !== undefined ? value : undefined];
  });
  const order = asText(search.tri);
  const view = asText(search.vue);
  return defined({
    ...Object.fromEntries(read),
    tri: order && sortOf(order) ? order : undefined,
    vue: view && id.test(view) ? view : undefined,
  });
}

/** The filters of an address alone: without order, nor the view they come from. */
export const filtersOf = ({
  tri: _order,
  vue: _view,
  ...search
}: ListSearch): Partial<Record<FilterKey, string>> => search;

/** An order as the address says it. */
export function sortOf(order: string | undefined): { word: SortWord; descending: boolean } | undefined {
  const name = order?.replace(/^-/, "") ?? "";
  return Object.hasOwn(sortWords, name)
    ? { word: name as SortWord, descending: order?.startsWith("-") === true }
    : undefined;
}

/** The filters as the API wants them. */
export function caseFilter(list: ListView, search: ListSearch): CaseFilter {
  const read = filterKeys.flatMap((key) => {
    const value = search[key];
    const wanted = value === undefined ? undefined : filters[key].read(value);
    return wanted === undefined ? [] : [[filters[key].name, wanted]];
  });
  return { view: list, ...Object.fromEntries(read) };
}

/** The filters and the order as the API wants them; words put the best answers first. */
export function listFilter(
  list: ListView,
  search: ListSearch,
): Omit<ListCases, "organisation" | "after" | "limit"> {
  const order = sortOf(search.tri);
  const filter = caseFilter(list, search);
  if (!order) return filter.q === undefined ? filter : { ...filter, sort: "relevance" };
  return { ...filter, sort: sortWords[order.word], direction: order.descending ? "desc" : "asc" };
}
