import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { suppressionKey } from "./apply-delivery.ts";
import { canGoElsewhere, chooseProvider, noteHandOver } from "./choose-provider.ts";
import { composeMime, maxWireBytes } from "./compose-mime.ts";
import { blockedWords } from "./delivery-outcomes.ts";
import {
  accepted,
  type End,
  finish,
  type Held,
  heldCopy,
  putBack,
  refusedForGood,
  tryLater,
  uncertain,
} from "./hand-over-outcome.ts";
import { mailboxOf, type Senders } from "./mailbox.ts";
import { copyOf, scanOfFiles } from "./outgoing-copy.ts";
import { mayReachPartner } from "./partner-domains.ts";
import { handOverLeaseMs, secondTry } from "./provider-answer.ts";
import type { Provider } from "./provider-health.ts";
import { sendByRelay } from "./send-by-relay.ts";
import { sendBySes } from "./send-by-ses.ts";
import { digestRefusal, outgoingRecipient, suppression } from "./tables.ts";
import { takeTurn } from "./take-turn.ts";

/** Seconds after which a copy asks again whether its files were looked at. */
const scanSeconds = 10;

/**
 * Hands one recipient's copy over to a provider, once: a lease picks one winner, rights and state are looked at again,
 * and the answer says sent, surely not sent (by the other provider, or later), refused, or uncertain (never sent again
 * blindly). Does nothing when the copy left already, was cancelled, or is in other hands. Source: mail.md §5.13.
 */
export async function handOver(ctx: Ctx, senders: Senders, recipientId: string): Promise<void> {
  if (!(await takeLease(ctx, recipientId))) return;
  const held = await heldCopy(ctx, recipientId);
  if (held === undefined) throw new Error("a recipient without its message");
  const { recipient, message } = held;

  const found = await blockOf(ctx, recipient.address);
  const end = await reasonNotToSend(ctx, senders, held, found);
  if (end !== undefined) return finish(ctx, senders, held, end);
  const scan = await scanOfFiles(ctx, message);
  if (scan.is === "threat") {
    const reason = `La pièce jointe «\u00a0${scan.name}\u00a0» contient un virus\u00a0: le message n’est pas parti.`;
    return finish(ctx, senders, held, { state: "failed", reason });
  }
  if (scan.is === "pending") return putBack(ctx, senders, held, scanSeconds);
  const wait = await waitFor(ctx, held);
  if ("seconds" in wait) return putBack(ctx, senders, held, wait.seconds);
  const raw = await composeMime(
    ctx.env,
    await copyOf(ctx, recipient, message, found.blocked === "complaint"),
  );
  if (raw.length > maxWireBytes) {
    const reason = "Le message et ses pièces jointes dépassent 10 Mo une fois encodés.";
    return finish(ctx, senders, held, { state: "failed", reason });
  }
  return wait.provider === "smtp" ? byRelay(ctx, held, raw) : bySes(ctx, senders, held, raw);
}

/** Who takes it now, or in how many seconds to ask again. */
async function waitFor(
  ctx: Ctx,
  { recipient, message }: Held,
): Promise<{ provider: Provider } | { seconds: number }> {
  // What may have been sent already goes by the same provider again, or by none.
  const choice =
    recipient.lastCode === secondTry
      ? { provider: providerOf(recipient.provider) }
      : await chooseProvider(ctx);
  if ("notBefore" in choice) {
    return { seconds: Math.max(1, (choice.notBefore.getTime() - ctx.now().getTime()) / 1000) };
  }
  if (choice.provider !== "ses") return choice;
  const { class: outgoingClass, organisationId } = message;
  const seconds = await takeTurn(ctx, { class: outgoingClass, organisationId, recipientId: recipient.id });
  return seconds > 0 ? { seconds } : choice;
}

const providerOf = (name: string | null): Provider => (name === "smtp" ? "smtp" : "ses");

async function bySes(ctx: Ctx, senders: Senders, held: Held, raw: Buffer): Promise<void> {
  const { recipient, message } = held;
  const answer = await sendBySes(ctx, {
    ...{ recipientId: recipient.id, class: message.class, raw },
    ...{ fromLocalPart: recipient.fromLocalPart, to: recipient.address },
  });
  ctx.log.measure("mail.handed_over", { recipientId: recipient.id, outcome: answer.is, provider: "ses" });
  if (answer.is === "accepted") await accepted(ctx, senders, held, "ses", answer.providerId);
  else if (answer.is === "refused") await refusedForGood(ctx, senders, held, answer.code);
  else if (answer.is === "uncertain") await uncertain(ctx, recipient, answer.code);
  // Nobody has it, so another provider may: at once, unless this was its second send.
  else if (recipient.lastCode !== secondTry && (await canGoElsewhere(ctx))) await byRelay(ctx, held, raw);
  else await tryLater(ctx, senders, held, answer.code);
  await noteHandOver(ctx, "ses", answer.is === "accepted" || answer.is === "refused");
}

async function byRelay(ctx: Ctx, { recipient }: Held, raw: Buffer): Promise<void> {
  await sendByRelay(ctx, recipient, raw);
  ctx.log.measure("mail.handed_over", { recipientId: recipient.id, outcome: "relayed", provider: "smtp" });
}

/** One winner; the others find nothing to do. */
async function takeLease(ctx: Ctx, recipientId: string): Promise<boolean> {
  const now = ctx.now();
  const taken = await ctx.db
    .update(outgoingRecipient)
    .set({
      state: "handing_over",
      stateAt: now,
      leaseUntil: new Date(now.getTime() + handOverLeaseMs),
      attempts: sql`${outgoingRecipient.attempts} + 1`,
    })
    .where(
      and(
        eq(outgoingRecipient.id, recipientId),
        eq(outgoingRecipient.state, "queued"),
        or(isNull(outgoingRecipient.nextAttemptAt), lte(outgoingRecipient.nextAttemptAt, now)),
      ),
    )
    .returning({ id: outgoingRecipient.id });
  return taken.length > 0;
}

interface Found {
  /** Why nobody writes to the address any more. */
  blocked: (typeof suppression.$inferSelect)["reason"] | undefined;
  refusesDigests: boolean;
}

async function blockOf(ctx: Ctx, address: string): Promise<Found> {
  const hash = suppressionKey(address);
  const [[blocked], [refusal]] = await together([
    ctx.db.select({ reason: suppression.reason }).from(suppression).where(eq(suppression.addressHash, hash)),
    ctx.db
      .select({ since: digestRefusal.since })
      .from(digestRefusal)
      .where(eq(digestRefusal.addressHash, hash)),
  ]);
  return { blocked: blocked?.reason, refusesDigests: refusal !== undefined };
}

/** What may have changed since the message was written: the address, the case, the participant. */
async function reasonNotToSend(
  ctx: Ctx,
  senders: Senders,
  { recipient, message }: Held,
  { blocked, refusesDigests }: Found,
): Promise<End | undefined> {
  // Whoever asked for a code wants it, even after having called another message unwanted.
  if (blocked !== undefined && !(blocked === "complaint" && message.class === "security")) {
    return { state: "suppressed", reason: blockedWords };
  }
  if (message.class === "partner" && !mayReachPartner(recipient.address, ctx.env.partnerDomains)) {
    return { state: "failed", reason: "Ce site d’essai n’écrit pas aux vrais organismes." };
  }
  if (refusesDigests && message.class === "digest") {
    return { state: "cancelled", reason: "Cette personne ne veut plus recevoir de résumés." };
  }
  const mailbox = mailboxOf(senders, message.service);
  if (mailbox?.targets === undefined || message.targetId === null) return undefined;
  const [target] = await mailbox.targets(ctx.db, [message.targetId]);
  if (target === undefined || target.state.is === "erased") {
    return { state: "cancelled", reason: "Le dossier a été supprimé avant l’envoi." };
  }
  const isGone =
    recipient.participantId !== null &&
    target.state.is !== "merged" &&
    !target.participants.some(
      ({ participantId, address }) =>
        participantId === recipient.participantId && address === recipient.address,
    );
  return isGone
    ? {
        state: "cancelled",
        reason: "Cette personne a quitté le dossier, ou changé d’adresse, avant l’envoi.",
      }
    : undefined;
}
