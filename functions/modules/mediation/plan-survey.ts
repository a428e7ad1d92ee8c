import { and, eq, isNull } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { addDays } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { organisationById } from "../access/index.ts";
import type { CaseRow } from "./case-access.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { party } from "./tables.ts";
import { survey } from "./tables-office.ts";

/** Whom a case's survey goes to; undefined when none may be sent (mediation.md §4.11). */
export const surveyedOf = async (on: Queries, found: CaseRow) => {
  const isAsked =
    found.status === "CLOSED" &&
    !found.legalHold &&
    !found.deletedAt &&
    !found.sample &&
    found.inadmissibilityReason !== "ABUSIVE";
  if (!isAsked) return undefined;
  const [requester] = await on
    .select()
    .from(party)
    .where(and(eq(party.caseId, found.id), eq(party.role, "REQUESTER")));
  return requester?.email && !requester.deceased ? requester : undefined;
};

/**
 * Plans the survey of a case that is being closed, some days later, when the organisation asks for opinions; in the
 * closing's transaction, with the case as it is after it. Nothing for a case without e-mail, merged, found abusive, held
 * or whose requester died. Looked at again on the day (tend-surveys.ts).
 */
export const planSurvey = async (tx: Tx, ctx: Ctx, found: CaseRow): Promise<void> => {
  const settings = await mediationSettingsOf(tx, found.organisationId);
  if (!settings.survey || !(await surveyedOf(tx, found))) return;
  const { timeZone } = await organisationById(tx, found.organisationId);
  await tx
    .insert(survey)
    .values({
      id: ctx.newId(),
      organisationId: found.organisationId,
      caseId: found.id,
      sendOn: addDays(dayIn(timeZone, ctx.now()), settings.surveyAfterDays),
    })
    .onConflictDoNothing();
};

/** A case is open again: a survey that has not left does not leave. */
export const cancelSurvey = async (tx: Tx, caseId: string): Promise<void> => {
  await tx.delete(survey).where(and(eq(survey.caseId, caseId), isNull(survey.sentAt)));
};
