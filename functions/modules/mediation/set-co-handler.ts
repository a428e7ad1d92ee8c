import type { CaseAfter, SetCoHandler } from "../../../shared/mediation/hands.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Change } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { asUser, caseForUpdate, permitOn } from "./case-access.ts";
import { colleague, handlingRoles } from "./case-hands.ts";
import { onCase, setOnCase } from "./change-case.ts";
import { sameVersion } from "./same-version.ts";
import { tell } from "./tell.ts";

type Asked = SetCoHandler & { caseId: string };

/**
 * Lets somebody act on a case beside its assignee, or no longer. A co-handler may end their own part; whoever has the
 * case, or is on it already, is not added twice.
 */
export const setCoHandler = (ctx: Ctx, asked: Asked): Promise<Result<CaseAfter>> =>
  onCase(ctx, asked.caseId, (tx) => change(tx, ctx, asked));

const change = async (tx: Tx, ctx: Ctx, { caseId, version, userId, acts }: Asked): Promise<Change<null>> => {
  const me = asUser(ctx).userId;
  const found = await caseForUpdate(tx, caseId);
  const leaves = !acts && userId === me && found.coHandlerIds.includes(me);
  const permission = permitOn(ctx, leaves ? "case.note" : "case.assign", found);
  if (acts) await colleague(tx, found.organisationId, userId, handlingRoles);
  const already = found.assigneeId === userId || found.coHandlerIds.includes(userId);
  if (acts === already) return { result: null, permission, audit: [], events: [] };
  await sameVersion(tx, ctx, found, version, { coHandlerIds: found.coHandlerIds });
  const others = found.coHandlerIds.filter((id) => id !== userId);
  await setOnCase(tx, ctx, found, { coHandlerIds: acts ? [...others, userId] : others });
  await tell(tx, ctx, {
    organisationId: found.organisationId,
    userIds: [userId],
    caseId,
    kind: acts ? "co_handler" : "co_handler_ended",
  });
  return {
    result: null,
    permission,
    audit: {
      action: "case.co_handler",
      organisationId: found.organisationId,
      target: { kind: "case", id: caseId },
      before: { coHandlerId: acts ? null : userId },
      after: { coHandlerId: acts ? userId : null },
    },
    events: [],
  };
};
