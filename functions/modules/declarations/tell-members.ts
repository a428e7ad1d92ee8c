import { eq } from "drizzle-orm";
import type { DeclarationRole } from "../../../shared/access/roles.ts";
import { declarationNumber } from "../../../shared/declarations/declaring.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import { may, type ShowAction } from "../../../shared/declarations/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import {
  type Member,
  membersOf,
  type Organisation,
  organisationById,
  platformKeepers,
} from "../access/index.ts";
import { queueMail, waitForDigest } from "../mail/index.ts";
import { agencyMissingMail, type NewsWords, newsMail, transmissionNews } from "./mail-news.ts";
import { waysOf } from "./news-choices.ts";
import { service } from "./show-access.ts";
import { show } from "./tables.ts";
import { declaration, type transmission } from "./tables-declarations.ts";

/** Members whose roles allow this at all, whatever the state of a record. */
export const membersWho = async (
  on: Queries,
  organisationId: string,
  action: ShowAction,
): Promise<Member[]> => {
  const members = await membersOf(on, organisationId, service);
  return members.filter(({ userId, roles }) => {
    const actor = { kind: "member", userId, roles: roles as DeclarationRole[], administers: false } as const;
    return may(actor, action) === true;
  });
};

/**
 * Tells members, each as they chose: by a mail now, in the morning's summary where it says something new that the state
 * of things does not (`targetId`), or not at all. The same `onceKey` mails once.
 */
export const tellMembers = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  members: readonly Member[],
  news: { words: NewsWords; onceKey: string; targetId?: string },
): Promise<OutboxEvent[]> => {
  if (members.length === 0) return [];
  const { words, onceKey, targetId } = news;
  const organisationId = organisation.id;
  const ids = members.map(({ userId }) => userId);
  const wants = await waysOf(tx, organisationId, ids, words.topic);
  if (targetId) {
    const waiting = members.filter(({ userId }) => wants(userId) === "digest");
    const notice = { organisationId, service, targetId, notice: words.topic };
    await waitForDigest(
      tx,
      ctx,
      waiting.map(({ userId }) => ({ ...notice, userId })),
    );
  }
  const byMail = members.filter(({ userId }) => wants(userId) === "mail");
  if (byMail.length === 0) return [];
  const { events } = await queueMail(tx, ctx, {
    ...newsMail(ctx.env, organisation, words),
    organisationId,
    service,
    targetId: null,
    class: "notice",
    idempotencyKey: `declarations.${onceKey}`,
    recipients: byMail.map(({ email, name, userId }) => ({ address: email, name, userId })),
  });
  return events;
};

/**
 * Tells who asked for a transmission and the declarants what became of it, in the transaction that writes its new state
 * (declarations.md §7). Nothing is said of a state nobody waits for.
 */
export const tellOfTransmission = async (
  tx: Tx,
  ctx: Ctx,
  row: Pick<
    typeof transmission.$inferSelect,
    "id" | "organisationId" | "declarationId" | "body" | "state" | "bodyReference" | "askedBy"
  >,
): Promise<OutboxEvent[]> => {
  const [about] = await tx
    .select({ year: declaration.year, seq: declaration.seq, show: show.name })
    .from(declaration)
    .innerJoin(show, eq(show.id, declaration.showId))
    .where(eq(declaration.id, row.declarationId));
  if (!about) throw new Error("a transmission of no declaration");
  const words = transmissionNews({
    declarationId: row.declarationId,
    number: declarationNumber(about.year, about.seq),
    show: about.show,
    body: row.body,
    state: row.state,
    reference: row.bodyReference,
  });
  if (!words) return [];
  const members = await membersOf(tx, row.organisationId, service);
  const declarants = new Set((await membersWho(tx, row.organisationId, "profile.edit")).map(idOf));
  return tellMembers(
    tx,
    ctx,
    await organisationById(tx, row.organisationId),
    members.filter(({ userId }) => userId === row.askedBy || declarants.has(userId)),
    { words, onceKey: `transmission:${row.id}:${row.state}:${ctx.newId()}`, targetId: row.declarationId },
  );
};
const idOf = ({ userId }: Member) => userId;

/** Tells the platform's administrators that a body has no agency for a postal code; once a week for each. */
export const tellAgencyMissing = async (
  tx: Tx,
  ctx: Ctx,
  missing: { body: Body; postalCode: string },
): Promise<OutboxEvent[]> => {
  const keepers = await platformKeepers(tx);
  if (keepers.length === 0) return [];
  const week = Math.floor(ctx.now().getTime() / (7 * 86_400_000));
  const { events } = await queueMail(tx, ctx, {
    ...agencyMissingMail(ctx.env, missing),
    organisationId: null,
    service,
    targetId: null,
    class: "notice",
    idempotencyKey: `declarations.agency_missing:${missing.body}:${missing.postalCode}:${week}`,
    recipients: keepers.map(({ email, name, userId }) => ({ address: email, name, userId })),
  });
  return events;
};
