import { and, eq } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { type FollowUpAnswer, type FollowUpView, limits } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, type OutboxEvent } from "../../platform/mutate.ts";
import { invalid, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { queueMail } from "../mail/index.ts";
import { addEntry, entryExists, entryIdFor, recountToProcess } from "./add-entry.ts";
import { bindUploads, linkOwner, readyUploads } from "./bind-uploads.ts";
import { caseForUpdate, permitOn, service } from "./case-access.ts";
import { followUpView, linkClosed } from "./follow-up-view.ts";
import { answerReceivedMail } from "./mail-citizen-notices.ts";
import { greeting, titledName } from "./names.ts";
import { notifyAgents } from "./notify-agents.ts";
import { partyToken } from "./party-link.ts";
import { cases, participant, party } from "./tables.ts";

/**
 * The citizen's answer from the follow-up page: one entry to process, its files, a notice to whoever handles the
 * case and an acknowledgement to the person. A text or a file is enough; the same key answers once.
 */
export const answerByPage = async (ctx: Ctx, input: FollowUpAnswer): Promise<Result<FollowUpView>> => {
  const answered = await mutate(ctx, async (tx) => {
    const { actor } = ctx;
    if (actor.kind !== "link") return refuse(linkClosed);
    const found = await caseForUpdate(tx, actor.caseId);
    const permission = permitOn(ctx, "follow_up.answer", found);
    const entryId = entryIdFor(found.id, input.idempotencyKey);
    if (await entryExists(tx, found.id, entryId)) return { result: null, permission, audit: [], events: [] };
    if (!input.text && input.files.length === 0) {
      return refuse(invalid([{ path: "text", message: "Écrivez votre réponse ou ajoutez un document." }]));
    }
    const [holder] = await tx.select().from(party).where(eq(party.id, actor.partyId));
    if (!holder) return refuse(notFound);
    const [speaker] = await tx
      .select({ id: participant.id })
      .from(participant)
      .where(and(eq(participant.caseId, found.id), eq(participant.partyId, holder.id)));
    const owner = linkOwner(found.id, holder.id);
    const files = await readyUploads(tx, found.organisationId, owner, input.files, limits.filesBytes);

    await addEntry(tx, ctx, found, {
      id: entryId,
      kind: "message",
      direction: "IN",
      medium: "PORTAL",
      side: "REQUESTER",
      occurredAt: ctx.now(),
      participantId: speaker?.id ?? null,
      authorLabel: titledName(holder),
      authorship: "participant_verified",
      text: input.text || null,
      toProcess: true,
    });
    await bindUploads(tx, ctx, found, entryId, files, { source: "REQUESTER", visibility: "REQUESTER_ONLY" });
    await recountToProcess(tx, found.id);
    await tx
      .update(cases)
      .set({ lastExchangeAt: ctx.now(), updatedAt: ctx.now() })
      .where(eq(cases.id, found.id));

    const organisation = await organisationById(tx, found.organisationId);
    const events: OutboxEvent[] = await notifyAgents(tx, ctx, organisation, found, "new_inbound");
    if (holder.email) {
      const about = { organisation, number: caseNumber(found.year, found.seq), greeting: greeting(holder) };
      const token = await partyToken(tx, ctx, found, holder.id);
      const queued = await queueMail(tx, ctx, {
        ...answerReceivedMail(ctx.env, about, { at: ctx.now(), files, token }),
        organisationId: organisation.id,
        service,
        targetId: found.id,
        class: "notice",
        idempotencyKey: `mediation.answer_received:${entryId}`,
        recipients: [
          {
            address: holder.email,
            name: titledName(holder),
            ...(speaker ? { participantId: speaker.id } : {}),
          },
        ],
      });
      events.push(...queued.events);
    }
    return {
      result: null,
      permission,
      audit: {
        action: "follow_up.answer",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id: entryId },
        aggregateId: found.id,
        after: { files: files.length },
      },
      events,
    };
  });
  return answered.ok ? followUpView(ctx) : answered;
};
