import { and, eq, notInArray } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, queueMail } from "../mail/index.ts";
import { addEntry } from "./add-entry.ts";
import { type CaseRow, service } from "./case-access.ts";
import { greeting, partyName } from "./names.ts";
import { partyToken } from "./party-link.ts";
import { openSystemTask } from "./system-tasks.ts";
import { participant, party } from "./tables.ts";

export interface CaseDesk {
  tx: Tx;
  ctx: Ctx;
  found: CaseRow;
  organisation: Organisation;
}

type Words = Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template">;

/**
 * Sends a dated proof to the requester and to whoever acts for them, each with their own copy, and shows it on the case.
 * Nothing goes by itself to somebody who died; without any e-mail a task says which letter is to be posted.
 */
export const tellParties = async (
  { tx, ctx, found, organisation }: CaseDesk,
  given: {
    mail: (to: { greeting: string; token: string | undefined }) => Words;
    /** What the case's thread says was sent. */
    said: string;
    /** One letter per key and person. */
    key: string;
    /** « Envoyer le récépissé corrigé » */
    letterTask: string;
  },
): Promise<OutboxEvent[]> => {
  const people = await tx
    .select({ who: party, one: participant })
    .from(party)
    .leftJoin(
      participant,
      and(
        eq(participant.partyId, party.id),
        notInArray(participant.verification, ["undeliverable", "complained"]),
      ),
    )
    .where(and(eq(party.caseId, found.id), eq(party.deceased, false)));
  const events: OutboxEvent[] = [];
  for (const { who, one } of people) {
    if (!one) continue;
    const mail = given.mail({
      greeting: greeting(who),
      token: await partyToken(tx, ctx, found, who.id),
    });
    const queued = await queueMail(tx, ctx, {
      ...mail,
      organisationId: organisation.id,
      service,
      targetId: found.id,
      class: "notice",
      idempotencyKey: `${given.key}:${who.id}`,
      recipients: [{ address: one.email, name: partyName(who), participantId: one.id }],
    });
    events.push(...queued.events);
    await addEntry(tx, ctx, found, {
      kind: "message",
      direction: "OUT",
      medium: "NOTICE",
      side: "REQUESTER",
      occurredAt: ctx.now(),
      authorUserId: ctx.actor.kind === "user" ? ctx.actor.userId : null,
      subject: mail.subject,
      text: given.said,
      outgoingMessageId: queued.messageId,
    });
  }
  if (events.length === 0 && people.length > 0)
    await openSystemTask(tx, ctx, found, { kind: "send_letter", title: given.letterTask });
  return events;
};
