import { and, eq, inArray, isNull, lte, sql } from "drizzle-orm";
import type { MediationRole } from "../../../shared/access/roles.ts";
import { addBusinessDays } from "../../../shared/mediation/business-days.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { newsKinds } from "../../../shared/mediation/news-kinds.ts";
import { type CaseActor, may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type Organisation, organisationById } from "../access/index.ts";
import type { DigestWriter } from "../mail/index.ts";
import { service } from "./case-access.ts";
import { openCase } from "./case-conditions.ts";
import { casePageUrl } from "./mail-frame.ts";
import { type OfficeNotice, officeNotices, officePageUrl } from "./mail-office-notice.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { tasksOf } from "./my-tasks.ts";
import { cases } from "./tables.ts";
import { caseTask } from "./tables-work.ts";

type Line = Awaited<ReturnType<DigestWriter["linesOf"]>>[number];

/**
 * Mediation's part of an agent's digest (mediation.md §6 row 17): what waits today in figures, then the number of each
 * case that had news and that they may still read. Cases that are closed, merged, deleted, fictive or restricted to
 * others count for nothing.
 */
export const mediationDigest: DigestWriter = {
  service,
  holidayZoneOf: async (on, organisationId) => (await mediationSettingsOf(on, organisationId)).holidayZone,
  linesOf: async (tx, ctx, { organisationId, userId, roles, notices }) => {
    const actor: CaseActor = { kind: "member", userId, roles: roles as MediationRole[] };
    const organisation = await organisationById(tx, organisationId);
    const ofOffice = officeLines(ctx, organisation, notices);
    if (may(actor, "case.list") !== true) return ofOffice;
    return [
      ...(await figures(tx, ctx, organisation, actor)),
      ...ofOffice,
      ...(await newsLines(tx, ctx, organisation, actor, notices)),
    ];
  },
};

const plural = (count: number, one: string, many: string) => `${count}\u00a0${count > 1 ? many : one}`;

const figures = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  actor: Extract<CaseActor, { kind: "member" }>,
): Promise<Line[]> => {
  const { holidayZone } = await mediationSettingsOf(tx, organisation.id);
  const today = dayIn(organisation.timeZone, ctx.now());
  const soon = addBusinessDays(today, 2, holidayZone);
  const here = and(
    eq(cases.organisationId, organisation.id),
    openCase,
    isNull(cases.deletedAt),
    eq(cases.sample, false),
    actor.roles.includes("manager")
      ? undefined
      : sql`(not ${cases.restricted} or ${cases.assigneeId} = ${actor.userId})`,
  );
  const mine = sql`${cases.assigneeId} = ${actor.userId}`;
  const count = (condition: ReturnType<typeof sql>) =>
    sql<number>`(count(*) filter (where ${condition}))::int`;
  const [found] = await tx
    .select({
      unassigned: count(sql`${cases.assigneeId} is null`),
      overdue: count(sql`${mine} and ${cases.dueOn} < ${today}`),
      soon: count(sql`${mine} and ${cases.dueOn} between ${today} and ${soon}`),
      unread: count(sql`${mine} and ${cases.toProcessCount} > 0`),
    })
    .from(cases)
    .where(here);
  const [tasks] = await tx
    .select({ due: sql<number>`count(*)::int` })
    .from(caseTask)
    .innerJoin(cases, eq(cases.id, caseTask.caseId))
    .where(and(here, tasksOf(actor.userId), lte(caseTask.dueOn, today)));
  const takes = actor.roles.includes("manager") || actor.roles.includes("mediator");
  const page = (path: string) => `${ctx.env.appOrigin}/espace/${organisation.slug}/mediation${path}`;
  const line = (figure: number | undefined, one: string, many: string, path: string): Line[] =>
    figure ? [{ words: plural(figure, one, many), href: page(path) }] : [];
  return [
    ...line(found?.overdue, "dossier en retard", "dossiers en retard", "/mes-dossiers?signal=en-retard"),
    ...line(
      found?.unread,
      "dossier avec une réponse à lire",
      "dossiers avec une réponse à lire",
      "/mes-dossiers?signal=reponse-recue",
    ),
    ...line(found?.soon, "échéance proche", "échéances proches", "/mes-dossiers?signal=echeance-proche"),
    ...line(tasks?.due, "tâche à faire", "tâches à faire", "/taches"),
    ...line(takes ? found?.unassigned : 0, "dossier à prendre", "dossiers à prendre", "/a-prendre"),
  ];
};

/** One line per case that had news: how many messages, else what it was. */
const newsLines = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  actor: CaseActor,
  notices: readonly { targetId: string; notice: string }[],
): Promise<Line[]> => {
  const byCase = Map.groupBy(notices, ({ targetId }) => targetId);
  if (byCase.size === 0) return [];
  const found = await tx
    .select()
    .from(cases)
    .where(and(eq(cases.organisationId, organisation.id), inArray(cases.id, [...byCase.keys()])));
  return found
    .filter((one) => !one.deletedAt && one.status !== "MERGED" && may(actor, "case.read", one) === true)
    .sort((a, b) => a.year - b.year || a.seq - b.seq)
    .map((one) => ({
      words: `Dossier ${caseNumber(one.year, one.seq)}\u00a0: ${newsWords(byCase.get(one.id) ?? [])}`,
      href: casePageUrl(ctx.env, organisation, one.id),
    }));
};

/** One line per kind of news about no case in particular. */
const officeLines = (
  ctx: Ctx,
  organisation: Organisation,
  notices: readonly { targetId: string; notice: string }[],
): Line[] => {
  const about = new Set(
    notices.flatMap(({ targetId, notice }) => (targetId === organisation.id ? notice : [])),
  );
  return (Object.keys(officeNotices) as OfficeNotice[])
    .filter((notice) => about.has(notice))
    .map((notice) => ({ words: newsKinds[notice], href: officePageUrl(ctx.env, organisation, notice) }));
};

const newsWords = (notices: readonly { notice: string }[]): string => {
  const messages = notices.filter(({ notice }) => notice === "new_inbound").length;
  const others = new Set(notices.map(({ notice }) => notice).filter((notice) => notice !== "new_inbound"));
  const labels: Readonly<Record<string, string>> = newsKinds;
  return [
    ...(messages > 0 ? [plural(messages, "nouveau message", "nouveaux messages")] : []),
    ...[...others].map((notice) => (labels[notice] ?? "du nouveau").toLowerCase()),
  ].join(", ");
};
