import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { AskBulk } from "../../../../shared/mediation/bulk.ts";
import type { JobView } from "../../../../shared/mediation/jobs.ts";
import { call } from "../../../app/api.ts";

export const askBulk = (input: AskBulk) => call<{ jobId: string }>("POST", "/api/mediation/bulk", input);
export const undoBulk = (jobId: string) =>
  call<{ jobId: string }>("POST", `/api/mediation/jobs/${jobId}/undo`, {});

const isOver = (job: JobView | undefined) => job?.state === "done" || job?.state === "failed";

/** How far a bulk act is: asked every second until it ends. */
export const bulkJobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["mediation-jobs", jobId],
    queryFn: ({ signal }) => call<JobView>("GET", `/api/mediation/jobs/${jobId}`, undefined, { signal }),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : 1_000),
  });

/** Many cases changed: lists, counts and open cases are read again. */
export const forgetCases = (client: QueryClient) => client.invalidateQueries({ queryKey: ["mediation"] });
