import { and, eq, sql } from "drizzle-orm";
import { pageDocuments } from "../../../shared/mediation/follow-up.ts";
import { type FollowUpAnswer, type FollowUpView, limits } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { entryIdFor } from "./add-entry.ts";
import { bindUploads, linkOwner, readyUploads } from "./bind-uploads.ts";
import { permitOn } from "./case-access.ts";
import { pageHolder } from "./follow-up-thread.ts";
import { followUpView } from "./follow-up-view.ts";
import { askLetter } from "./letters.ts";
import { titledName } from "./names.ts";
import { asHolder, openedCase } from "./opened-case.ts";
import { caseEntry, caseFile } from "./tables.ts";

/** Stops over the documents that one side may add to a case. */
const refuseTooMany = async (tx: Tx, caseId: string, added: number): Promise<void> => {
  if (added === 0) return;
  const there = await tx.$count(
    caseFile,
    and(eq(caseFile.caseId, caseId), eq(caseFile.source, "REQUESTER"), eq(caseFile.decision, "kept")),
  );
  if (there + added <= pageDocuments) return;
  const left = Math.max(0, pageDocuments - there);
  const message =
    left === 0
      ? `Vous avez déjà envoyé ${pageDocuments} documents sur ce dossier. Écrivez à la médiation pour en envoyer d’autres.`
      : `Vous pouvez encore ajouter ${left} document${left > 1 ? "s" : ""} sur ce dossier. Retirez-en.`;
  refuse({ ...invalid([{ path: "files", message }], message), reason: "too_many_documents" });
};

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
    const page = await pageHolder(tx);
    if (!page) return refuse(notFound);
    const { who: holder } = page;
    await refuseTooMany(tx, found.id, input.files.length);
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
        participantId: page.participantIds[0] ?? null,
        authorLabel: titledName(holder),
        authorship: "participant_verified",
        text: input.text || null,
        toProcess: true,
      })
      .onConflictDoNothing();
    if (count === 0) return { result: null, permission, audit: [], events: [] };

    const owner = linkOwner(found.id, holder.id);
    const sent = await readyUploads(tx, found.organisationId, owner, input.files, limits.filesBytes);
    const files = sent.map((file) => ({ ...file, caseFileId: ctx.newId() }));
    const isMandate = input.mandate === true && holder.role === "REPRESENTATIVE";
    await bindUploads(tx, ctx, found, entryId, files, {
      source: "REQUESTER",
      visibility: "REQUESTER_ONLY",
      ...(isMandate ? { category: "MANDATE" as const } : {}),
    });
    const [mandate] = isMandate ? files : [];
    if (mandate) await tx.execute(sql`select guichet.provide_own_mandate(${mandate.caseFileId})`);
    return {
      result: null,
      permission,
      audit: {
        action: "follow_up.answer",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id: entryId },
        aggregateId: found.id,
        after: { files: files.length, ...(mandate ? { mandate: true } : {}) },
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
