import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Change } from "../../platform/mutate.ts";
import { memberNow } from "../access/index.ts";
import { addFact } from "./add-entry.ts";
import { caseForUpdate, permitOn, service } from "./case-access.ts";
import { passTasks } from "./case-hands.ts";
import { setOnCase } from "./change-case.ts";
import { sameVersion } from "./same-version.ts";
import { tellHands } from "./tell-hands.ts";

/**
 * Takes back an assignment made a moment ago (mediation.md §4.12): the case returns to whoever had it, or to nobody,
 * with its due date and tasks. The version proves that nobody acted on it since, so that whoever gave it away may take
 * it back without having it.
 */
export const unassignment = async (
  tx: Tx,
  ctx: Ctx,
  asked: { caseId: string; version: number; was: { assigneeId: string | null; dueOn: string | null } },
): Promise<Change<null>> => {
  const found = await caseForUpdate(tx, asked.caseId);
  const permission = permitOn(ctx, "case.read", found);
  await sameVersion(tx, ctx, found, asked.version, { assigneeId: found.assigneeId });
  const { assigneeId: wanted, dueOn } = asked.was;
  const member = wanted && (await memberNow(tx, found.organisationId, service, wanted));
  const assigneeId = member ? wanted : null;
  await setOnCase(tx, ctx, found, { assigneeId, dueOn });
  await passTasks(tx, found.id, found.assigneeId, assigneeId);
  await addFact(tx, ctx, found, assigneeId ? "case.transferred" : "case.handed_back");
  return {
    result: null,
    permission,
    audit: {
      action: "case.assign",
      organisationId: found.organisationId,
      target: { kind: "case", id: found.id },
      before: { assigneeId: found.assigneeId, dueOn: found.dueOn },
      after: { assigneeId, dueOn },
    },
    events: [
      ...(await tellHands(tx, ctx, found, "transferred", [found.assigneeId], "many")),
      ...(await tellHands(tx, ctx, { ...found, assigneeId }, "assigned", [assigneeId], "many")),
    ],
  };
};
