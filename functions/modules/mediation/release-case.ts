import type { CaseAfter, ReleaseCase } from "../../../shared/mediation/hands.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Change } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { membersWithRole } from "../access/index.ts";
import { addFact } from "./add-entry.ts";
import { asUser, caseForUpdate, permitOn, service } from "./case-access.ts";
import { passTasks } from "./case-hands.ts";
import { onCase, setOnCase } from "./change-case.ts";
import { sameVersion } from "./same-version.ts";
import { tell } from "./tell.ts";
import { tellHands } from "./tell-hands.ts";

type Asked = ReleaseCase & { caseId: string };

/**
 * Gives a case back, with a reason: nobody has it and it waits among those to take (mediation.md §4.5). Only its
 * assignee and the managers may; to anybody else it is refused and stays theirs.
 */
export const releaseCase = (ctx: Ctx, asked: Asked): Promise<Result<CaseAfter>> =>
  onCase(ctx, asked.caseId, (tx) => release(tx, ctx, asked));

const release = async (tx: Tx, ctx: Ctx, { caseId, version, reason }: Asked): Promise<Change<null>> => {
  asUser(ctx);
  const found = await caseForUpdate(tx, caseId);
  const permission = permitOn(ctx, "case.release", found);
  await sameVersion(tx, ctx, found, version, { assigneeId: found.assigneeId });
  await setOnCase(tx, ctx, found, { assigneeId: null });
  await passTasks(tx, found.id, found.assigneeId, null);
  await addFact(tx, ctx, found, "case.handed_back");
  const { organisationId } = found;
  const managers = await membersWithRole(tx, organisationId, service, "manager");
  await tell(tx, ctx, {
    organisationId,
    userIds: managers.map(({ userId }) => userId).filter((id) => id !== found.assigneeId),
    caseId,
    kind: "released",
  });
  return {
    result: null,
    permission,
    audit: {
      action: "case.release",
      organisationId,
      target: { kind: "case", id: caseId },
      before: { assigneeId: found.assigneeId },
      after: { assigneeId: null, reason },
      personal: ["reason"],
    },
    events: await tellHands(tx, ctx, found, "released", [found.assigneeId]),
  };
};
