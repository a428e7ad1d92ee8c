import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type {
  EditImportRow,
  ImportList,
  ImportRows,
  ImportRowView,
  ImportStarted,
  ImportView,
  importFilters,
  LayOutImport,
  MapImport,
  StartImport,
} from "../../../../../shared/declarations/import.ts";
import { call } from "../../../../app/api.ts";

const everySecond = 1_000;
const key = (...rest: string[]) => ["declarations", "imports", ...rest];

/** Files imported before. */
export const importsQuery = (organisation: string) =>
  queryOptions({
    queryKey: key("list", organisation),
    queryFn: ({ signal }) =>
      call<ImportList>("GET", `/api/declarations/imports?organisation=${organisation}`, undefined, {
        signal,
      }),
  });

const busy = ["uploaded", "parsing", "applying", "undoing"];
/** One file; asked again while it is read or written. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: key(id),
    queryFn: ({ signal }) =>
      call<ImportView>("GET", `/api/declarations/imports/${id}`, undefined, { signal, background: true }),
    refetchInterval: ({ state }) => (state.data && busy.includes(state.data.state) ? everySecond : false),
  });

export type RowFilter = (typeof importFilters)[number];
const rowsPage = (id: string, search: string, signal?: AbortSignal) =>
  call<ImportRows>(
    "GET",
    `/api/declarations/imports/${id}/rows?${search}`,
    undefined,
    signal ? { signal } : {},
  );

/** Its rows as they are since that version, fifty at a time. */
export const rowsQuery = (id: string, version: number, filter: RowFilter) =>
  infiniteQueryOptions({
    queryKey: key(id, "rows", filter, String(version)),
    queryFn: ({ pageParam, signal }) => rowsPage(id, `filter=${filter}&after=${pageParam}`, signal),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (before) => before,
  });

/** All rows in error, however many. */
export const faultyRows = async (id: string): Promise<ImportRowView[]> => {
  const rows: ImportRowView[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: ImportRows = await rowsPage(id, `filter=faulty&limit=500&after=${after}`);
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
};

export const startImport = (input: StartImport) =>
  call<ImportStarted>("POST", "/api/declarations/imports", input);
const on = (id: string, act: string) => `/api/declarations/imports/${id}/${act}` as const;
export const receiveImport = (id: string) => call<ImportView>("POST", on(id, "received"), {});
export const layOutImport = (id: string, input: LayOutImport) =>
  call<ImportView>("POST", on(id, "layout"), input);
export const mapImport = (id: string, input: MapImport) => call<ImportView>("POST", on(id, "columns"), input);
export const editImportRow = (id: string, number: number, input: EditImportRow) =>
  call<ImportView>("POST", on(id, `rows/${number}`), input);
export const confirmImport = (id: string, version: number) =>
  call<ImportView>("POST", on(id, "confirm"), { version });
export const undoImport = (id: string, version: number) =>
  call<ImportView>("POST", on(id, "undo"), { version });
