import { and, eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, queueMail } from "../mail/index.ts";
import { addEntry } from "./add-entry.ts";
import { type CaseRow, service } from "./case-access.ts";
import { greeting, partyName } from "./names.ts";
import { partyToken } from "./party-link.ts";
import { requesterSide } from "./requester-side.ts";
import { openSystemTask } from "./system-tasks.ts";
import { party } from "./tables.ts";

export interface CaseDesk {
  tx: Tx;
  ctx: Ctx;
  found: CaseRow;
  organisation: Organisation;
}

type Words = Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template">;

/**
 * Sends a dated proof to whom the requester's letters go (requester-side.ts), each with their own copy, and shows it on
 * the case. Nothing goes by itself to somebody who died; without any e-mail a task says which letter is to be posted.
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
  const events: OutboxEvent[] = [];
  for (const { who, reached: one } of await requesterSide(tx, found)) {
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
  if (events.length === 0) await askLetter({ tx, ctx, found, organisation }, given.letterTask);
  return events;
};

/** A task to post what no e-mail can carry. */
const askLetter = async ({ tx, ctx, found }: CaseDesk, title: string): Promise<void> => {
  const [living] = await tx
    .select({ id: party.id })
    .from(party)
    .where(and(eq(party.caseId, found.id), eq(party.role, "REQUESTER"), eq(party.deceased, false)));
  if (living) await openSystemTask(tx, ctx, found, { kind: "send_letter", title });
};
