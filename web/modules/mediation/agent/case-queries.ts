import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import type { AuditPage, ListAudit } from "../../../../shared/access/audit.ts";
import type {
  CaseCounts,
  CasePage,
  CaseSummary,
  ListCases,
} from "../../../../shared/mediation/case-lists.ts";
import type {
  CaseView,
  CloseCase,
  FileLink,
  SendMessage,
  UploadResult,
  UploadTicket,
} from "../../../../shared/mediation/schema.ts";
import type { MessagesFound } from "../../../../shared/mediation/search.ts";
import { call } from "../../../app/api.ts";

const everyMinute = 60_000;
/** Pace while a message is on its way out, so that its state is seen to change. */
const everyFiveSeconds = 5_000;
/** What a list is asked for, besides its organisation and the page. */
export type CaseFilter = Omit<ListCases, "organisation" | "after" | "limit">;

// Reads of a page that keeps itself fresh are `background`: only the person's own gestures prolong the session.
const search = (parameters: Record<string, string | number | undefined>) =>
  new URLSearchParams(
    Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  ).toString();

const listPage = (
  organisation: string,
  filter: CaseFilter,
  after: string | undefined,
  limit: number,
  signal: AbortSignal,
) =>
  call<CasePage>(
    "GET",
    `/api/mediation/cases?${search({ organisation, ...filter, after, limit })}`,
    undefined,
    { signal, background: true },
  );

/** Figures of the home and of the menu: read again every minute and when the window comes back. */
export const countsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "counts", organisation],
    queryFn: ({ signal }) =>
      call<CaseCounts>("GET", `/api/mediation/counts?${search({ organisation })}`, undefined, {
        signal,
        background: true,
      }),
    refetchInterval: everyMinute,
  });

/** A list, page after page. It moves only when the agent asks: `freshPageQuery` says whether there is news. */
export const caseListQuery = (organisation: string, filter: CaseFilter, size: number) =>
  infiniteQueryOptions({
    queryKey: ["mediation", "cases", organisation, "list", filter, size],
    queryFn: ({ pageParam, signal }) => listPage(organisation, filter, pageParam, size, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: CasePage) => page.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: "always",
    refetchOnWindowFocus: false,
  });

/** The first cases of a list in its own order, at most `most`, whatever is on screen. */
export const firstCases = async (
  organisation: string,
  filter: CaseFilter,
  most: number,
): Promise<CasePage["cases"]> => {
  const found: CasePage["cases"] = [];
  let after: string | undefined;
  do {
    const page = await listPage(organisation, filter, after, 100, new AbortController().signal);
    found.push(...page.cases);
    after = page.next ?? undefined;
  } while (after && found.length < most);
  return found.slice(0, most);
};

/** The first page as it is now, to be compared with the one on screen. */
export const freshPageQuery = (organisation: string, filter: CaseFilter, size: number) =>
  queryOptions({
    queryKey: ["mediation", "cases", organisation, "fresh", filter, size],
    queryFn: ({ signal }) => listPage(organisation, filter, undefined, size, signal),
    refetchInterval: everyMinute,
    initialData: undefined as CasePage | undefined,
  });

/** The agent's own open cases, for "À faire maintenant": the 100 first of the list. */
export const myCasesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "cases", organisation, "mine"],
    queryFn: ({ signal }) => listPage(organisation, { view: "mine" }, undefined, 100, signal),
    refetchInterval: everyMinute,
  });

/** Two letters, or one digit: the number of a case. */
export const isAsked = (q: string) => q.length >= 2 || /^\d$/.test(q);

/** The first answers to a search typed in the top bar. */
export const searchQuery = (organisation: string, q: string) =>
  queryOptions({
    queryKey: ["mediation", "cases", organisation, "search", q],
    queryFn: ({ signal }) =>
      listPage(organisation, { q, depth: "cases", sort: "relevance" }, undefined, 7, signal),
    enabled: isAsked(q),
    placeholderData: keepPreviousData,
  });

/** Messages and files that carry the words typed in the top bar. */
export const messagesQuery = (organisation: string, q: string) =>
  queryOptions({
    queryKey: ["mediation", "messages", organisation, "search", q],
    queryFn: ({ signal }) =>
      call<MessagesFound>("GET", `/api/mediation/search?${search({ organisation, q })}`, undefined, {
        signal,
      }),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });

const caseKey = (id: string) => ["mediation", "case", id];

const onItsWay: readonly string[] = ["queued", "handing_over", "sent"];
/** Whether a message of the last five minutes still waits for news of its sending. */
const isLeaving = (found: CaseView, now: number) =>
  found.entries.some(
    ({ at, recipients }) =>
      now - Date.parse(at) < 5 * everyMinute && recipients.some(({ state }) => onItsWay.includes(state)),
  );

/** Whether a file that came in the last quarter of an hour still waits for the antivirus. */
const isScanning = (found: CaseView, now: number) =>
  found.entries.some(
    ({ at, files }) =>
      now - Date.parse(at) < 15 * everyMinute &&
      files.some(({ decision, scan }) => decision === "kept" && scan === "pending"),
  );

/** One case with its thread, kept fresh while it is read. */
export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: caseKey(id),
    queryFn: ({ signal }) =>
      call<CaseView>("GET", `/api/mediation/cases/${id}`, undefined, { signal, background: true }),
    refetchInterval: ({ state }) =>
      state.data && (isLeaving(state.data, Date.now()) || isScanning(state.data, Date.now()))
        ? everyFiveSeconds
        : everyMinute,
  });

/** Everything that happened to one case, newest first. */
export const caseHistoryQuery = (id: string, filter: Omit<ListAudit, "after">) =>
  infiniteQueryOptions({
    queryKey: [...caseKey(id), "history", filter],
    queryFn: ({ pageParam, signal }) =>
      call<AuditPage>(
        "GET",
        `/api/mediation/cases/${id}/history?${search({ ...filter, after: pageParam })}`,
        undefined,
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: AuditPage) => page.next ?? undefined,
  });

/** Keeps what the API just answered and has the figures and lists read again. */
export function keepCase(client: QueryClient, found: CaseView) {
  client.setQueryData(caseKey(found.id), found);
  void client.invalidateQueries({ queryKey: ["mediation", "counts"] });
  void client.invalidateQueries({ queryKey: ["mediation", "cases"] });
}

export const takeCase = (id: CaseSummary["id"]) => call<CaseView>("POST", `/api/mediation/cases/${id}/take`);

/** Sending carries its own key: after a lost connection the same message is asked for again, and leaves once. */
export const sendMessage = ({ caseId, ...message }: SendMessage) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/messages`, message, { repeatable: true });

export const markProcessed = (caseId: string, entryId: string) =>
  call<CaseView>(
    "POST",
    `/api/mediation/cases/${caseId}/entries/${entryId}/processed`,
    {},
    { repeatable: true },
  );

export const closeCase = ({ caseId, ...closing }: CloseCase) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/close`, closing);

/** A short link to one file, after a fresh check of the right. */
export const fileLink = (id: string, atOwnRisk = false) =>
  call<FileLink>("POST", `/api/mediation/files/${id}/link`, atOwnRisk ? { atOwnRisk } : {}, {
    repeatable: true,
  });

/** The same, to look at the file in the page. */
export const fileToShow = (id: string) =>
  call<FileLink>("POST", `/api/mediation/files/${id}/link`, { inPage: true }, { repeatable: true });

/** A short link to a message's HTML, on the origin of files. */
export const frameLink = (entryId: string) =>
  call<FileLink>("POST", `/api/mediation/entries/${entryId}/frame`, {}, { repeatable: true });

export const askUpload = (caseId: string, name: string, size: number) =>
  call<UploadTicket>("POST", `/api/mediation/cases/${caseId}/uploads`, { name, size });

export const checkUpload = (caseId: string, uploadId: string) =>
  call<UploadResult>(
    "POST",
    `/api/mediation/cases/${caseId}/uploads/${uploadId}/check`,
    {},
    { repeatable: true },
  );
