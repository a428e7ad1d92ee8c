import type { AskCaseFile, AskSynthesis } from "../../../shared/mediation/case-file.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { askJob } from "./ask-job.ts";
import { asUser, caseOf, permitOn } from "./case-access.ts";

/** Asks for the summary of a case as a PDF, for the office or for the administration; in the case's history. */
export const askSynthesis = (
  ctx: Ctx,
  input: AskSynthesis & { caseId: string },
): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseOf(tx, input.caseId);
    const permission = permitOn(ctx, "case.synthesis", found);
    const { organisationId } = found;
    const { id, event } = await askJob(tx, ctx, {
      organisationId,
      kind: "synthesis",
      caseId: found.id,
      input: { audience: input.audience, number: caseNumber(found.year, found.seq) },
      total: 1,
    });
    const audit = {
      action: "case.synthesis",
      organisationId,
      target: { kind: "case", id: found.id },
      after: { audience: input.audience },
    };
    return { result: { id }, permission, audit, events: [event] };
  });

/** Asks for everything of a case in one archive, with the reason; in the case's history. */
export const askCaseFile = (
  ctx: Ctx,
  input: AskCaseFile & { caseId: string },
): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await caseOf(tx, input.caseId);
    const permission = permitOn(ctx, "case.export", found);
    const { organisationId } = found;
    const { id, event } = await askJob(tx, ctx, {
      organisationId,
      kind: "case_file",
      caseId: found.id,
      input: { number: caseNumber(found.year, found.seq) },
    });
    const audit = {
      action: "case.export",
      organisationId,
      target: { kind: "case", id: found.id },
      after: { reason: input.reason },
      personal: ["reason"],
    };
    return { result: { id }, permission, audit, events: [event] };
  });
