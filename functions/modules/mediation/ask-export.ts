import { count } from "drizzle-orm";
import { type AskExport, type ExportKind, mostExported } from "../../../shared/mediation/exports.ts";
import type { JobKind } from "../../../shared/mediation/jobs.ts";
import { type Action, may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { askJob } from "./ask-job.ts";
import { asUser, caseActor } from "./case-access.ts";
import { listAsker } from "./list-cases.ts";
import { exportedCases } from "./read-exported.ts";
import { cases } from "./tables.ts";

/** The right and the work behind each kind of file. */
export const exportWork: Record<ExportKind, { right: Action; job: JobKind }> = {
  named: { right: "export.named", job: "export_named" },
  anonymous: { right: "statistics.read", job: "export_anonymous" },
};

/**
 * Asks for a file of the cases of a filter, made in the background and kept a day. Refuses more than 50,000 rows, and
 * says how many there are; who asks for what is in the journal.
 */
export const askExport = (
  ctx: Ctx,
  input: AskExport & { organisationId: string },
): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const { organisationId, kind, format, filter } = input;
    const { right, job } = exportWork[kind];
    const permission = permit(may(caseActor(ctx.actor, organisationId), right));
    const asker = await listAsker(tx, ctx, organisationId);
    const [found] = await tx.select({ rows: count() }).from(cases).where(exportedCases(filter, asker));
    const rows = found?.rows ?? 0;
    if (rows > mostExported) refuse(tooMany(rows));
    const { id, event } = await askJob(tx, ctx, {
      organisationId,
      kind: job,
      input: { format, filter },
      total: rows,
    });
    return {
      result: { id },
      permission,
      audit: {
        action: "export.ask",
        organisationId,
        target: { kind: "organisation", id: organisationId },
        after: { export: kind, lines: rows },
      },
      events: [event],
    };
  });

const tooMany = (rows: number): Refusal => ({
  code: "invalid",
  reason: "too_many_rows",
  detail: `Cette liste compte ${rows.toLocaleString("fr-FR")} dossiers. Un fichier en contient 50 000 au plus\u00a0: ajoutez un filtre, par exemple une période.`,
});
