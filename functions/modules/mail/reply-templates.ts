import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { replyTemplate } from "./tables.ts";

export type ReplyTemplateRow = typeof replyTemplate.$inferSelect;
type Words = Pick<ReplyTemplateRow, "title" | "category" | "sides" | "subject" | "body">;

/** Templates of one service of an organisation: the shared ones and one's own, archived ones included. */
export const replyTemplatesOf = (
  on: Queries,
  organisationId: string,
  service: string,
  userId: string,
): Promise<ReplyTemplateRow[]> =>
  on
    .select()
    .from(replyTemplate)
    .where(
      and(
        eq(replyTemplate.organisationId, organisationId),
        eq(replyTemplate.service, service),
        or(isNull(replyTemplate.userId), eq(replyTemplate.userId, userId)),
      ),
    )
    .orderBy(asc(replyTemplate.createdAt), asc(replyTemplate.id));

/** One template, locked; undefined when there is none, or one of another organisation or somebody else's. */
export const replyTemplateForUpdate = async (
  tx: Tx,
  {
    id,
    organisationId,
    service,
    userId,
  }: { id: string; organisationId: string; service: string; userId: string },
): Promise<ReplyTemplateRow | undefined> => {
  const [found] = await tx
    .select()
    .from(replyTemplate)
    .where(
      and(
        eq(replyTemplate.id, id),
        eq(replyTemplate.organisationId, organisationId),
        eq(replyTemplate.service, service),
        or(isNull(replyTemplate.userId), eq(replyTemplate.userId, userId)),
      ),
    )
    .for("update");
  return found;
};

/** Writes a new one; false when that id is there already. */
export const insertReplyTemplate = async (
  tx: Tx,
  ctx: Ctx,
  row: Words &
    Pick<ReplyTemplateRow, "id" | "organisationId" | "service" | "userId"> & { archived?: boolean },
): Promise<boolean> => {
  const { archived = false, ...values } = row;
  const inserted = await tx
    .insert(replyTemplate)
    .values({
      ...values,
      createdAt: ctx.now(),
      updatedAt: ctx.now(),
      archivedAt: archived ? ctx.now() : null,
    })
    .onConflictDoNothing()
    .returning({ id: replyTemplate.id });
  return inserted.length > 0;
};

/** Changes a locked one, and counts its version. */
export const updateReplyTemplate = async (
  tx: Tx,
  ctx: Ctx,
  id: string,
  changed: Partial<Words> & { archivedAt?: Date | null },
): Promise<void> => {
  await tx
    .update(replyTemplate)
    .set({ ...changed, updatedAt: ctx.now(), version: sql`${replyTemplate.version} + 1` })
    .where(eq(replyTemplate.id, id));
};
