import { and, eq, inArray } from "drizzle-orm";
import { type NewsWay, topicOf, wayOf } from "../../../shared/mediation/news.ts";
import type { NewsKind } from "../../../shared/mediation/news-kinds.ts";
import type { Queries } from "../../platform/db.ts";
import { notificationChoice } from "./tables-work.ts";

/** How each of these people wants to be told of one kind of news in this organisation; `usual` where they did not choose. */
export const waysOf = async (
  on: Queries,
  organisationId: string,
  userIds: readonly string[],
  kind: NewsKind,
  usual?: NewsWay,
): Promise<(userId: string) => NewsWay> => {
  const topic = topicOf(kind);
  if (userIds.length === 0) return () => wayOf(topic, usual);
  const rows = await on
    .select({ userId: notificationChoice.userId, way: notificationChoice.way })
    .from(notificationChoice)
    .where(
      and(
        eq(notificationChoice.organisationId, organisationId),
        eq(notificationChoice.kind, topic),
        inArray(notificationChoice.userId, [...userIds]),
      ),
    );
  const chosen = new Map(rows.map(({ userId, way }) => [userId, way]));
  return (userId) => wayOf(topic, chosen.get(userId) ?? usual);
};
