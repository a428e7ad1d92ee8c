import { eq } from "drizzle-orm";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { cancelMail, copiesForUpdate } from "../mail/index.ts";
import { asUser, caseForUpdate, permitOn } from "./case-access.ts";
import { firstResponseLeft } from "./first-response.ts";
import { readCaseAs } from "./read-case.ts";
import { caseEntry, cases } from "./tables.ts";

const alreadyLeft: Refusal = {
  code: "conflict",
  reason: "already_left",
  detail: "Ce message est déjà parti : il ne peut plus être annulé.".replace(" :", "\u00a0:"),
};

/**
 * Takes back a message that has not left: its copies are cancelled, its line says so and it was no first response. Twice changes nothing; a
 * message that left, even to one of its recipients, is refused.
 */
export const cancelMessage = async (ctx: Ctx, entryId: string): Promise<Result<CaseView>> => {
  const done = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const [entry] = await tx
      .select({ caseId: caseEntry.caseId, messageId: caseEntry.outgoingMessageId })
      .from(caseEntry)
      .where(eq(caseEntry.id, entryId));
    if (!entry?.messageId) return refuse(notFound);
    const copies = await copiesForUpdate(tx, entry.messageId);
    const found = await caseForUpdate(tx, entry.caseId);
    const permission = permitOn(ctx, "case.write", found);
    const nothing = { result: found.id, permission, audit: [], events: [] };
    if (copies.every(({ state }) => state === "cancelled")) return nothing;
    if (copies.some(({ state }) => state !== "queued" && state !== "cancelled")) return refuse(alreadyLeft);
    const cancelled = await cancelMail(tx, ctx, entry.messageId);
    await tx
      .update(cases)
      .set({ firstResponseAt: await firstResponseLeft(tx, found.id) })
      .where(eq(cases.id, found.id));
    return {
      ...nothing,
      audit: {
        action: "message.cancel",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id: entryId },
        aggregateId: found.id,
        after: { recipients: cancelled.length },
      },
    };
  });
  return done.ok ? readCaseAs(ctx, done.value) : done;
};
