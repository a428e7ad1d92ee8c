import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { CaseRow } from "./case-access.ts";
import { tell } from "./tell.ts";

/** Tells those who follow a case that a message came, or that its status changed, as each one wants (mediation.md §4.12). */
export const tellWatchers = async (
  tx: Tx,
  ctx: Ctx,
  found: Pick<CaseRow, "id" | "organisationId" | "watchers">,
  event: "messages" | "status",
): Promise<void> => {
  await tell(tx, ctx, {
    organisationId: found.organisationId,
    userIds: Object.entries(found.watchers).flatMap(([id, wants]) =>
      wants === event || wants === "all" ? [id] : [],
    ),
    caseId: found.id,
    kind: "watched",
    detail: { event },
  });
};
