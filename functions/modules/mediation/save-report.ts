import { eq } from "drizzle-orm";
import type { ReportView, SaveReport } from "../../../shared/mediation/annual-report.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { alreadyFrozen, readReport, reportForUpdate } from "./annual-report.ts";
import { asUser, caseActor } from "./case-access.ts";
import { annualReport } from "./tables-office.ts";

const inTheFuture = (path: string): Refusal => ({
  code: "invalid",
  reason: "invalid_input",
  detail: "Certaines réponses sont à corriger.",
  fields: [{ path, message: "Cette date est dans le futur." }],
});

/**
 * Keeps the words of a report, and when it was sent to the assembly and to the Défenseur des droits. Words of a frozen
 * one are refused; so are days to come, and a version that moved on.
 */
export const saveReport = async (ctx: Ctx, input: SaveReport): Promise<Result<ReportView>> => {
  const { organisation: organisationId, year, texts, sentToAssemblyOn, sentToDefenderOn } = input;
  const saved = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const permission = permit(may(caseActor(ctx.actor, organisationId), "report.write"));
    const { timeZone } = await organisationById(tx, organisationId);
    const today = dayIn(timeZone, ctx.now());
    const sent = { sentToAssemblyOn, sentToDefenderOn };
    for (const [path, day] of Object.entries(sent)) if (day && day > today) refuse(inTheFuture(path));
    const found = await reportForUpdate(tx, ctx, input);
    if (texts && found.frozenAt) refuse(alreadyFrozen);
    const days = Object.fromEntries(Object.entries(sent).filter(([, day]) => day !== undefined));
    await tx
      .update(annualReport)
      .set({
        ...days,
        ...(texts ? { chapters: { ...found.chapters, ...texts } } : {}),
        updatedAt: ctx.now(),
        version: found.version + 1,
      })
      .where(eq(annualReport.id, found.id));
    return {
      result: null,
      permission,
      audit: {
        action: "report.save",
        organisationId,
        target: { kind: "annual_report", id: found.id },
        before: { sentToAssemblyOn: found.sentToAssemblyOn, sentToDefenderOn: found.sentToDefenderOn },
        after: { reportYear: year, chaptersChanged: Object.keys(texts ?? {}).length, ...days },
      },
      events: [],
    };
  });
  return saved.ok ? readReport(ctx, input) : saved;
};
