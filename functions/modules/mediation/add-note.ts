import type { AddNote } from "../../../shared/mediation/compose.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { dropDraft } from "../mail/index.ts";
import { addEntry, entryExists, entryIdFor } from "./add-entry.ts";
import { asUser, caseForUpdate, permitOn } from "./case-access.ts";
import { readCaseAs } from "./read-case.ts";

/**
 * Adds a note that only colleagues read, also on a closed case (mediation.md §2). Nothing leaves. The same key adds
 * one note.
 */
export const addNote = async (ctx: Ctx, input: AddNote): Promise<Result<CaseView>> => {
  const added = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.note", found);
    const id = entryIdFor(found.id, input.idempotencyKey);
    await dropDraft(tx, { targetId: found.id, userId, kind: "note" });
    if (await entryExists(tx, found.id, id)) return { result: null, permission, audit: [], events: [] };
    await addEntry(tx, ctx, found, {
      id,
      kind: "note",
      medium: "NOTICE",
      occurredAt: ctx.now(),
      authorUserId: userId,
      text: input.text,
    });
    return {
      result: null,
      permission,
      audit: {
        action: "note.add",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id },
        aggregateId: found.id,
      },
      events: [],
    };
  });
  return added.ok ? readCaseAs(ctx, input.caseId) : added;
};
