import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { invalid, refuse } from "../../platform/refusal.ts";
import { revokeReplyAddress, rotateReplyAddress } from "../mail/index.ts";
import { type CaseRow, service } from "./case-access.ts";
import { partyName } from "./names.ts";
import { participant, type party } from "./tables.ts";

/**
 * Keeps a party's place among those the case writes to, after their name or e-mail changed: another address means
 * another reply address, since the old one may be a stranger's; none means that nothing is written there any more. The
 * same address in other capitals is the same person. Refuses the address of somebody else on the case.
 */
export const movePartyAddress = async (
  tx: Tx,
  ctx: Ctx,
  found: CaseRow,
  who: typeof party.$inferSelect,
): Promise<void> => {
  const people = await tx.select().from(participant).where(eq(participant.caseId, found.id)).for("update");
  const own = people.find(({ partyId }) => partyId === who.id);
  const { email, emailCanonical } = who;
  const displayName = partyName(who);
  const correspondent = (participantId: string) => ({
    organisationId: found.organisationId,
    service,
    targetId: found.id,
    as: { is: "participant", participantId } as const,
  });
  if (!email || !emailCanonical) {
    if (!own || own.verification === "undeliverable") return;
    await tx
      .update(participant)
      .set({ displayName, verification: "undeliverable" })
      .where(eq(participant.id, own.id));
    await revokeReplyAddress(tx, correspondent(own.id));
    return;
  }
  const other = people.find((one) => one.emailCanonical === emailCanonical && one.id !== own?.id);
  if (other)
    refuse(
      invalid([{ path: "email", message: "Cette adresse est celle d’un autre participant du dossier." }]),
    );
  if (!own) {
    await tx.insert(participant).values({
      id: ctx.newId(),
      organisationId: found.organisationId,
      caseId: found.id,
      partyId: who.id,
      side: "REQUESTER",
      displayName,
      email,
      emailCanonical,
    });
    return;
  }
  const same = own.emailCanonical === emailCanonical;
  await tx
    .update(participant)
    .set({
      ...{ displayName, email, emailCanonical },
      ...(same ? {} : { verification: "unverified", verifiedBy: null, verifiedAt: null }),
    })
    .where(eq(participant.id, own.id));
  if (!same) await rotateReplyAddress(tx, ctx, correspondent(own.id));
};
