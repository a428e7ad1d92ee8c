import { and, eq, isNull, sql } from "drizzle-orm";
import { alreadyTaken, takeCase as taken } from "../../../shared/mediation/rules.ts";
import type { CaseView, TakeCase } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { nameOf, organisationById } from "../access/index.ts";
import { addFact } from "./add-entry.ts";
import { asUser, permitOn } from "./case-access.ts";
import { openCase } from "./case-conditions.ts";
import { endProposals, passTasks } from "./case-hands.ts";
import { readCaseAs } from "./read-case.ts";
import { cases } from "./tables.ts";

/**
 * Takes a case nobody has, with one conditional update: of a hundred tries at once one wins, the others are refused
 * as `already_taken` with the winner's name. Taking one's own case again changes nothing.
 */
export const takeCase = async (ctx: Ctx, { caseId }: TakeCase): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const { found, handler } = await readHandler(tx, caseId);
    permitOn(ctx, "case.read", found);
    if (found.assigneeId === userId) {
      return { result: null, permission: permitOn(ctx, "case.read", found), audit: [], events: [] };
    }
    if (found.assigneeId) refuse({ ...alreadyTaken, ...takenBy(handler) });
    const permission = permitOn(ctx, "case.take", found);

    const organisation = await organisationById(tx, found.organisationId);
    const next = taken(found, {
      userId,
      now: ctx.now(),
      timeZone: organisation.timeZone,
      dueDays: organisation.settings.mediation?.dueDays ?? null,
    });
    const won = await tx
      .update(cases)
      .set({
        ...next,
        toResume: false,
        firstAssignedAt: found.firstAssignedAt ?? ctx.now(),
        updatedAt: ctx.now(),
        version: sql`${cases.version} + 1`,
      })
      .where(and(eq(cases.id, caseId), isNull(cases.assigneeId), openCase))
      .returning({ id: cases.id });
    if (won.length === 0) refuse({ ...alreadyTaken, ...takenBy((await readHandler(tx, caseId)).handler) });
    await passTasks(tx, caseId, null, userId);
    await endProposals(tx, ctx, caseId);
    await addFact(tx, ctx, found, "case.taken");
    return {
      result: null,
      permission,
      audit: {
        action: "case.take",
        organisationId: found.organisationId,
        target: { kind: "case", id: caseId },
        before: { assigneeId: null, dueOn: found.dueOn },
        after: next,
      },
      events: [],
    };
  });
  return done.ok ? readCaseAs(ctx, caseId) : done;
};

const readHandler = async (tx: Tx, caseId: string) => {
  const [row] = await tx
    .select({ found: cases, handler: nameOf(cases.assigneeId) })
    .from(cases)
    .where(eq(cases.id, caseId));
  return row ?? refuse(notFound);
};

const takenBy = (name: string | null) =>
  name ? { detail: `Déjà pris par ${name}.`, facts: { by: name } } : {};
