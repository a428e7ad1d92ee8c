import { eq, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import { endLinksOf, type Organisation } from "../access/index.ts";
import { queueMail } from "../mail/index.ts";
import { addEntry, addFact } from "./add-entry.ts";
import { type CaseRow, service } from "./case-access.ts";
import { closingMail } from "./mail-closing.ts";
import { greeting } from "./names.ts";
import { partyToken } from "./party-link.ts";
import { planSurvey } from "./plan-survey.ts";
import { requesterSide } from "./requester-side.ts";
import { closeSystemTasks } from "./system-tasks.ts";
import { caseClosing, cases } from "./tables.ts";

/**
 * Closes a case whose requester let the last notice pass, in Guichet's own name, and tells them (mediation.md §5.6).
 * The caller holds the case and took the step `closed`.
 */
export const closeInactive = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  found: CaseRow,
): Promise<{ audit: AuditNote[]; events: OutboxEvent[] }> => {
  const now = ctx.now();
  const endedOn = dayIn(organisation.timeZone, now);
  const outcome = "CITIZEN_INACTIVITY";
  await tx
    .update(cases)
    .set({
      status: "CLOSED",
      statusSince: now,
      closedAt: now,
      closedBy: null,
      outcome,
      mediationEndedOn: endedOn,
      updatedAt: now,
      version: sql`${cases.version} + 1`,
    })
    .where(eq(cases.id, found.id));
  await tx.insert(caseClosing).values({
    id: ctx.newId(),
    organisationId: found.organisationId,
    caseId: found.id,
    closedAt: now,
    closedBy: null,
    endedOn,
    outcome,
  });
  await planSurvey(tx, ctx, { ...found, status: "CLOSED", closedAt: now, outcome });
  const openUntil = new Date(now);
  openUntil.setUTCFullYear(openUntil.getUTCFullYear() + 1);
  const events: OutboxEvent[] = [];
  for (const { who, reached } of await requesterSide(tx, found.id)) {
    const { said, ...mail } = closingMail(ctx.env, {
      found,
      number: caseNumber(found.year, found.seq),
      organisation,
      authorName: organisation.settings.senderName,
      outcome,
      sayOutcome: true,
      endedOn,
      closingWords: undefined,
      greeting: greeting(who),
      token: await partyToken(tx, ctx, found, who.id),
      openUntil,
    });
    const queued = await queueMail(tx, ctx, {
      ...mail,
      organisationId: found.organisationId,
      service,
      targetId: found.id,
      class: "notice",
      idempotencyKey: `mediation.closing:${found.id}:${found.version}:${reached.id}`,
      recipients: [{ address: reached.email, name: reached.displayName, participantId: reached.id }],
    });
    events.push(...queued.events);
    await addEntry(tx, ctx, found, {
      kind: "message",
      direction: "OUT",
      medium: "NOTICE",
      side: "REQUESTER",
      occurredAt: now,
      subject: mail.subject,
      text: said,
      outgoingMessageId: queued.messageId,
    });
  }
  await endLinksOf(tx, found.id, openUntil);
  await closeSystemTasks(tx, ctx, found.id, ["inactivity_close", "other_means"]);
  await addFact(tx, ctx, found, "case.closed");
  return {
    audit: [
      {
        action: "case.close",
        organisationId: found.organisationId,
        target: { kind: "case", id: found.id },
        before: { status: found.status },
        after: { status: "CLOSED", outcome, endedOn },
      },
    ],
    events,
  };
};
