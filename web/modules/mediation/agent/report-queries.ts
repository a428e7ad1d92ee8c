import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { FreezeReport, ReportView, SaveReport } from "../../../../shared/mediation/annual-report.ts";
import type { JobView } from "../../../../shared/mediation/jobs.ts";
import type { FileLink } from "../../../../shared/mediation/schema.ts";
import { call } from "../../../app/api.ts";

/** The activity report of a year, with its figures. */
export const reportQuery = (organisation: string, year: number) =>
  queryOptions({
    queryKey: ["mediation", "annual-report", organisation, year],
    queryFn: ({ signal }) =>
      call<ReportView>(
        "GET",
        `/api/mediation/annual-report?organisation=${organisation}&year=${year}`,
        undefined,
        {
          signal,
        },
      ),
  });

export const saveReport = (input: SaveReport) =>
  call<ReportView>("POST", "/api/mediation/annual-report", input);
export const freezeReport = (input: FreezeReport) =>
  call<ReportView>("POST", "/api/mediation/annual-report/freeze", input);
export const keepReport = (client: QueryClient, organisation: string, report: ReportView) =>
  client.setQueryData(reportQuery(organisation, report.year).queryKey, report);

const pause = 700;

/** Asks for a file of the report, waits until it is made, and gives the link of a minute to it. */
export const makeReportFile = async (input: {
  organisation: string;
  year: number;
  format: "pdf" | "xlsx";
}): Promise<FileLink> => {
  const { jobId } = await call<{ jobId: string }>("POST", "/api/mediation/annual-report/file", input);
  for (;;) {
    const job = await call<JobView>("GET", `/api/mediation/jobs/${jobId}`, undefined, { background: true });
    if (job.state === "done") return call<FileLink>("POST", `/api/mediation/jobs/${jobId}/link`, {});
    if (job.state === "failed" || job.state === "expired") throw new Error("the file was not made");
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
};
