import { and, desc, eq, inArray } from "drizzle-orm";
import { type RecordedAct, recordedActs } from "../../../shared/declarations/declaring.ts";
import type { Queries } from "../../platform/db.ts";
import { auditEvent } from "../../platform/tables.ts";
import { nameOf } from "../access/index.ts";

const actions = new Map(recordedActs.map((act) => [`transmission.${act}`, act]));

/** What people noted or decided of what was sent, newest first, as long as the journal keeps it. */
export const actsRecorded = async (
  on: Queries,
  { showId, organisationId }: { showId: string; organisationId: string },
  transmissionIds: readonly string[],
): Promise<RecordedAct[]> => {
  const rows = await on
    .select({
      ...{ transmissionId: auditEvent.targetId, action: auditEvent.action, at: auditEvent.at },
      by: nameOf(auditEvent.actorId),
    })
    .from(auditEvent)
    .where(
      and(
        eq(auditEvent.organisationId, organisationId),
        eq(auditEvent.aggregateId, showId),
        inArray(auditEvent.targetId, [...transmissionIds]),
        eq(auditEvent.actorKind, "user"),
        inArray(auditEvent.action, [...actions.keys()]),
      ),
    )
    .orderBy(desc(auditEvent.at));
  return rows.flatMap(({ transmissionId, action, at, by }) => {
    const act = actions.get(action);
    return act ? [{ transmissionId, act, at: at.toISOString(), by: by ?? "ancien membre" }] : [];
  });
};
