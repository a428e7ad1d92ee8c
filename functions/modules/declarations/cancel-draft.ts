import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { done, type Result, refuse } from "../../platform/refusal.ts";
import { draftForUpdate, staleDraft } from "./save-form.ts";
import { permitOn } from "./show-access.ts";
import { declaration, declarationVersion } from "./tables-declarations.ts";
import { lockDeclaration } from "./whole-declaration.ts";

/** Gives a draft up; of a declaration of which nothing was ever sent, the whole. What was sent stays as it is. */
export const cancelDraft = async (
  ctx: Ctx,
  declarationId: string,
  { version }: { version: number },
): Promise<Result<{ ok: true }>> => {
  const cancelled = await mutate(ctx, async (tx) => {
    const found = await lockDeclaration(tx, declarationId);
    const permission = permitOn(ctx, "declaration.draft", found);
    const draft = await draftForUpdate(tx, declarationId);
    if (draft.version !== version) refuse(staleDraft(draft));
    await tx
      .update(declarationVersion)
      .set({ state: "cancelled", version: version + 1 })
      .where(eq(declarationVersion.id, draft.id));
    if (draft.number === 1)
      await tx.update(declaration).set({ cancelledAt: ctx.now() }).where(eq(declaration.id, declarationId));
    return {
      result: null,
      permission,
      audit: {
        action: "declaration.cancel",
        organisationId: found.organisationId,
        target: { kind: "declaration", id: found.id },
        aggregateId: found.showId,
      },
      events: [],
    };
  });
  return cancelled.ok ? done({ ok: true }) : cancelled;
};
