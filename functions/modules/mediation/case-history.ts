import { eq } from "drizzle-orm";
import type { AuditPage, ListAudit } from "../../../shared/access/audit.ts";
import { may } from "../../../shared/mediation/rules.ts";
import { statusesOf } from "../../../shared/mediation/status-words.ts";
import { labelled } from "../../../shared/platform/audit-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { notFound, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { readHistory } from "../access/index.ts";
import { caseActor } from "./case-access.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { cases } from "./tables.ts";

/** Everything that happened to one case, newest first, readings included, for whoever may read it. */
export const caseHistory = async (ctx: Ctx, caseId: string, asked: ListAudit): Promise<Result<AuditPage>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const [found] = await ctx.db.select().from(cases).where(eq(cases.id, caseId));
  if (!found) return refused(notFound);
  const verdict = may(caseActor(ctx.actor, found.organisationId), "case.history", found);
  if (verdict !== true) return refused(verdict);
  const { organisationId } = found;
  const { statusLabels } = await mediationSettingsOf(ctx.db, organisationId);
  return readHistory(ctx, { organisationId, aggregateId: caseId }, asked, {
    status: { label: "Avancement", shown: labelled(statusesOf(statusLabels)) },
  });
};
