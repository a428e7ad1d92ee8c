import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import type { ListSearch } from "../../../../shared/mediation/list-address.ts";
import type { CaseList } from "./addresses.ts";

interface ListRead {
  organisation: string;
  list: CaseList;
  search: ListSearch;
  ids: readonly string[];
  total: number | undefined;
}
let last: ListRead | undefined;

/** The list on screen, so that a case opened from it knows its neighbours. */
export function rememberList(
  organisation: string,
  list: CaseList,
  search: ListSearch,
  cases: readonly Pick<CaseSummary, "id">[],
  total: number | undefined,
) {
  last = { organisation, list, search, ids: cases.map(({ id }) => id), total };
}

/** Where a case is in the list it was opened from; undefined when it was not. */
export function placeInList(organisation: string, caseId: string) {
  const at = last?.organisation === organisation ? last.ids.indexOf(caseId) : -1;
  if (!last || at === -1) return undefined;
  return {
    list: last.list,
    search: last.search,
    position: at + 1,
    total: last.total ?? last.ids.length,
    previous: last.ids[at - 1],
    next: last.ids[at + 1],
  };
}
