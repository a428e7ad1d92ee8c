import { eq } from "drizzle-orm";
import type { FreezeReport, ReportView } from "../../../shared/mediation/annual-report.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { balanceGap } from "../../../shared/mediation/figures.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { alreadyFrozen, isOver, readReport, reportForUpdate, yearFigures } from "./annual-report.ts";
import { asUser, caseActor } from "./case-access.ts";
import { annualReport } from "./tables-office.ts";

const notOver: Refusal = {
  code: "conflict",
  reason: "year_not_over",
  detail: "L’année n’est pas finie\u00a0: le rapport se fige à partir du 1er janvier suivant.",
};
const unbalanced: Refusal = {
  code: "conflict",
  reason: "figures_unbalanced",
  detail: "Le compte des dossiers ne tombe pas juste\u00a0: ces chiffres ne peuvent pas être figés.",
};

/**
 * Freezes a year's report: its figures are kept as they are now and never change again, nor do its words. Only once
 * the year is over, and only figures that balance.
 */
export const freezeReport = async (ctx: Ctx, input: FreezeReport): Promise<Result<ReportView>> => {
  const { organisation: organisationId, year } = input;
  const frozen = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const permission = permit(may(caseActor(ctx.actor, organisationId), "report.write"));
    const { timeZone } = await organisationById(tx, organisationId);
    const today = dayIn(timeZone, ctx.now());
    if (!isOver(year, today)) refuse(notOver);
    const found = await reportForUpdate(tx, ctx, input);
    if (found.frozenAt) refuse(alreadyFrozen);
    const figures = await yearFigures(tx, organisationId, year, today);
    if (balanceGap(figures.current.balance).gap > 0) refuse(unbalanced);
    await tx
      .update(annualReport)
      .set({
        figures: { ...figures },
        frozenAt: ctx.now(),
        frozenBy: userId,
        updatedAt: ctx.now(),
        version: found.version + 1,
      })
      .where(eq(annualReport.id, found.id));
    return {
      result: null,
      permission,
      audit: {
        action: "report.freeze",
        organisationId,
        target: { kind: "annual_report", id: found.id },
        after: { reportYear: year },
      },
      events: [],
    };
  });
  return frozen.ok ? readReport(ctx, input) : frozen;
};
