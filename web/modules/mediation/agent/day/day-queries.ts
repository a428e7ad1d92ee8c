import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { CalendarAddress, CalendarView } from "../../../../../shared/mediation/calendar.ts";
import type {
  AddDocuments,
  ChangeDocument,
  ZipDocuments,
} from "../../../../../shared/mediation/documents.ts";
import type { JobView } from "../../../../../shared/mediation/jobs.ts";
import type { ChooseNews, NewsChoices, NewsList } from "../../../../../shared/mediation/news.ts";
import type { DeleteNote, EditNote, NoteRevisions, PinNote } from "../../../../../shared/mediation/notes.ts";
import type { CaseView, FileLink } from "../../../../../shared/mediation/schema.ts";
import type {
  ChangeTask,
  Colleagues,
  CreateTask,
  MyTasks,
  SettleTask,
} from "../../../../../shared/mediation/tasks.ts";
import { call } from "../../../../app/api.ts";
import { keepCase } from "../case-queries.ts";

const everyMinute = 60_000;
const get = <T>(path: `/api/${string}`, signal: AbortSignal) =>
  call<T>("GET", path, undefined, { signal, background: true });

/** What one has to do, read again every minute. */
export const myTasksQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "tasks", organisation],
    queryFn: ({ signal }) => get<MyTasks>(`/api/mediation/tasks?organisation=${organisation}`, signal),
    refetchInterval: everyMinute,
  });

/** One's due days of the week that begins on `from`; this week without it. */
export const calendarQuery = (organisation: string, from?: string) =>
  queryOptions({
    queryKey: ["mediation", "calendar", organisation, from ?? "now"],
    queryFn: ({ signal }) =>
      get<CalendarView>(
        `/api/mediation/calendar?organisation=${organisation}${from ? `&from=${from}` : ""}`,
        signal,
      ),
    refetchInterval: everyMinute,
  });
export const renewCalendar = (organisation: string) =>
  call<CalendarAddress>("POST", "/api/mediation/calendar/renew", { organisation });
export const revokeCalendar = (organisation: string) =>
  call<object>("POST", "/api/mediation/calendar/revoke", { organisation }, { repeatable: true });

/** Who can be mentioned on a case, or given a task there. */
export const colleaguesQuery = (caseId: string) =>
  queryOptions({
    queryKey: ["mediation", "case", caseId, "colleagues"],
    queryFn: ({ signal }) => get<Colleagues>(`/api/mediation/cases/${caseId}/colleagues`, signal),
    staleTime: everyMinute,
  });

/** The case after a change, and one's tasks, which may have changed with it. */
export const keepDay = (client: QueryClient, found: CaseView) => {
  keepCase(client, found);
  void client.invalidateQueries({ queryKey: ["mediation", "tasks"] });
  void client.invalidateQueries({ queryKey: ["mediation", "calendar"] });
};

export const createTask = ({ caseId, ...task }: CreateTask) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/tasks`, task, { repeatable: true });
export const changeTask = ({ taskId, ...change }: ChangeTask) =>
  call<CaseView>("POST", `/api/mediation/tasks/${taskId}`, change);
export const settleTask = ({ taskId, done }: SettleTask) =>
  call<CaseView>("POST", `/api/mediation/tasks/${taskId}/done`, { done }, { repeatable: true });
export const deleteTask = (taskId: string) => call<CaseView>("POST", `/api/mediation/tasks/${taskId}/delete`);

export const editNote = ({ entryId, ...note }: EditNote) =>
  call<CaseView>("POST", `/api/mediation/notes/${entryId}`, note);
export const pinNote = ({ entryId, pinned }: PinNote) =>
  call<CaseView>("POST", `/api/mediation/notes/${entryId}/pin`, { pinned }, { repeatable: true });
export const deleteNote = ({ entryId, reason }: DeleteNote) =>
  call<CaseView>("POST", `/api/mediation/notes/${entryId}/delete`, reason ? { reason } : {});
export const revisionsQuery = (entryId: string) =>
  queryOptions({
    queryKey: ["mediation", "note", entryId, "revisions"],
    queryFn: ({ signal }) => get<NoteRevisions>(`/api/mediation/notes/${entryId}/revisions`, signal),
  });

export const addDocuments = ({ caseId, ...documents }: AddDocuments) =>
  call<CaseView>("POST", `/api/mediation/cases/${caseId}/documents`, documents);
export const changeDocument = ({ fileId, ...change }: ChangeDocument) =>
  call<CaseView>("POST", `/api/mediation/files/${fileId}`, change);
export const removeDocument = (fileId: string) =>
  call<CaseView>("POST", `/api/mediation/files/${fileId}/remove`);
export const showDocument = (fileId: string) => call<CaseView>("POST", `/api/mediation/files/${fileId}/show`);
export const zipDocuments = ({ caseId, files }: ZipDocuments) =>
  call<{ jobId: string }>("POST", `/api/mediation/cases/${caseId}/documents/zip`, { files });
/** A piece of long work, followed until it ends. */
export const jobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["mediation", "job", jobId],
    queryFn: ({ signal }) => get<JobView>(`/api/mediation/jobs/${jobId}`, signal),
    refetchInterval: ({ state }) =>
      state.data && !["queued", "running"].includes(state.data.state) ? false : 1_500,
  });
export const jobFileLink = (jobId: string) => call<FileLink>("POST", `/api/mediation/jobs/${jobId}/link`);

/** The bell. */
export const newsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "news", organisation],
    queryFn: ({ signal }) => get<NewsList>(`/api/mediation/news?organisation=${organisation}`, signal),
    refetchInterval: everyMinute,
  });
export const readNews = (organisation: string, ids?: string[]) =>
  call<object>(
    "POST",
    "/api/mediation/news/read",
    { organisation, ...(ids ? { ids } : {}) },
    { repeatable: true },
  );
export const newsChoicesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "news-choices", organisation],
    queryFn: ({ signal }) =>
      get<NewsChoices>(`/api/mediation/news/choices?organisation=${organisation}`, signal),
  });
export const chooseNews = (input: ChooseNews) =>
  call<NewsChoices>("POST", "/api/mediation/news/choices", input, { repeatable: true });
