import { and, eq } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import type { Organisation } from "../access/index.ts";
import { type ComposedMessage, queueMail } from "../mail/index.ts";
import { type CaseRow, service } from "./case-access.ts";
import { greeting, titledName } from "./names.ts";
import { participant, party } from "./tables.ts";

export type Party = typeof party.$inferSelect;

/** What a letter is about, as the job that writes it finds it now. */
export interface Desk {
  tx: Tx;
  ctx: Ctx;
  found: CaseRow;
  organisation: Organisation;
}
export interface Written {
  events: readonly OutboxEvent[];
  audit?: AuditNote | readonly AuditNote[];
}
export const nothing: Written = { events: [] };

/** What every letter to somebody of the case begins with. */
export const aboutTo = ({ organisation, found }: Desk, holder: Party) => ({
  organisation,
  number: caseNumber(found.year, found.seq),
  greeting: greeting(holder),
});

/** A party of this case, and of no other. */
export const partyOf = async ({ tx, found }: Desk, partyId: string): Promise<Party | undefined> => {
  const [one] = await tx
    .select()
    .from(party)
    .where(and(eq(party.id, partyId), eq(party.caseId, found.id)));
  return one;
};

/** As whom a party takes part in the exchanges. */
export const participantOf = async (tx: Tx, partyId: string): Promise<string | undefined> => {
  const [one] = await tx
    .select({ id: participant.id })
    .from(participant)
    .where(eq(participant.partyId, partyId));
  return one?.id;
};

/**
 * Queues a mail to one party; at their own reply address when they take part in the case. Nobody is written to by a
 * machine once they have died, nor after their part in the case has ended.
 */
export const queueTo = async (
  { tx, ctx, found, organisation }: Desk,
  mail: Pick<ComposedMessage, "subject" | "text" | "html" | "senderName" | "template">,
  mailClass: ComposedMessage["class"],
  idempotencyKey: string,
  who: Party,
  participantId?: string,
): Promise<OutboxEvent[]> => {
  if (!who.email || who.deceased || who.endedAt) return [];
  const queued = await queueMail(tx, ctx, {
    ...mail,
    organisationId: organisation.id,
    service,
    targetId: found.id,
    class: mailClass,
    idempotencyKey,
    recipients: [{ address: who.email, name: titledName(who), ...(participantId ? { participantId } : {}) }],
  });
  return queued.events;
};
