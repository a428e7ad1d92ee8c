import { eq, sql } from "drizzle-orm";
import { type FollowUpAnswer, type FollowUpView, limits } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { entryIdFor } from "./add-entry.ts";
import { bindUploads, linkOwner, readyUploads } from "./bind-uploads.ts";
import { permitOn } from "./case-access.ts";
import { followUpView } from "./follow-up-view.ts";
import { askLetter } from "./letters.ts";
import { titledName } from "./names.ts";
import { asHolder, openedCase } from "./opened-case.ts";
import { caseEntry, participant, party } from "./tables.ts";

/**
 * The citizen's answer from the follow-up page: one entry to process and its files; a job tells whoever handles the
 * case and acknowledges to the person. A text or a file is enough; the same key answers once.
 */
export const answerByPage = async (ctx: Ctx, input: FollowUpAnswer): Promise<Result<FollowUpView>> => {
  const answered = await mutate(ctx, async (tx) => {
    const actor = asHolder(ctx);
    // Nobody closes the case meanwhile.
    await tx.execute(sql`select guichet.hold_opened_case()`);
    const found = await openedCase(tx, actor);
    const permission = permitOn(ctx, "follow_up.answer", found);
    if (!input.text && input.files.length === 0) {
      return refuse(invalid([{ path: "text", message: "Écrivez votre réponse ou ajoutez un document." }]));
    }
    const [holder] = await tx.select().from(party).where(eq(party.id, actor.partyId));
    if (!holder) return refuse(notFound);
    const [speaker] = await tx
      .select({ id: participant.id })
      .from(participant)
      .where(eq(participant.partyId, holder.id));
    const entryId = entryIdFor(found.id, input.idempotencyKey);
    const { count } = await tx
      .insert(caseEntry)
      .values({
        id: entryId,
        organisationId: found.organisationId,
        caseId: found.id,
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
      })
      .onConflictDoNothing();
    if (count === 0) return { result: null, permission, audit: [], events: [] };

    const owner = linkOwner(found.id, holder.id);
    const files = await readyUploads(tx, found.organisationId, owner, input.files, limits.filesBytes);
    await bindUploads(tx, ctx, found, entryId, files, { source: "REQUESTER", visibility: "REQUESTER_ONLY" });
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
      events: [
        askLetter(ctx, found.organisationId, {
          letter: "answer_received",
          caseId: found.id,
          partyId: holder.id,
          entryId,
        }),
      ],
      last: [tx.execute(sql`select guichet.count_answer(${ctx.now().toISOString()})`)],
    };
  });
  return answered.ok ? followUpView(ctx) : answered;
};
