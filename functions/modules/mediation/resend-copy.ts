import { and, eq, inArray } from "drizzle-orm";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import { isLost } from "../../../shared/mail/lost.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { CorrectAddress, ResendCopy } from "../../../shared/mediation/sending.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate } from "../../platform/mutate.ts";
import { invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import {
  resendCopy,
  resentAs,
  rotateReplyAddress,
  type SentCopy,
  unblockCopy,
  whyBlocked,
} from "../mail/index.ts";
import { type CaseRow, service } from "./case-access.ts";
import { copyOnCase, noteFailures } from "./failed-copy.ts";
import { readCaseAs } from "./read-case.ts";
import { participant, party } from "./tables.ts";

const notLost: Refusal = {
  code: "conflict",
  reason: "not_lost",
  detail: "Ce message n’est pas en échec : il n’y a rien à renvoyer.".replace(" :", "\u00a0:"),
};
const sentElsewhere: Refusal = {
  code: "conflict",
  reason: "already_resent",
  detail: "Ce message a déjà été renvoyé à cette personne.",
};
const blocked: Refusal = {
  code: "conflict",
  reason: "address_blocked",
  detail:
    "Cette adresse refuse nos messages : corrigez-la, ou débloquez-la si vous savez qu’elle est bonne.".replace(
      " :",
      "\u00a0:",
    ),
};

/**
 * Sends a copy that did not arrive once more, as it was, to that recipient alone. Twice sends once. Refuses a copy that
 * is not in failure, and a blocked address unless the agent unblocks it knowingly.
 */
export const resendFailed = async (
  ctx: Ctx,
  recipientId: string,
  { unblock = false }: ResendCopy,
): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    const { copy, found, permission } = await copyOnCase(tx, ctx, recipientId);
    const nothing = { result: found.id, permission, audit: [], events: [] };
    const before = await resentAs(tx, copy);
    if (before) return before.address === copy.address ? nothing : refuse(sentElsewhere);
    if (!isLost(copy.state)) return refuse(notLost);
    const lifted = unblock ? await unblockCopy(tx, ctx, copy) : { reason: null, events: [] };
    if (!unblock && (await whyBlocked(tx, copy.id)) !== null) return refuse(blocked);
    if (lifted.reason !== null) await reachableAgain(tx, copy.participantId);
    const again = await resendCopy(tx, ctx, copy);
    await noteFailures(tx, ctx, found.id);
    return {
      ...nothing,
      audit: [
        ...(lifted.reason === null ? [] : [unblockedNote(found, copy)]),
        resentNote(found, copy, again.id),
      ],
      events: [...lifted.events, ...again.events],
    };
  });
  return done.ok ? readCaseAs(ctx, done.value) : done;
};

/**
 * Corrects a participant's address and sends what did not arrive to the new one. Their reply address is renewed: the
 * old one may have reached a stranger. Refuses what is no address, and that of another participant.
 */
export const correctAndResend = async (
  ctx: Ctx,
  recipientId: string,
  { email }: CorrectAddress,
): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    const { copy, found, permission } = await copyOnCase(tx, ctx, recipientId);
    const nothing = { result: found.id, permission, audit: [], events: [] };
    const address = canonicalAddress(email);
    if (address === undefined)
      return wrongEmail("Cette adresse n’est pas une adresse e-mail prise en charge.");
    const before = await resentAs(tx, copy);
    if (before) return before.address === address ? nothing : refuse(sentElsewhere);
    if (!isLost(copy.state)) return refuse(notLost);
    if (address === copy.address) return wrongEmail("C’est l’adresse qui n’a pas fonctionné.");
    const old = await changeAddress(tx, found, copy.participantId, { email: email.trim(), address });
    await rotateReplyAddress(tx, ctx, {
      organisationId: found.organisationId,
      service,
      targetId: found.id,
      as: { is: "participant", participantId: copy.participantId },
    });
    const again = await resendCopy(tx, ctx, copy, address);
    await noteFailures(tx, ctx, found.id);
    return {
      ...nothing,
      audit: [
        {
          action: "participant.correct",
          organisationId: found.organisationId,
          target: { kind: "participant", id: copy.participantId },
          aggregateId: found.id,
          before: { email: old },
          after: { email: email.trim() },
          personal: ["email"],
        },
        resentNote(found, copy, again.id),
      ],
      events: again.events,
    };
  });
  return done.ok ? readCaseAs(ctx, done.value) : done;
};

const wrongEmail = (message: string) => refuse(invalid([{ path: "email", message }], message));

/** The person's new address, on the case and on what it says of them; gives the old one. */
const changeAddress = async (
  tx: Tx,
  found: CaseRow,
  participantId: string,
  { email, address }: { email: string; address: string },
): Promise<string> => {
  const people = await tx.select().from(participant).where(eq(participant.caseId, found.id)).for("update");
  const person = people.find(({ id }) => id === participantId);
  if (!person) return wrongEmail("Cette personne a quitté le dossier.");
  if (people.some(({ id, emailCanonical }) => id !== participantId && emailCanonical === address))
    return wrongEmail("Cette adresse est celle d’un autre participant du dossier.");
  await tx
    .update(participant)
    .set({ email, emailCanonical: address, verification: "unverified", verifiedBy: null, verifiedAt: null })
    .where(eq(participant.id, participantId));
  if (person.partyId)
    await tx
      .update(party)
      .set({ email, emailCanonical: address })
      .where(and(eq(party.id, person.partyId), eq(party.emailCanonical, person.emailCanonical)));
  return person.email;
};

/** Nothing is known of the address any more: neither that it works nor that it does not. */
export const reachableAgain = (tx: Tx, participantId: string) =>
  tx
    .update(participant)
    .set({ verification: "unverified" })
    .where(
      and(
        eq(participant.id, participantId),
        inArray(participant.verification, ["undeliverable", "complained"]),
      ),
    );

export const unblockedNote = (found: CaseRow, copy: SentCopy): AuditNote => ({
  action: "address.unblock",
  organisationId: found.organisationId,
  target: { kind: "outgoing_recipient", id: copy.id },
  aggregateId: found.id,
});

/** « Renvoi de… »: which copy it repeats. */
const resentNote = (found: CaseRow, copy: SentCopy, againId: string): AuditNote => ({
  action: "message.resend",
  organisationId: found.organisationId,
  target: { kind: "outgoing_recipient", id: againId },
  aggregateId: found.id,
  after: { resendOf: copy.id },
});
