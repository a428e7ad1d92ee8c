import type { AssignCase, CaseAfter } from "../../../shared/mediation/hands.ts";
import { takeCase as given } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Change } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { addFact } from "./add-entry.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn } from "./case-access.ts";
import { colleague, endProposals, handlingRoles, noteTo, passTasks } from "./case-hands.ts";
import { onCase, setOnCase } from "./change-case.ts";
import { sameVersion } from "./same-version.ts";
import { tellHands } from "./tell-hands.ts";

type Asked = AssignCase & { caseId: string };

/**
 * Gives a case to a mediator: the first or another one (mediation.md §4.5). Its open tasks follow, the word becomes a
 * note to them, and both are told. To whoever has it already: nothing changes and nobody is told.
 */
export const assignCase = (ctx: Ctx, asked: Asked): Promise<Result<CaseAfter>> =>
  onCase(ctx, asked.caseId, (tx) => assignment(tx, ctx, asked));

/** The same in a transaction of its caller's. `among` many: the bell only, since one mail will speak of all. */
export const assignment = async (
  tx: Tx,
  ctx: Ctx,
  asked: Asked,
  among: "alone" | "many" = "alone",
): Promise<Change<null>> => {
  asUser(ctx);
  const found = await caseForUpdate(tx, asked.caseId);
  const permission = permitOn(ctx, "case.assign", found);
  const to = await colleague(tx, found.organisationId, asked.userId, handlingRoles);
  if (found.assigneeId === to.userId) return { result: null, permission, audit: [], events: [] };
  await sameVersion(tx, ctx, found, asked.version, { assigneeId: found.assigneeId });
  const next = await charge(tx, ctx, found, to.userId);
  await noteTo(tx, ctx, found, to.userId, asked.message);
  return {
    result: null,
    permission,
    audit: {
      action: "case.assign",
      organisationId: found.organisationId,
      target: { kind: "case", id: found.id },
      before: { assigneeId: found.assigneeId, dueOn: found.dueOn },
      after: next,
    },
    events: [
      ...(await tellHands(tx, ctx, { ...found, ...next }, "assigned", [to.userId], among)),
      ...(await tellHands(tx, ctx, found, "transferred", [found.assigneeId], among)),
    ],
  };
};

/** Puts a case in somebody's charge, with its due date, tasks and fact; who may, and who is told, is the caller's. */
export const charge = async (tx: Tx, ctx: Ctx, found: CaseRow, userId: string) => {
  const organisation = await organisationById(tx, found.organisationId);
  const next = given(found, {
    userId,
    now: ctx.now(),
    timeZone: organisation.timeZone,
    dueDays: organisation.settings.mediation?.dueDays ?? null,
  });
  await setOnCase(tx, ctx, found, {
    ...next,
    toResume: false,
    coHandlerIds: found.coHandlerIds.filter((id) => id !== userId),
    firstAssignedAt: found.firstAssignedAt ?? ctx.now(),
  });
  await passTasks(tx, found.id, found.assigneeId, userId);
  await endProposals(tx, ctx, found.id);
  await addFact(tx, ctx, found, found.assigneeId ? "case.transferred" : "case.assigned");
  return next;
};
