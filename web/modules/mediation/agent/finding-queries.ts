import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type {
  CaseFilter,
  CaseTotal,
  ChangeView,
  SavedViews,
  SaveView,
} from "../../../../shared/mediation/case-lists.ts";
import type { Team } from "../../../../shared/mediation/hands.ts";
import type { ReferenceLists } from "../../../../shared/mediation/lists.ts";
import { call } from "../../../app/api.ts";

const everyMinute = 60_000;
const everyQuarter = 15 * everyMinute;

const of = (organisation: string, filter: CaseFilter = {}) =>
  new URLSearchParams({
    organisation,
    ...Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)),
  }).toString();

/** How many cases a list holds in all, by its own filters. */
export const totalQuery = (organisation: string, filter: CaseFilter) =>
  queryOptions({
    queryKey: ["mediation", "cases", organisation, "total", filter],
    queryFn: ({ signal }) =>
      call<CaseTotal>("GET", `/api/mediation/total?${of(organisation, filter)}`, undefined, {
        signal,
        background: true,
      }),
    refetchInterval: everyMinute,
  });

/** One's own views and the shared ones, with how many cases each holds. */
export const viewsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "counts", organisation, "views"],
    queryFn: ({ signal }) =>
      call<SavedViews>("GET", `/api/mediation/views?${of(organisation)}`, undefined, {
        signal,
        background: true,
      }),
    refetchInterval: everyMinute,
  });

/** Domains, third parties and tags that a filter may be about. */
export const choicesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "lists", organisation],
    queryFn: ({ signal }) =>
      call<ReferenceLists>("GET", `/api/mediation/lists?${of(organisation)}`, undefined, { signal }),
    staleTime: everyQuarter,
  });

/** Colleagues that a filter may be about. */
export const colleaguesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "team", organisation],
    queryFn: ({ signal }) =>
      call<Team>("GET", `/api/mediation/team?${of(organisation)}`, undefined, { signal }),
    staleTime: everyMinute,
  });

export const saveView = (input: SaveView) => call<SavedViews>("POST", "/api/mediation/views", input);
export const changeView = (id: string, change: ChangeView) =>
  call<SavedViews>("POST", `/api/mediation/views/${id}`, change, { repeatable: true });
export const deleteView = (id: string) => call<SavedViews>("POST", `/api/mediation/views/${id}/delete`, {});

export const keepViews = (client: QueryClient, organisation: string, views: SavedViews) =>
  client.setQueryData(viewsQuery(organisation).queryKey, views);

export const restoreCase = (id: string, version: number) =>
  call<unknown>("POST", `/api/mediation/cases/${id}/restore`, { version });
