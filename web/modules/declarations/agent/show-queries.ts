import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import type { AuditPage } from "../../../../shared/access/audit.ts";
import type {
  AsideEffect,
  Asides,
  AsidesDecided,
  DecideAsides,
} from "../../../../shared/declarations/asides.ts";
import type {
  AddPerformances,
  ChangePerformance,
  ChangeShow,
  CorrectFigures,
  CreateShow,
  DefaultsSet,
  FiguresRestored,
  KeepFigures,
  MergeShows,
  RestoreFigures,
  ReviveCorrections,
  SetDefaults,
  UndoDefaults,
} from "../../../../shared/declarations/show-inputs.ts";
import type {
  ChangePlace,
  PerformancePage,
  Places,
  PlaceView,
  SavePlace,
  ShowCounts,
  ShowFilters,
  ShowList,
  ShowTab,
  ShowView,
} from "../../../../shared/declarations/shows.ts";
import { call } from "../../../app/api.ts";
import type { ShowsFilter } from "./addresses.ts";

const everyMinute = 60_000;
const everyTwoSeconds = 2_000;
const pageSize = 25;

const search = (values: Record<string, string | number | undefined>) =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );

const get = <Answer>(path: `/api/${string}`, signal: AbortSignal) =>
  call<Answer>("GET", path, undefined, { signal, background: true });

/** Shows behind each tab, and what waits for a decision. */
export const showCountsQuery = (organisation: string, filter: ShowsFilter = {}) =>
  queryOptions({
    queryKey: ["declarations", "counts", organisation, filter],
    queryFn: ({ signal }) =>
      get<ShowCounts>(`/api/declarations/shows/counts?${search({ organisation, ...filter })}`, signal),
    refetchInterval: everyMinute,
  });

const listPage = (
  organisation: string,
  tab: ShowTab,
  filter: ShowsFilter,
  after: string | undefined,
  limit: number,
  signal: AbortSignal,
) =>
  get<ShowList>(`/api/declarations/shows?${search({ organisation, tab, ...filter, after, limit })}`, signal);

/** One tab of the list of shows, 25 at a time. */
export const showListQuery = (organisation: string, tab: ShowTab, filter: ShowsFilter) =>
  infiniteQueryOptions({
    queryKey: ["declarations", "shows", organisation, tab, filter],
    queryFn: ({ pageParam, signal }) => listPage(organisation, tab, filter, pageParam, pageSize, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: ShowList) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: everyMinute,
  });

/** The shows that are the most pressing in a tab, a few at once. */
export const firstShowsQuery = (
  organisation: string,
  tab: ShowTab,
  limit: number,
  filter: ShowsFilter = {},
) =>
  queryOptions({
    queryKey: ["declarations", "shows", organisation, "first", tab, limit, filter],
    queryFn: ({ signal }) => listPage(organisation, tab, filter, undefined, limit, signal),
    refetchInterval: everyMinute,
  });

/** What the filters of the list offer. */
export const showFiltersQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["declarations", "filters", organisation],
    queryFn: ({ signal }) =>
      get<ShowFilters>(`/api/declarations/shows/filters?${search({ organisation })}`, signal),
  });

const showKey = (id: string) => ["declarations", "show", id];

export const showQuery = (id: string) =>
  queryOptions({
    queryKey: showKey(id),
    queryFn: ({ signal }) => get<ShowView>(`/api/declarations/shows/${id}`, signal),
    refetchInterval: ({ state }) =>
      state.data?.files.some(({ scan }) => scan === "pending") ? everyTwoSeconds : everyMinute,
  });

/** Performances after those that come with the show. */
export const morePerformances = (id: string, after: string) =>
  call<PerformancePage>("GET", `/api/declarations/shows/${id}/performances?${search({ after })}`);

/** Everything that happened to one show, newest first. */
export const showHistoryQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...showKey(id), "history"],
    queryFn: ({ pageParam, signal }) =>
      get<AuditPage>(`/api/declarations/shows/${id}/history?${search({ after: pageParam })}`, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: AuditPage) => page.next ?? undefined,
  });

export const createShow = (input: CreateShow) => call<ShowView>("POST", "/api/declarations/shows", input);

const onShow = (id: string, act: string) => `/api/declarations/shows/${id}/${act}` as const;
export const hideShow = (id: string, version: number) =>
  call<ShowView>("POST", onShow(id, "hide"), { version });
export const unhideShow = (id: string, version: number) =>
  call<ShowView>("POST", onShow(id, "unhide"), { version });
export const setDefaults = ({ showId, ...input }: SetDefaults) =>
  call<DefaultsSet>("POST", onShow(showId, "defaults"), input);
export const undoDefaults = ({ showId, ...input }: UndoDefaults) =>
  call<DefaultsSet>("POST", onShow(showId, "defaults/undo"), input);
export const deleteShow = (id: string, version: number) =>
  call<ShowView>("POST", onShow(id, "delete"), { version });
export const changeShow = ({ showId, ...input }: ChangeShow) =>
  call<ShowView>("POST", `/api/declarations/shows/${showId}`, input);
export const mergeShows = ({ showId, ...input }: MergeShows) =>
  call<ShowView>("POST", onShow(showId, "merge"), input);
export const unmergeShow = (id: string, version: number) =>
  call<ShowView>("POST", onShow(id, "unmerge"), { version });
export const restoreShow = (id: string, version: number) =>
  call<ShowView>("POST", onShow(id, "restore"), { version });
export const renameShow = (id: string, version: number, name: string) =>
  call<ShowView>("POST", onShow(id, "name"), { version, name });
export const addPerformances = ({ showId, ...input }: AddPerformances) =>
  call<ShowView>("POST", onShow(showId, "performances"), input);

/** Shows what a write answered, at once and in every list. */
export const keepShow = (client: QueryClient, found: ShowView) => {
  client.setQueryData(showKey(found.id), found);
  for (const about of ["shows", "counts", "asides", "aside-effect", "declaration"])
    void client.invalidateQueries({ queryKey: ["declarations", about] });
};

const onPerformance = (id: string, act: string) => `/api/declarations/performances/${id}/${act}` as const;
export const correctFigures = ({ performanceId, ...input }: CorrectFigures) =>
  call<ShowView>("POST", onPerformance(performanceId, "correct"), input);
export const restoreFigures = ({ performanceId, ...input }: RestoreFigures) =>
  call<FiguresRestored>("POST", onPerformance(performanceId, "restore"), input);
export const reviveCorrections = ({ performanceId, ...input }: ReviveCorrections) =>
  call<ShowView>("POST", onPerformance(performanceId, "revive"), input);
export const keepFigures = ({ performanceId, ...input }: KeepFigures) =>
  call<ShowView>("POST", onPerformance(performanceId, "keep"), input);
export const changePerformance = ({ performanceId, ...input }: ChangePerformance) =>
  call<ShowView>("POST", `/api/declarations/performances/${performanceId}`, input);
export const removePerformance = (id: string, version: number) =>
  call<ShowView>("POST", onPerformance(id, "remove"), { version });
export const bringBackPerformance = (id: string, version: number) =>
  call<ShowView>("POST", onPerformance(id, "bring-back"), { version });

/** Records that wait for a decision, of the organisation or of one show. */
export const asidesQuery = (organisation: string, show?: string, state: "open" | "decided" = "open") =>
  queryOptions({
    queryKey: ["declarations", "asides", organisation, show, state],
    queryFn: ({ signal }) =>
      get<Asides>(`/api/declarations/asides?${search({ organisation, show, state })}`, signal),
    refetchInterval: everyMinute,
  });
export const asideEffect = (input: DecideAsides, signal?: AbortSignal) =>
  call<AsideEffect>("POST", "/api/declarations/asides/effect", input, {
    repeatable: true,
    ...(signal ? { signal } : {}),
  });
export const decideAsides = (input: DecideAsides) =>
  call<AsidesDecided>("POST", "/api/declarations/asides/decisions", input);

export const placesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["declarations", "places", organisation],
    queryFn: ({ signal }) => get<Places>(`/api/declarations/places?${search({ organisation })}`, signal),
  });
export const savePlace = (input: SavePlace) => call<PlaceView>("POST", "/api/declarations/places", input);
export const changePlace = ({ placeId, ...input }: ChangePlace) =>
  call<PlaceView>("POST", `/api/declarations/places/${placeId}`, input);
