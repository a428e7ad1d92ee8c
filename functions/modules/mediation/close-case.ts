import { and, eq, inArray, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { hour, plainDay } from "../../../shared/mediation/date-words.ts";
import { alreadyClosed, close, isOpen } from "../../../shared/mediation/rules.ts";
import type { CaseView, CloseCase } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, type OutboxEvent } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { endLinksOf, memberNow, nameOf, type Organisation, organisationById } from "../access/index.ts";
import { queueMail } from "../mail/index.ts";
import { addEntry, addFact } from "./add-entry.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn, service } from "./case-access.ts";
import { type ClosingFacts, closingMail, endMail } from "./mail-closing.ts";
import { greeting } from "./names.ts";
import { partyToken } from "./party-link.ts";
import { readCaseAs } from "./read-case.ts";
import { caseClosing, cases, participant, party } from "./tables.ts";
import { tellWatchers } from "./watchers.ts";

/**
 * Closes a case: its dated outcome, the closing's own row, the mails to those chosen and the end of the follow-up
 * links a year later, in one transaction (mediation.md §4.10). Refuses a case that is closed, with who and when, one
 * that changed since it was read, and an end outside referral and today.
 */
export const closeCase = async (ctx: Ctx, input: CloseCase): Promise<Result<CaseView>> => {
  const closed = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    permitOn(ctx, "case.read", found);
    const organisation = await organisationById(tx, found.organisationId);
    if (!isOpen(found.status)) await refuseClosed(tx, ctx, organisation, found);
    const permission = permitOn(ctx, "case.close", found);
    const decided = close(found, input, ctx.now(), organisation.timeZone);
    if (!decided.ok) return refuse(decided.refusal);

    await tx
      .update(cases)
      .set({
        ...decided.next,
        closedBy: userId,
        toResume: false,
        lastExchangeAt: ctx.now(),
        updatedAt: ctx.now(),
        version: sql`${cases.version} + 1`,
      })
      .where(eq(cases.id, found.id));
    await tx.insert(caseClosing).values({
      id: ctx.newId(),
      organisationId: found.organisationId,
      caseId: found.id,
      closedAt: ctx.now(),
      closedBy: userId,
      endedOn: input.mediationEndedOn,
      outcome: input.outcome,
    });
    const openUntil = aYearAfter(ctx.now());
    const author = await memberNow(tx, found.organisationId, service, userId);
    const events = await tellParticipants(tx, ctx, input, openUntil, {
      found,
      number: caseNumber(found.year, found.seq),
      organisation,
      authorName: author?.name ?? organisation.settings.senderName,
      outcome: input.outcome,
      sayOutcome: input.sayOutcome,
      endedOn: input.mediationEndedOn,
      closingWords: input.closingWords || undefined,
    });
    await endLinksOf(tx, found.id, openUntil);
    await addFact(tx, ctx, found, "case.closed");
    await tellWatchers(tx, ctx, found, "status");
    return {
      result: null,
      permission,
      audit: {
        action: "case.close",
        organisationId: found.organisationId,
        target: { kind: "case", id: found.id },
        before: { status: found.status },
        after: {
          status: "CLOSED",
          outcome: input.outcome,
          endedOn: input.mediationEndedOn,
          told: input.notify.length,
        },
      },
      events,
    };
  });
  return closed.ok ? readCaseAs(ctx, input.caseId) : closed;
};

/** The second closer learns who was first, and when. */
const refuseClosed = async (tx: Tx, ctx: Ctx, organisation: Organisation, found: CaseRow): Promise<never> => {
  const [row] = await tx
    .select({ by: nameOf(cases.closedBy) })
    .from(cases)
    .where(eq(cases.id, found.id));
  const by = row?.by;
  const at = found.closedAt;
  if (!by || !at) return refuse(alreadyClosed);
  const { timeZone } = organisation;
  const sameDay = plainDay(at, timeZone) === plainDay(ctx.now(), timeZone);
  const when = sameDay ? `à ${hour(at, timeZone)}` : `le ${plainDay(at, timeZone)}`;
  return refuse({
    ...alreadyClosed,
    detail: `Déjà clos par ${by} ${when}.`,
    facts: { by, at: at.toISOString() },
  });
};

const aYearAfter = (instant: Date): Date => {
  const end = new Date(instant);
  end.setUTCFullYear(end.getUTCFullYear() + 1);
  return end;
};

/** One mail and one entry per participant chosen: each side reads its own words. */
const tellParticipants = async (
  tx: Tx,
  ctx: Ctx,
  input: CloseCase,
  openUntil: Date,
  facts: ClosingFacts,
): Promise<OutboxEvent[]> => {
  const wanted = [...new Set(input.notify)];
  if (wanted.length === 0) return [];
  const { found } = facts;
  const people = await tx
    .select({ one: participant, who: party })
    .from(participant)
    .leftJoin(party, eq(party.id, participant.partyId))
    .where(and(inArray(participant.id, wanted), eq(participant.caseId, found.id)));
  if (people.length < wanted.length) {
    return refuse(
      invalid([{ path: "notify", message: "Une personne à prévenir ne fait pas partie de ce dossier." }]),
    );
  }
  const events: OutboxEvent[] = [];
  for (const { one, who } of people) {
    const mail =
      one.side === "REQUESTER"
        ? closingMail(ctx.env, {
            ...facts,
            greeting: who ? greeting(who) : `Bonjour ${one.displayName},`,
            token: await partyToken(tx, ctx, found, one.partyId),
            openUntil,
          })
        : endMail(ctx.env, facts);
    const { said, ...composed } = mail;
    const queued = await queueMail(tx, ctx, {
      ...composed,
      organisationId: found.organisationId,
      service,
      targetId: found.id,
      class: "notice",
      idempotencyKey: `mediation.closing:${found.id}:${found.version}:${one.id}`,
      recipients: [{ address: one.email, name: one.displayName, participantId: one.id }],
    });
    events.push(...queued.events);
    await addEntry(tx, ctx, found, {
      kind: "message",
      direction: "OUT",
      medium: "NOTICE",
      side: one.side,
      occurredAt: ctx.now(),
      authorUserId: ctx.actor.kind === "user" ? ctx.actor.userId : null,
      subject: composed.subject,
      text: said,
      outgoingMessageId: queued.messageId,
    });
  }
  return events;
};
