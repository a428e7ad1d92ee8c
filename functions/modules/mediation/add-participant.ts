import { and, eq, isNotNull } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { Side } from "../../../shared/mediation/enums.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { organisationById } from "../access/index.ts";
import { type NewParticipant, queueMail, type Traces } from "../mail/index.ts";
import { service } from "./case-access.ts";
import { participantAddedMail } from "./mail-participant-added.ts";
import { cases, participant } from "./tables.ts";

/**
 * Makes somebody who wrote to a case one of its participants, under the name an agent confirmed, with an address not
 * verified. Whoever takes part by that address already stays as they are, who had left comes back; nobody is written to
 * unless asked.
 */
export const addParticipant = async (
  tx: Tx,
  ctx: Ctx,
  given: NewParticipant,
): Promise<{ participantId: string } & Traces> => {
  const { targetId: caseId, organisationId, address, name } = given;
  const who = { side: Side.parse(given.side), displayName: name };
  const [added] = await tx
    .insert(participant)
    .values({
      id: ctx.newId(),
      organisationId,
      caseId,
      ...who,
      email: address,
      emailCanonical: address,
    })
    .onConflictDoUpdate({
      target: [participant.caseId, participant.emailCanonical],
      set: { ...who, ...aStranger },
      setWhere: isNotNull(participant.endedAt),
    })
    .returning({ id: participant.id });
  if (!added) return { participantId: await participantAt(tx, caseId, address), audit: [], events: [] };
  const participantId = added.id;
  return {
    participantId,
    audit: [
      {
        action: "participant.add",
        organisationId,
        target: { kind: "participant", id: participantId },
        aggregateId: caseId,
        after: { side: given.side, told: given.tell ? 1 : 0 },
      },
    ],
    events: given.tell ? await tellThem(tx, ctx, given, participantId) : [],
  };
};

/** Whoever comes back does so in their own name, and proves their address again. */
const aStranger = {
  partyId: null,
  verification: "unverified",
  verifiedBy: null,
  verifiedAt: null,
  endedAt: null,
} as const;

const participantAt = async (tx: Tx, caseId: string, address: string): Promise<string> => {
  const [known] = await tx
    .select({ id: participant.id })
    .from(participant)
    .where(and(eq(participant.caseId, caseId), eq(participant.emailCanonical, address)));
  if (!known) throw new Error("the participant was not written");
  return known.id;
};

const tellThem = async (tx: Tx, ctx: Ctx, given: NewParticipant, participantId: string) => {
  const [found] = await tx.select().from(cases).where(eq(cases.id, given.targetId));
  if (!found) throw new Error("a participant was added to a case that does not exist");
  const organisation = await organisationById(tx, given.organisationId);
  const { events } = await queueMail(tx, ctx, {
    ...participantAddedMail(ctx.env, {
      organisation,
      number: caseNumber(found.year, found.seq),
      name: given.name,
    }),
    organisationId: organisation.id,
    service,
    targetId: found.id,
    class: "notice",
    idempotencyKey: `mediation.participant_added:${participantId}`,
    recipients: [{ address: given.address, name: given.name, participantId }],
  });
  return events;
};
