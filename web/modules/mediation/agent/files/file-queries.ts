import { queryOptions } from "@tanstack/react-query";
import type { AskCaseFile, AskSynthesis } from "../../../../../shared/mediation/case-file.ts";
import type { AskExport } from "../../../../../shared/mediation/exports.ts";
import type { JobView } from "../../../../../shared/mediation/jobs.ts";
import type { FileLink } from "../../../../../shared/mediation/schema.ts";
import { call } from "../../../../app/api.ts";

const isOver = ({ state }: JobView) => state !== "queued" && state !== "running";

/** Long work of this person in this organisation: asked again every two seconds while some is under way. */
export const jobsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation-jobs", "list", organisation],
    queryFn: ({ signal }) =>
      call<{ jobs: JobView[] }>("GET", `/api/mediation/jobs?organisation=${organisation}`, undefined, {
        signal,
        background: true,
      }),
    refetchInterval: ({ state }) => (state.data && !state.data.jobs.every(isOver) ? 2_000 : false),
  });

/** An address of a minute for a file that was made. */
export const linkToJobFile = (id: string, part: number) =>
  call<FileLink>("POST", `/api/mediation/jobs/${id}/link`, { part });

export const askExport = (organisation: string, input: AskExport) =>
  call<{ id: string }>("POST", `/api/mediation/exports?organisation=${organisation}`, input);
export const askSynthesis = (caseId: string, input: AskSynthesis) =>
  call<{ id: string }>("POST", `/api/mediation/cases/${caseId}/synthesis`, input);
export const askCaseFile = (caseId: string, input: AskCaseFile) =>
  call<{ id: string }>("POST", `/api/mediation/cases/${caseId}/archive`, input);
