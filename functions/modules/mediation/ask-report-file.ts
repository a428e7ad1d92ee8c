import type { AskReportFile } from "../../../shared/mediation/annual-report.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { askJob } from "./ask-job.ts";
import { asUser, caseActor } from "./case-access.ts";

/** Asks for a year's report as a PDF or a spreadsheet; `report-work.ts` makes it. */
export const askReportFile = (
  ctx: Ctx,
  { organisation: organisationId, year, format }: AskReportFile,
): Promise<Result<{ jobId: string }>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const permission = permit(may(caseActor(ctx.actor, organisationId), "statistics.read"));
    const { id, event } = await askJob(tx, ctx, {
      organisationId,
      kind: "report",
      input: { year, format },
      total: 1,
    });
    return {
      result: { jobId: id },
      permission,
      audit: {
        action: "report.file",
        organisationId,
        target: { kind: "background_job", id },
        after: { reportYear: year, format },
      },
      events: [event],
    };
  });
