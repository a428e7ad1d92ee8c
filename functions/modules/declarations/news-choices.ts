import { and, eq, inArray, sql } from "drizzle-orm";
import {
  type ChooseNews,
  type NewsChoices,
  type NewsTopic,
  type NewsWay,
  newsTopics,
} from "../../../shared/declarations/news.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { asUser, permitOn } from "./show-access.ts";
import { declarationChoice } from "./tables-declarations.ts";

/** How each of these people wants to be told of a topic in this organisation; as usual where they did not choose. */
export const waysOf = async (
  on: Queries,
  organisationId: string,
  userIds: readonly string[],
  topic: NewsTopic,
): Promise<(userId: string) => NewsWay> => {
  const rows = await on
    .select({ userId: declarationChoice.userId, way: declarationChoice.way })
    .from(declarationChoice)
    .where(
      and(
        eq(declarationChoice.organisationId, organisationId),
        eq(declarationChoice.kind, topic),
        inArray(declarationChoice.userId, [...userIds]),
      ),
    );
  const chosen = new Map(rows.map(({ userId, way }) => [userId, way]));
  return (userId) => chosen.get(userId) ?? newsTopics[topic].usual;
};

/** One's own choices in an organisation, topic by topic. */
export const newsChoicesOf = async (on: Queries, organisationId: string, userId: string) => {
  const rows = await on
    .select({ kind: declarationChoice.kind, way: declarationChoice.way })
    .from(declarationChoice)
    .where(and(eq(declarationChoice.organisationId, organisationId), eq(declarationChoice.userId, userId)));
  const chosen = new Map(rows.map(({ kind, way }) => [kind, way]));
  return (topic: NewsTopic): NewsWay => chosen.get(topic) ?? newsTopics[topic].usual;
};

/** What somebody chose to hear, in one organisation. */
export const readNewsChoices = (ctx: Ctx, organisationId: string): Promise<Result<NewsChoices>> =>
  answered(async () => {
    const { userId } = asUser(ctx);
    permitOn(ctx, "show.list", { organisationId });
    return { ways: waysRecord(await newsChoicesOf(ctx.db, organisationId, userId)) };
  });

const waysRecord = (wayOf: (topic: NewsTopic) => NewsWay): NewsChoices["ways"] => ({
  sync_trouble: wayOf("sync_trouble"),
  aside: wayOf("aside"),
  deadline: wayOf("deadline"),
  transmission: wayOf("transmission"),
  figures_changed: wayOf("figures_changed"),
  file_ready: wayOf("file_ready"),
});

/** Chooses how to hear of one topic; for oneself alone. */
export const chooseNews = (
  ctx: Ctx,
  { organisationId, topic, way }: ChooseNews,
): Promise<Result<NewsChoices>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const permission = permitOn(ctx, "show.list", { organisationId });
    await tx
      .insert(declarationChoice)
      .values({ organisationId, userId, kind: topic, way })
      .onConflictDoUpdate({
        target: [declarationChoice.organisationId, declarationChoice.userId, declarationChoice.kind],
        set: { way: sql`excluded.way` },
      });
    return {
      result: { ways: waysRecord(await newsChoicesOf(tx, organisationId, userId)) },
      permission,
      audit: [],
      events: [],
    };
  });
