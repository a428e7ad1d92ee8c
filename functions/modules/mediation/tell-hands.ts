import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { organisationById } from "../access/index.ts";
import { announce } from "./announce.ts";
import type { CaseRow } from "./case-access.ts";
import type { HandNotice } from "./mail-notice.ts";
import { tell } from "./tell.ts";

/**
 * Tells people that a case comes to them or leaves them, as each wants to be told (mediation.md §6 row 14). `found` is
 * the case as they may read it: with the new assignee for who receives it, as it was for who had it. One among many is
 * told under the bell only.
 */
export const tellHands = async (
  tx: Tx,
  ctx: Ctx,
  found: CaseRow,
  kind: HandNotice,
  userIds: readonly (string | null)[],
  among: "alone" | "many" = "alone",
): Promise<OutboxEvent[]> => {
  const { organisationId, id: caseId } = found;
  if (among === "alone") {
    return announce(tx, ctx, await organisationById(tx, organisationId), { found, userIds, kind });
  }
  await tell(tx, ctx, { organisationId, userIds, caseId, kind });
  return [];
};
