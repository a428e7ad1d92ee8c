import { and, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import {
  type ChooseNews,
  type NewsChoices,
  type NewsList,
  type NewsTopic,
  NewsWay,
  newsTopics,
  type ReadNews,
  wayOf,
} from "../../../shared/mediation/news.ts";
import type { NewsKind } from "../../../shared/mediation/news-kinds.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { nameOf } from "../access/index.ts";
import { mailSettingsOf } from "../mail/index.ts";
import { asUser, caseActor, service } from "./case-access.ts";
import { partyName } from "./names.ts";
import { cases, party } from "./tables.ts";
import { notification, notificationChoice } from "./tables-work.ts";

const shown = 50;

const deskOf = (ctx: Ctx, organisationId: string) =>
  ctx.actor.kind === "user" ? may(caseActor(ctx.actor, organisationId), "own.desk") : signedOut;

/** What the bell of one person shows: the fifty last, without what is about a case they may not know of any more. */
export const listNews = async (ctx: Ctx, organisationId: string): Promise<Result<NewsList>> => {
  const verdict = deskOf(ctx, organisationId);
  if (verdict !== true) return refused(verdict);
  const { userId } = asUser(ctx);
  const own = and(
    eq(notification.userId, userId),
    eq(notification.organisationId, organisationId),
    // Row-level security hides the case; its news goes with it.
    or(isNull(notification.caseId), sql`${cases.id} is not null`),
  );
  const unread = sql<number>`(count(*) filter (where ${notification.readAt} is null))::int`;
  const [rows, [counted]] = await Promise.all([
    ctx.db
      .select({ news: notification, actor: nameOf(notification.actorId), found: cases, who: party })
      .from(notification)
      .leftJoin(cases, eq(cases.id, notification.caseId))
      .leftJoin(party, and(eq(party.caseId, cases.id), eq(party.role, "REQUESTER")))
      .where(own)
      .orderBy(desc(notification.at), desc(notification.id))
      .limit(shown),
    ctx.db
      .select({ unread })
      .from(notification)
      .leftJoin(cases, eq(cases.id, notification.caseId))
      .where(and(own, isNull(notification.readAt))),
  ]);
  return done({
    news: rows.map(({ news, actor, found, who }) => ({
      id: news.id,
      kind: news.kind as NewsKind,
      case: found
        ? {
            id: found.id,
            number: caseNumber(found.year, found.seq),
            subject: found.subject,
            requesterName: who ? partyName(who) : "",
          }
        : null,
      actor,
      detail: news.detail,
      at: news.at.toISOString(),
      read: news.readAt !== null,
    })),
    unread: counted?.unread ?? 0,
  });
};

/** Marks one's own news as read: those named, or all of the organisation. */
export const readNews = (ctx: Ctx, { organisation, ids }: ReadNews): Promise<Result<object>> =>
  mutate(ctx, async (tx) => {
    const permission = permit(deskOf(ctx, organisation));
    await tx
      .update(notification)
      .set({ readAt: ctx.now() })
      .where(
        and(
          eq(notification.userId, asUser(ctx).userId),
          eq(notification.organisationId, organisation),
          isNull(notification.readAt),
          ids ? inArray(notification.id, ids) : undefined,
        ),
      );
    return { result: {}, permission, audit: [], events: [] };
  });

const usualOfMessages = { at_once: "mail", digest: "digest", none: "app" } as const;

/** How one wants to be told of each subject here; what was not chosen is as it is for everybody. */
export const readNewsChoices = async (ctx: Ctx, organisationId: string): Promise<Result<NewsChoices>> => {
  const verdict = deskOf(ctx, organisationId);
  if (verdict !== true) return refused(verdict);
  const [rows, { newMailNotice }] = await Promise.all([
    ctx.db
      .select()
      .from(notificationChoice)
      .where(
        and(
          eq(notificationChoice.organisationId, organisationId),
          eq(notificationChoice.userId, asUser(ctx).userId),
        ),
      ),
    mailSettingsOf(ctx.db, organisationId, service),
  ]);
  const chosen = new Map(rows.map(({ kind, way }) => [kind, NewsWay.parse(way)]));
  const usual = (topic: NewsTopic) => (topic === "new_inbound" ? usualOfMessages[newMailNotice] : undefined);
  return done({
    choices: (Object.keys(newsTopics) as NewsTopic[]).map((topic) => ({
      topic,
      way: wayOf(topic, chosen.get(topic) ?? usual(topic)),
    })),
  });
};

/** Keeps one's choice for a subject. Failed sends stay under the bell whatever is chosen. */
export const chooseNews = async (ctx: Ctx, input: ChooseNews): Promise<Result<NewsChoices>> => {
  const kept = await mutate(ctx, async (tx) => {
    const { organisation: organisationId, topic } = input;
    const permission = permit(deskOf(ctx, organisationId));
    const { userId } = asUser(ctx);
    const way = wayOf(topic, input.way);
    await tx
      .insert(notificationChoice)
      .values({ organisationId, userId, kind: topic, way })
      .onConflictDoUpdate({
        target: [notificationChoice.organisationId, notificationChoice.userId, notificationChoice.kind],
        set: { way },
      });
    return {
      result: {},
      permission,
      audit: {
        action: "news.choose",
        organisationId,
        target: { kind: "user", id: userId },
        after: { topic, way },
      },
      events: [],
    };
  });
  return kept.ok ? readNewsChoices(ctx, input.organisation) : kept;
};
