import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import { organisationById } from "../access/index.ts";
import type { Traces } from "../mail/index.ts";
import { addFact } from "./add-entry.ts";
import { notifyAgents } from "./notify-agents.ts";
import { caseFile, cases } from "./tables.ts";

/**
 * The scanner found a virus in a file: each case that shows it says so in its thread, and its handler is told. The file
 * itself shows « Refusée : virus détecté » from its own verdict.
 */
export const threatFound = async (tx: Tx, ctx: Ctx, storedFileId: string): Promise<Traces> => {
  const shown = await tx
    .select({ file: caseFile, found: cases })
    .from(caseFile)
    .innerJoin(cases, eq(cases.id, caseFile.caseId))
    .where(eq(caseFile.storedFileId, storedFileId));
  const audit: AuditNote[] = [];
  const events: OutboxEvent[] = [];
  for (const { file, found } of shown) {
    await addFact(tx, ctx, found, "file.refused", `Pièce jointe refusée, virus détecté\u00a0: ${file.name}`);
    audit.push({
      action: "file.refused",
      organisationId: found.organisationId,
      target: { kind: "case_file", id: file.id },
      aggregateId: found.id,
    });
    const organisation = await organisationById(tx, found.organisationId);
    events.push(...(await notifyAgents(tx, ctx, organisation, found, "file_refused")));
  }
  return { audit, events };
};
