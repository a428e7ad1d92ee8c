import { and, desc, eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { messageDraft } from "./tables.ts";

export type DraftRow = typeof messageDraft.$inferSelect;
export type DraftContent = Omit<DraftRow, "id" | "updatedAt">;
type DraftKey = Pick<DraftRow, "targetId" | "userId" | "kind">;

const theDraft = ({ targetId, userId, kind }: DraftKey) =>
  and(eq(messageDraft.targetId, targetId), eq(messageDraft.userId, userId), eq(messageDraft.kind, kind));

/**
 * Keeps what somebody is writing, in place of what they had written there before. `basedOn` is when the version it
 * follows was saved: another one in its place was written elsewhere, and is given back instead of being lost.
 */
export const keepDraft = async (
  tx: Tx,
  ctx: Ctx,
  content: DraftContent,
  basedOn: string | null,
): Promise<{ savedAt: Date } | { elsewhere: DraftRow }> => {
  const [known] = await tx.select().from(messageDraft).where(theDraft(content)).for("update");
  if (known && known.updatedAt.toISOString() !== basedOn && !sameWords(known, content)) {
    return { elsewhere: known };
  }
  const savedAt = ctx.now();
  await tx
    .insert(messageDraft)
    .values({ ...content, id: ctx.newId(), updatedAt: savedAt })
    .onConflictDoUpdate({
      target: [messageDraft.targetId, messageDraft.userId, messageDraft.kind],
      set: { ...content, updatedAt: savedAt },
    });
  return { savedAt };
};

/** Whether two versions would be read the same: an answer that got lost must not look like another device. */
const sameWords = (one: DraftContent, other: DraftContent) =>
  one.messageKey === other.messageKey && one.text === other.text && one.subject === other.subject;

/** Forgets a draft: it was sent, or its author threw it away. */
export const dropDraft = async (tx: Tx, key: DraftKey): Promise<void> => {
  await tx.delete(messageDraft).where(theDraft(key));
};

/** What one person is writing about one target. */
export const draftsOn = (on: Queries, targetId: string, userId: string): Promise<DraftRow[]> =>
  on
    .select()
    .from(messageDraft)
    .where(and(eq(messageDraft.targetId, targetId), eq(messageDraft.userId, userId)));

/** What one person is writing in a service of an organisation, the last written first, 50 at most. */
export const draftsOf = (
  on: Queries,
  organisationId: string,
  service: string,
  userId: string,
): Promise<DraftRow[]> =>
  on
    .select()
    .from(messageDraft)
    .where(
      and(
        eq(messageDraft.organisationId, organisationId),
        eq(messageDraft.service, service),
        eq(messageDraft.userId, userId),
      ),
    )
    .orderBy(desc(messageDraft.updatedAt))
    .limit(50);
