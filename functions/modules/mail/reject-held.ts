import { eq } from "drizzle-orm";
import { answerable } from "../../../shared/mail/quarantine.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { factsOf } from "./held-facts.ts";
import { decidedNow, type HeldRights, heldNote, takeHeld } from "./held-row.ts";
import { queueMail } from "./queue-mail.ts";
import { refusalMail } from "./refusal-mail.ts";
import { quarantine } from "./tables.ts";

const noSender: Refusal = {
  code: "conflict",
  reason: "no_sender",
  detail: "Ce courriel n’a pas d’expéditeur à qui répondre.",
};

/**
 * Refuses a held mail with an answer in the agent's words. Where no answer may leave (a machine, an address nobody
 * vouches for, an empty return path) the mail is refused all the same, and the answer says that none was sent.
 */
export const rejectHeld = (
  ctx: Ctx,
  rights: HeldRights,
  asked: { id: string; version: number; text: string },
): Promise<Result<{ sent: boolean; because: string | null }>> =>
  mutate(ctx, async (tx) => {
    const { row, permission } = await takeHeld(tx, ctx, rights, asked);
    if (row.cause === "virus" || !row.fromAddress || !row.organisationId) return refuse(noSender);
    const facts = await factsOf(tx, row.id);
    const may = answerable(facts);
    await tx
      .update(quarantine)
      .set({ ...decidedNow(ctx, row), state: "rejected" })
      .where(eq(quarantine.id, row.id));
    const organisation = await organisationById(tx, row.organisationId);
    const queued = may.yes
      ? await queueMail(tx, ctx, {
          ...refusalMail(organisation, { subject: row.subject, text: asked.text }),
          organisationId: organisation.id,
          service: row.service ?? "mail",
          targetId: null,
          class: "conversation",
          ...(ctx.actor.kind === "user" ? { authorUserId: ctx.actor.userId } : {}),
          idempotencyKey: `mail.refusal:${row.id}`,
          ...(facts.messageId ? { answers: { messageId: facts.messageId, references: [] } } : {}),
          recipients: [{ address: row.fromAddress }],
        })
      : undefined;
    return {
      result: { sent: may.yes, because: may.yes ? null : may.because },
      permission,
      audit: heldNote(row, "quarantine.reject", { answered: may.yes }),
      events: queued?.events ?? [],
    };
  });
