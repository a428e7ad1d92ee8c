import type { NewsKind } from "../../../shared/mediation/news-kinds.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { notification } from "./tables-work.ts";

/** News for people of one organisation: who is told, of what. */
export interface News {
  organisationId: string;
  userIds: readonly (string | null | undefined)[];
  /** The case it is about. Whether each may know of it is the caller's to check. */
  caseId: string | null;
  kind: NewsKind;
  /** What completes the words: never a name, an address or a text of somebody. */
  detail?: Record<string, string | number>;
  /** The same key tells each person once, however often the work is done again. */
  onceKey?: string;
}

/** Puts news under the bell of each person, once each, in the caller's transaction; whoever acts is not told of it. */
export const tell = async (tx: Tx, ctx: Ctx, news: News): Promise<void> => {
  const actorId = ctx.actor.kind === "user" ? ctx.actor.userId : null;
  const told = new Set(news.userIds.filter((id) => id !== null && id !== undefined));
  if (actorId) told.delete(actorId);
  if (told.size === 0) return;
  await tx
    .insert(notification)
    .values(
      [...told].map((userId) => ({
        id: ctx.newId(),
        organisationId: news.organisationId,
        userId,
        caseId: news.caseId,
        kind: news.kind,
        actorId,
        detail: news.detail ?? {},
        at: ctx.now(),
        onceKey: news.onceKey ? `${news.onceKey}:${userId}` : null,
      })),
    )
    .onConflictDoNothing();
};
