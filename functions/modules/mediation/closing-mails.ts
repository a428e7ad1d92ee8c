import { and, eq, inArray, isNull } from "drizzle-orm";
import { readsExchanges } from "../../../shared/mediation/correspondence.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { invalid, refuse } from "../../platform/refusal.ts";
import { queueMail } from "../mail/index.ts";
import { addEntry } from "./add-entry.ts";
import { service } from "./case-access.ts";
import { type ClosingFacts, closingMail, endMail } from "./mail-closing.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { greeting } from "./names.ts";
import { partyToken } from "./party-link.ts";
import { participant, party } from "./tables.ts";

/** The day until which a closed case's follow-up pages stay open. */
export const aYearAfter = (instant: Date): Date => {
  const end = new Date(instant);
  end.setUTCFullYear(end.getUTCFullYear() + 1);
  return end;
};

/**
 * The closing's mail for each participant chosen: each side reads its own words; a representative whose mandate nobody
 * verified, the public status alone (mediation.md §4.2). Refuses who is not of the case, and who takes part no more.
 */
export const closingMails = async (
  tx: Tx,
  ctx: Ctx,
  notify: readonly string[],
  facts: ClosingFacts,
  openUntil: Date,
) => {
  const wanted = [...new Set(notify)];
  if (wanted.length === 0) return [];
  const { found } = facts;
  const [people, rule] = await together([
    tx
      .select({ one: participant, who: party })
      .from(participant)
      .leftJoin(party, eq(party.id, participant.partyId))
      .where(
        and(inArray(participant.id, wanted), eq(participant.caseId, found.id), isNull(participant.endedAt)),
      )
      .execute(),
    mediationSettingsOf(tx, found.organisationId),
  ]);
  if (people.length < wanted.length) {
    return refuse(
      invalid([{ path: "notify", message: "Une personne à prévenir ne fait pas partie de ce dossier." }]),
    );
  }
  const mails = [];
  for (const { one, who } of people) {
    const mail =
      one.side === "REQUESTER"
        ? closingMail(ctx.env, {
            ...facts,
            ...(who && !readsExchanges(who, rule) ? publicOnly : {}),
            greeting: who ? greeting(who) : `Bonjour ${one.displayName},`,
            token: await partyToken(tx, ctx, found, one.partyId),
            openUntil,
          })
        : endMail(ctx.env, facts);
    mails.push({ one, mail });
  }
  return mails;
};

const publicOnly = { sayOutcome: false, closingWords: undefined } as const;

/** One mail and one entry per participant chosen. */
export const tellClosing = async (
  tx: Tx,
  ctx: Ctx,
  notify: readonly string[],
  facts: ClosingFacts,
  openUntil: Date,
): Promise<OutboxEvent[]> => {
  const { found } = facts;
  const events: OutboxEvent[] = [];
  for (const { one, mail } of await closingMails(tx, ctx, notify, facts, openUntil)) {
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
