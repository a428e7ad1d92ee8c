import { eq, sql } from "drizzle-orm";
import type { Closed } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import { endLinksOf } from "../access/index.ts";
import { addFact } from "./add-entry.ts";
import type { CaseRow } from "./case-access.ts";
import { aYearAfter, tellClosing } from "./closing-mails.ts";
import type { ClosingFacts } from "./mail-closing.ts";
import { planSurvey } from "./plan-survey.ts";
import { closeSystemTasks } from "./system-tasks.ts";
import { caseClosing, cases } from "./tables.ts";

/** Tasks of the system that have no reason left once a case is closed. */
const aboutClosing = ["close_withdrawn", "inactivity_close", "other_means"] as const;

/**
 * Writes a closing that was decided, whoever decided it: the case and its pending edits, the closing's own row, the mails
 * to those named, the end of the follow-up links a year later, the tasks about closing, the survey and the fact of the
 * thread (mediation.md §4.10). The caller holds the case.
 */
export const writeClosing = async (
  tx: Tx,
  ctx: Ctx,
  given: {
    next: Closed;
    /** Null = Guichet itself. */
    closedBy: string | null;
    facts: ClosingFacts;
    /** Participants to write to. */
    notify: readonly string[];
    edits?: Partial<typeof cases.$inferInsert>;
    status: CaseRow["status"];
  },
): Promise<{ events: OutboxEvent[]; note: AuditNote; tasksClosed: number }> => {
  const { next, closedBy, facts, notify } = given;
  const { found } = facts;
  const { outcome, mediationEndedOn: endedOn, closedAt } = next;
  await tx
    .update(cases)
    .set({
      ...given.edits,
      ...next,
      closedBy,
      toResume: false,
      lastExchangeAt: closedAt,
      updatedAt: closedAt,
      version: sql`${cases.version} + 1`,
    })
    .where(eq(cases.id, found.id));
  await tx.insert(caseClosing).values({
    id: ctx.newId(),
    organisationId: found.organisationId,
    caseId: found.id,
    ...{ closedAt, closedBy, endedOn, outcome },
  });
  // The very instant of the closing: a reopening finds the links that ended with it.
  const openUntil = aYearAfter(closedAt);
  const events = await tellClosing(tx, ctx, notify, facts, openUntil);
  await endLinksOf(tx, found.id, openUntil);
  const tasksClosed = await closeSystemTasks(tx, ctx, found.id, aboutClosing);
  await planSurvey(tx, ctx, { ...found, ...next });
  await addFact(tx, ctx, found, "case.closed");
  const note = {
    action: "case.close",
    organisationId: found.organisationId,
    target: { kind: "case", id: found.id },
    before: { status: given.status },
    after: { status: "CLOSED", outcome, endedOn, told: notify.length },
  };
  return { events, note, tasksClosed };
};
