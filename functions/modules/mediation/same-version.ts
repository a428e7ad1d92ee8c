import { and, desc, eq, isNotNull } from "drizzle-orm";
import { hour, plainDay } from "../../../shared/mediation/date-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { refuse } from "../../platform/refusal.ts";
import { auditEvent } from "../../platform/tables.ts";
import { nameOf, organisationById } from "../access/index.ts";
import type { CaseRow } from "./case-access.ts";

/**
 * Stops a write made on an older state of a case (mediation.md §5.2): `conflict` with who changed it, when, the version
 * it has now and, as JSON, the values it has now of what the write was about.
 */
export const sameVersion = async (
  tx: Tx,
  ctx: Ctx,
  found: CaseRow,
  seen: number,
  current: Readonly<Record<string, unknown>> = {},
): Promise<void> => {
  if (found.version === seen) return;
  const [last] = await tx
    .select({ by: nameOf(auditEvent.actorId), at: auditEvent.at })
    .from(auditEvent)
    // A reading changes nothing, and has no value after it.
    .where(and(eq(auditEvent.aggregateId, found.id), isNotNull(auditEvent.after)))
    .orderBy(desc(auditEvent.at), desc(auditEvent.id))
    .limit(1);
  const at = last?.at ?? found.updatedAt;
  const { timeZone } = await organisationById(tx, found.organisationId);
  const today = plainDay(at, timeZone) === plainDay(ctx.now(), timeZone);
  const when = today ? `à ${hour(at, timeZone)}` : `le ${plainDay(at, timeZone)}`;
  refuse({
    code: "conflict",
    reason: "version_differs",
    detail: `${last?.by ?? "Guichet"} a modifié ce dossier ${when}, pendant votre saisie. Rien n’est perdu\u00a0: relisez-le, puis recommencez.`,
    facts: {
      by: last?.by ?? "Guichet",
      at: at.toISOString(),
      version: String(found.version),
      values: JSON.stringify(current),
    },
  });
};
