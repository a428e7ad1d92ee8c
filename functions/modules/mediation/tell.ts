import type { NewsKind } from "../../../shared/mediation/news-kinds.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { waysOf } from "./news-ways.ts";
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

/**
 * Puts news under the bell of each person, once each, in the caller's transaction; whoever acts is not told of it, nor
 * who wants to hear nothing of this kind. Gives who was told now. `announce` tells by mail too.
 */
export const tell = async (tx: Tx, ctx: Ctx, news: News): Promise<Set<string>> => {
  const actorId = ctx.actor.kind === "user" ? ctx.actor.userId : null;
  const others = new Set(news.userIds.filter((id) => id !== null && id !== undefined));
  if (actorId) others.delete(actorId);
  const wants = await waysOf(tx, news.organisationId, [...others], news.kind);
  const told = [...others].filter((userId) => wants(userId) !== "off");
  if (told.length === 0) return new Set();
  const written = await tx
    .insert(notification)
    .values(
      told.map((userId) => ({
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
    .onConflictDoNothing()
    .returning({ userId: notification.userId });
  return new Set(written.map(({ userId }) => userId));
};
