import { and, eq } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { newSecret } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { takeToken, tooMany } from "../../platform/rate-limit.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { createLink, organisationById, readLink, spendLink } from "../access/index.ts";
import { queueMail } from "../mail/index.ts";
import { asUser, caseForUpdate, permitOn, service } from "./case-access.ts";
import { askLetter } from "./letters.ts";
import { addressConfirmationMail } from "./mail-citizen-notices.ts";
import { participant } from "./tables.ts";

const purpose = "address_confirmation";
const sevenDays = 7 * 86_400_000;
const perParticipant = { name: "address_confirmation", burst: 3, perHour: 3 / 24 };

/** Makes the secret of a link that confirms a participant's address: once, for seven days. */
export const confirmationSecret = async (
  tx: Tx,
  ctx: Ctx,
  about: { organisationId: string; caseId: string; participantId: string },
): Promise<string> => {
  const secret = newSecret();
  await createLink(tx, ctx, {
    purpose,
    organisationId: about.organisationId,
    targetId: about.caseId,
    partyId: about.participantId,
    secret,
    expiresAt: new Date(ctx.now().getTime() + sevenDays),
  });
  return secret;
};

/**
 * Writes to a participant for them to confirm their address (mail.md §6). Refuses one whose address is verified or
 * takes no mail, and a fourth letter within a day.
 */
export const askConfirmation = (
  ctx: Ctx,
  { caseId, participantId }: { caseId: string; participantId: string },
): Promise<Result<{ sentTo: string }>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, caseId);
    const permission = permitOn(ctx, "case.write", found);
    const [who] = await tx
      .select()
      .from(participant)
      .where(and(eq(participant.id, participantId), eq(participant.caseId, found.id)));
    if (!who) return refuse(notFound);
    if (who.verification !== "unverified") return refuse(nothingToConfirm);
    const wait = await takeToken(tx, perParticipant, participantId);
    if (wait > 0) return refuse(tooMany(wait, (time) => `Déjà demandé trois fois. Réessayez dans ${time}.`));
    const { organisationId } = found;
    const organisation = await organisationById(tx, organisationId);
    const token = await confirmationSecret(tx, ctx, { organisationId, caseId, participantId });
    const about = {
      organisation,
      number: caseNumber(found.year, found.seq),
      greeting: `Bonjour ${who.displayName},`,
    };
    const queued = await queueMail(tx, ctx, {
      ...addressConfirmationMail(ctx.env, about, token),
      organisationId,
      service,
      targetId: found.id,
      class: "notice",
      authorUserId: userId,
      idempotencyKey: `mediation.address_confirmation:${ctx.newId()}`,
      recipients: [{ address: who.email, name: who.displayName, participantId }],
    });
    return {
      result: { sentTo: who.email },
      permission,
      audit: {
        action: "participant.ask_confirmation",
        organisationId,
        target: { kind: "participant", id: participantId },
        aggregateId: found.id,
      },
      events: queued.events,
    };
  });

/** The holder of the link says that the address is theirs: it is spent, and a job notes it on the case. */
export const confirmAddress = (ctx: Ctx, given: string): Promise<Result<{ confirmed: true }>> =>
  mutate(ctx, async (tx) => {
    const read = await readLink(tx, ctx, given, [purpose]);
    if (!read.ok) return refuse(read.refusal);
    const { organisationId, targetId: caseId, partyId: participantId } = read.value;
    if (!organisationId || !participantId) throw new Error("a link to confirm nobody's address");
    await spendLink(tx, read.value);
    return {
      result: { confirmed: true as const },
      // Whoever holds the link reads the mail at that address: this is what is proved.
      permission: permit(true),
      audit: [],
      events: [askLetter(ctx, organisationId, { letter: "address_confirmed", caseId, participantId })],
    };
  });

const nothingToConfirm: Refusal = {
  code: "conflict",
  reason: "nothing_to_confirm",
  detail: "Cette adresse n’attend pas de confirmation.",
};
