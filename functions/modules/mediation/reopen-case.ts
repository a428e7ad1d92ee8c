import { and, eq, isNull, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { ReopenCase } from "../../../shared/mediation/closing.ts";
import type { caseStatuses } from "../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { memberNow, organisationById, reviveLinksOf } from "../access/index.ts";
import { addFact } from "./add-entry.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn, service } from "./case-access.ts";
import { aYearAfter } from "./closing-mails.ts";
import { reopenedMail } from "./mail-follow-up.ts";
import { cancelSurvey } from "./plan-survey.ts";
import { readCaseAs } from "./read-case.ts";
import { sameVersion } from "./same-version.ts";
import { caseClosing, cases } from "./tables.ts";
import { tellParties } from "./tell-parties.ts";

/**
 * Opens a closed case again (mediation.md §4.10): its closing stays in its history, the follow-up pages live on, a survey
 * that has not left never does. Whoever had the case keeps it while they may still act; the requester is told if wanted.
 */
export const reopenCase = async (
  ctx: Ctx,
  input: ReopenCase & { caseId: string },
): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.reopen", found);
    await sameVersion(tx, ctx, found, input.version);
    const organisation = await organisationById(tx, found.organisationId);
    const keeper = found.assigneeId
      ? await memberNow(tx, found.organisationId, service, found.assigneeId)
      : undefined;
    const kept = keeper?.roles.some((role) => role === "manager" || role === "mediator") ?? false;
    const reopened = await openAgain(tx, ctx, found, {
      status: input.status,
      by: userId,
      reason: input.reason,
      ...(kept ? {} : { assigneeId: null }),
    });
    const events = input.tell
      ? await tellParties(
          { tx, ctx, found: reopened, organisation },
          {
            mail: (to) =>
              reopenedMail(
                ctx.env,
                { organisation, number: caseNumber(found.year, found.seq), greeting: to.greeting },
                { reopenedAt: ctx.now(), token: to.token },
              ),
            said: "Votre dossier est rouvert.",
            key: `mediation.reopened:${found.id}:${found.version}`,
            letterTask: "Prévenir par courrier que le dossier est rouvert",
          },
        )
      : [];
    return {
      result: null,
      permission,
      audit: {
        action: "case.reopen",
        organisationId: found.organisationId,
        target: { kind: "case", id: found.id },
        before: { status: "CLOSED", outcome: found.outcome, assigneeId: found.assigneeId },
        after: { status: input.status, assigneeId: reopened.assigneeId, why: input.reason },
        personal: ["why"],
      },
      events,
    };
  });
  return done.ok ? readCaseAs(ctx, input.caseId) : done;
};

/** The rows of a reopening, by somebody or by a mail that came; what the case is then. */
export const openAgain = async (
  tx: Tx,
  ctx: Ctx,
  found: CaseRow,
  given: {
    status: keyof typeof caseStatuses;
    by: string | null;
    reason: string;
    assigneeId?: null;
  },
): Promise<CaseRow> => {
  const now = ctx.now();
  const set = {
    status: given.status,
    statusSince: now,
    closedAt: null,
    closedBy: null,
    outcome: null,
    mediationEndedOn: null,
    partiesInformedOn: null,
    reopenCount: found.reopenCount + 1,
    ...(given.assigneeId === null ? { assigneeId: null, toResume: true } : {}),
  };
  await tx
    .update(cases)
    .set({ ...set, lastExchangeAt: now, updatedAt: now, version: sql`${cases.version} + 1` })
    .where(eq(cases.id, found.id));
  await tx
    .update(caseClosing)
    .set({ reopenedAt: now, reopenedBy: given.by, reopenReason: given.reason })
    .where(and(eq(caseClosing.caseId, found.id), isNull(caseClosing.reopenedAt)));
  await cancelSurvey(tx, found.id);
  if (found.closedAt) await reviveLinksOf(tx, found.id, aYearAfter(found.closedAt), null);
  await addFact(tx, ctx, found, given.by ? "case.reopened_by_agent" : "case.reopened");
  return { ...found, ...set };
};
