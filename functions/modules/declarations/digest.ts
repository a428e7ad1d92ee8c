import { and, count, eq, inArray, sql } from "drizzle-orm";
import type { DeclarationRole } from "../../../shared/access/roles.ts";
import { declarationNumber } from "../../../shared/declarations/declaring.ts";
import type { NewsTopic } from "../../../shared/declarations/news.ts";
import { may, type ShowAction } from "../../../shared/declarations/rules.ts";
import { longCalendarDay } from "../../../shared/mediation/date-words.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { addDays } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type Organisation, organisationById } from "../access/index.ts";
import type { DigestWriter } from "../mail/index.ts";
import { newsPage } from "./mail-news.ts";
import { newsChoicesOf } from "./news-choices.ts";
import { openDeadlines } from "./open-deadlines.ts";
import { readDeadlines } from "./read-body-settings.ts";
import { service } from "./show-access.ts";
import { signalsOf } from "./show-conditions.ts";
import { show } from "./tables.ts";
import { ticketingConnection } from "./tables-connections.ts";
import { declaration } from "./tables-declarations.ts";
import { inTrouble } from "./tell-trouble.ts";

type Line = Awaited<ReturnType<DigestWriter["linesOf"]>>[number];

/** The right without which a topic is none of somebody's business. */
const concerns: Record<Exclude<NewsTopic, "file_ready">, ShowAction> = {
  sync_trouble: "connection.create",
  aside: "aside.decide",
  deadline: "profile.edit",
  transmission: "show.read",
  figures_changed: "profile.edit",
};
/** Deadlines of the coming days that the summary tells. */
const soonDays = 15;

/**
 * Declarations' part of a member's morning summary, of the topics they chose to read there: what waits, from the state of
 * things, then news of what was sent (declarations.md §7).
 */
export const declarationsDigest: DigestWriter = {
  service,
  holidayZoneOf: async () => "metropole",
  linesOf: async (tx, ctx, { organisationId, userId, roles, notices }) => {
    const actor = { kind: "member", userId, roles: roles as DeclarationRole[], administers: false } as const;
    const wayOf = await newsChoicesOf(tx, organisationId, userId);
    const reads = (topic: keyof typeof concerns) =>
      wayOf(topic) === "digest" && may(actor, concerns[topic]) === true;
    const organisation = await organisationById(tx, organisationId);
    return [
      ...(reads("deadline") ? await deadlineLines(tx, ctx, organisation) : []),
      ...(await signalLines(tx, ctx, organisation, reads)),
      ...(reads("sync_trouble") ? await troubleLines(tx, ctx, organisation) : []),
      ...(reads("transmission") ? await transmissionLines(tx, ctx, organisation, notices) : []),
    ];
  },
};

const counted = (number: number, one: string, many: string) =>
  `${number.toLocaleString("fr-FR")}\u00a0${number > 1 ? many : one}`;

const deadlineLines = async (tx: Tx, ctx: Ctx, organisation: Organisation): Promise<Line[]> => {
  const today = dayIn(organisation.timeZone, ctx.now());
  const soon = addDays(today, soonDays);
  const all = await openDeadlines(tx, organisation.id, ctx.now(), await readDeadlines(tx));
  const due = all.filter(({ dueOn }) => dueOn <= soon);
  return due.map(({ show: name, body, dueOn, showId }) => ({
    words:
      dueOn < today
        ? `${name}, ${body}\u00a0: la date du ${longCalendarDay(dueOn)} est passée`
        : `${name}, ${body}\u00a0: à déclarer avant le ${longCalendarDay(dueOn)}`,
    href: newsPage(ctx.env, organisation, `/spectacles/${showId}`),
  }));
};

const signalLines = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  reads: (topic: "aside" | "figures_changed") => boolean,
): Promise<Line[]> => {
  if (!reads("aside") && !reads("figures_changed")) return [];
  const rows = await tx
    .select({ signals: signalsOf })
    .from(show)
    .where(and(eq(show.organisationId, organisation.id), eq(show.state, "visible")));
  const sum = (kind: string) => rows.reduce((all, { signals }) => all + (signals[kind] ?? 0), 0);
  const aside = reads("aside") ? sum("aside") : 0;
  const changed = reads("figures_changed") ? sum("figures_changed") : 0;
  return [
    ...(aside > 0
      ? [
          {
            words: counted(aside, "vente mise de côté à décider", "ventes mises de côté à décider"),
            href: newsPage(ctx.env, organisation, "/a-decider"),
          },
        ]
      : []),
    ...(changed > 0
      ? [
          {
            words: `${counted(changed, "séance a changé", "séances ont changé")} depuis l’envoi`,
            href: newsPage(ctx.env, organisation, "/spectacles?vue=alert"),
          },
        ]
      : []),
  ];
};

const troubleLines = async (tx: Tx, ctx: Ctx, organisation: Organisation): Promise<Line[]> => {
  const [found] = await tx
    .select({ accounts: count() })
    .from(ticketingConnection)
    .where(and(eq(ticketingConnection.organisationId, organisation.id), inTrouble));
  const accounts = found?.accounts ?? 0;
  const words = counted(accounts, "billetterie ne se lit plus", "billetteries ne se lisent plus");
  return accounts === 0 ? [] : [{ words, href: newsPage(ctx.env, organisation, "/connexions") }];
};

const transmissionLines = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  notices: readonly { targetId: string; notice: string }[],
): Promise<Line[]> => {
  const ids = notices.filter(({ notice }) => notice === "transmission").map(({ targetId }) => targetId);
  if (ids.length === 0) return [];
  const found = await tx
    .select({ id: declaration.id, year: declaration.year, seq: declaration.seq, show: show.name })
    .from(declaration)
    .innerJoin(show, eq(show.id, declaration.showId))
    .where(and(eq(declaration.organisationId, organisation.id), inArray(declaration.id, ids)))
    .orderBy(sql`${declaration.year}, ${declaration.seq}`);
  return found.map(({ id, year, seq, show: name }) => ({
    words: `Déclaration ${declarationNumber(year, seq)}, ${name}\u00a0: du nouveau`,
    href: newsPage(ctx.env, organisation, `/declarations/${id}`),
  }));
};
