import { and, arrayContains, eq, gte, inArray } from "drizzle-orm";
import { CanaryDetail, canaryLateSeconds } from "../../../shared/mail/operations.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { removeObject } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { noteCheck } from "./note-check.ts";
import { queueMail } from "./queue-mail.ts";
import {
  deliveryEvent,
  inboundMail,
  inboundTarget,
  mailCheck,
  outgoingMessage,
  outgoingRecipient,
  quarantine,
} from "./tables.ts";

/** Service of what the platform writes to itself: it has no organisation, so no list, figure or export shows it. */
const canaryService = "canary";

type Pending = NonNullable<CanaryDetail["pending"]>;

/**
 * A mail of the platform to itself, out through the provider and in again (mail.md §7). It comes back as our own mail,
 * which goes nowhere further: a closed row of cause `own_mail` for its address proves the way. Looks at the one sent
 * last time, forgets it, and sends the next.
 */
export async function checkCanary(ctx: Ctx): Promise<void> {
  const [row] = await ctx.db.select().from(mailCheck).where(eq(mailCheck.name, "canary"));
  const before = CanaryDetail.safeParse(row?.detail).data ?? { pending: null, last: null };
  const back = before.pending ? await lookFor(ctx, before.pending) : undefined;
  if (before.pending !== null && back === undefined && isYoung(ctx, before.pending)) return;
  if (before.pending !== null) await forget(ctx, before.pending, back);

  const last = before.pending ? { sentAt: before.pending.sentAt, seconds: back?.seconds ?? null } : null;
  const isLate = last !== null && (last.seconds === null || last.seconds > canaryLateSeconds);
  const pending = await send(ctx);
  await noteCheck(ctx, "canary", {
    failing: isLate ? 1 : 0,
    detail: { pending, last } satisfies CanaryDetail,
  });
}

const addressOf = (ctx: Ctx, { token }: Pick<Pending, "token">) => `canary-${token}@${ctx.env.mailDomain}`;

/** Asked again by hand a moment later: the answer is still on its way. */
const isYoung = (ctx: Ctx, { sentAt }: Pending) =>
  ctx.now().getTime() - Date.parse(sentAt) < canaryLateSeconds * 1000;

/** Clocks of the provider and ours may differ by a little. */
const clockMs = 60_000;

interface Back {
  inboundMailId: string;
  rawKey: string;
  seconds: number;
}

async function lookFor(ctx: Ctx, pending: Pending): Promise<Back | undefined> {
  const sentAt = new Date(pending.sentAt);
  const [row] = await ctx.db
    .select({ id: inboundMail.id, rawKey: inboundMail.rawKey, at: inboundTarget.createdAt })
    .from(inboundMail)
    .innerJoin(inboundTarget, eq(inboundTarget.inboundMailId, inboundMail.id))
    .innerJoin(quarantine, eq(quarantine.inboundTargetId, inboundTarget.id))
    .where(
      and(
        eq(inboundMail.state, "done"),
        gte(inboundMail.receivedAt, new Date(sentAt.getTime() - clockMs)),
        arrayContains(inboundMail.envelopeRecipients, [addressOf(ctx, pending)]),
        eq(quarantine.cause, "own_mail"),
      ),
    );
  if (row === undefined) return undefined;
  const seconds = Math.max(0, Math.round((row.at.getTime() - sentAt.getTime()) / 1000));
  return { inboundMailId: row.id, rawKey: row.rawKey, seconds };
}

/** Nothing of a test stays: first the original, or reconciliation would take it for a lost mail. */
async function forget(ctx: Ctx, { messageId }: Pending, back: Back | undefined): Promise<void> {
  if (back) await removeObject(ctx.env, "mail-raw", back.rawKey);
  await ctx.db.transaction(async (tx) => {
    if (back) {
      const targets = tx
        .select({ id: inboundTarget.id })
        .from(inboundTarget)
        .where(eq(inboundTarget.inboundMailId, back.inboundMailId));
      await tx.delete(quarantine).where(inArray(quarantine.inboundTargetId, targets));
      await tx.delete(inboundTarget).where(eq(inboundTarget.inboundMailId, back.inboundMailId));
      await tx.delete(inboundMail).where(eq(inboundMail.id, back.inboundMailId));
    }
    const copies = tx
      .select({ id: outgoingRecipient.id })
      .from(outgoingRecipient)
      .where(eq(outgoingRecipient.outgoingMessageId, messageId));
    await tx.delete(deliveryEvent).where(inArray(deliveryEvent.outgoingRecipientId, copies));
    await tx.delete(outgoingRecipient).where(eq(outgoingRecipient.outgoingMessageId, messageId));
    await tx.delete(outgoingMessage).where(eq(outgoingMessage.id, messageId));
  });
}

const words = "Courriel d’essai de la plateforme. Personne ne le lit.";

async function send(ctx: Ctx): Promise<Pending> {
  const token = ctx.newId().replaceAll("-", "");
  const result = await mutate(ctx, async (tx) => {
    const queued = await queueMail(tx, ctx, {
      organisationId: null,
      service: canaryService,
      targetId: null,
      class: "notice",
      template: "mail.canary@1",
      senderName: "Guichet",
      subject: "Essai",
      text: words,
      html: `<p>${words}</p>`,
      idempotencyKey: `canary:${token}`,
      recipients: [{ address: addressOf(ctx, { token }) }],
    });
    return { result: queued.messageId, permission: permit(true), audit: [], events: queued.events };
  });
  if (!result.ok) throw new Error(`a test mail was refused: ${result.refusal.reason}`);
  return { token, messageId: result.value, sentAt: ctx.now().toISOString() };
}
