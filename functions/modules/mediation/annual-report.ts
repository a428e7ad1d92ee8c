import { and, eq, gt, ne, sql } from "drizzle-orm";
import type { ReportFigures, ReportOf, ReportView } from "../../../shared/mediation/annual-report.ts";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { permit } from "../../platform/mutate.ts";
import { done, type Refusal, Refused, type Result, refuse, refused } from "../../platform/refusal.ts";
import { nameOf, organisationById } from "../access/index.ts";
import { asUser, caseActor, notHidden } from "./case-access.ts";
import { figuresOf, itemsOf } from "./figures.ts";
import { cases } from "./tables.ts";
import { annualReport } from "./tables-office.ts";

type ReportRow = typeof annualReport.$inferSelect;

/**
 * The activity report of a year: its words, and its figures as they were frozen or, until then, as they are now. A
 * frozen one also says what counting again would change, and why (mediation.md §5.8, hard case 39).
 */
export const readReport = async (ctx: Ctx, asked: ReportOf): Promise<Result<ReportView>> => {
  try {
    return done(await reportOf(ctx, asked));
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};

/** The same, for whoever already answers for refusals. */
export const reportOf = async (
  ctx: Ctx,
  { organisation: organisationId, year }: ReportOf,
): Promise<ReportView> => {
  asUser(ctx);
  const actor = caseActor(ctx.actor, organisationId);
  permit(may(actor, "statistics.read"));
  const [organisation, [row]] = await together([
    organisationById(ctx.db, organisationId),
    ctx.db
      .select({ report: annualReport, frozenByName: nameOf(annualReport.frozenBy) })
      .from(annualReport)
      .where(and(eq(annualReport.organisationId, organisationId), eq(annualReport.year, year))),
  ]);
  const today = dayIn(organisation.timeZone, ctx.now());
  const now = await yearFigures(ctx.db, organisationId, year, today);
  const report = row?.report;
  const frozenAt = report?.frozenAt ?? null;
  const frozen = frozenFigures(report);
  return {
    organisation: { name: organisation.name },
    year,
    version: report?.version ?? 0,
    texts: report?.chapters ?? {},
    figures: frozen ?? now,
    frozenAt: frozenAt?.toISOString() ?? null,
    frozenBy: row?.frozenByName ?? null,
    sentToAssemblyOn: report?.sentToAssemblyOn ?? null,
    sentToDefenderOn: report?.sentToDefenderOn ?? null,
    over: isOver(year, today),
    since:
      frozen && frozenAt
        ? { figures: now, ...(await changedSince(ctx, { organisationId, year, frozenAt })) }
        : null,
    mayWrite: may(actor, "report.write") === true,
  };
};

/** Whether a year has ended in the organisation's zone. */
export const isOver = (year: number, today: string): boolean => today > `${year}-12-31`;

/** Figures of a year as they are now, with those of the year before. */
export const yearFigures = async (
  on: Queries,
  organisationId: string,
  year: number,
  today: string,
): Promise<ReportFigures> => {
  const of = (which: number) =>
    figuresOf(on, {
      organisationId,
      from: `${which}-01-01`,
      to: `${which}-12-31`,
      today: today < `${which}-01-01` ? `${which}-01-01` : today,
      wanted: {},
    });
  const [current, previous] = await together([of(year), of(year - 1)]);
  return { current, previous, items: await itemsOf(on, [current, previous]) };
};

/** Frozen figures were written by `freezeReport`, and by nothing else. */
const frozenFigures = (report: ReportRow | undefined): ReportFigures | null =>
  report?.figures ? (report.figures as ReportFigures) : null;

/** Most late registrations that are named; all are counted. */
const mostNamed = 100;

const changedSince = async (
  ctx: Ctx,
  given: { organisationId: string; year: number; frozenAt: Date },
): Promise<Pick<NonNullable<ReportView["since"]>, "causes" | "late">> => {
  const { organisationId, year, frozenAt } = given;
  const at = frozenAt.toISOString();
  const [first, last] = [`${year}-01-01`, `${year}-12-31`];
  const [causes, late] = await together([
    ctx.db
      .execute<{ cause: string; cases: number }>(
        sql`select cause, cases from guichet.figures_changed(${organisationId}, ${first}::date, ${last}::date, ${at}::timestamptz)`,
      )
      .execute(),
    may(caseActor(ctx.actor, organisationId), "case.list") === true
      ? lateCases(ctx.db, given, await organisationById(ctx.db, organisationId))
      : [],
  ]);
  return { causes: Object.fromEntries(causes.map(({ cause, cases: n }) => [cause, n])), late };
};

const lateCases = async (
  on: Queries,
  { organisationId, year, frozenAt }: { organisationId: string; year: number; frozenAt: Date },
  { timeZone }: { timeZone: string },
) => {
  const day = sql`(${cases.receivedAt} at time zone ${timeZone})::date`;
  const rows = await on
    .select({
      id: cases.id,
      year: cases.year,
      seq: cases.seq,
      receivedAt: cases.receivedAt,
      registeredAt: cases.registeredAt,
    })
    .from(cases)
    .where(
      and(
        eq(cases.organisationId, organisationId),
        gt(cases.registeredAt, frozenAt),
        sql`${day} between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date`,
        ne(cases.status, "MERGED"),
        sql`${cases.deletedAt} is null and not ${cases.sample}`,
        notHidden(cases.id),
      ),
    )
    .orderBy(cases.registeredAt)
    .limit(mostNamed);
  return rows.map((row) => ({
    id: row.id,
    number: caseNumber(row.year, row.seq),
    receivedAt: row.receivedAt.toISOString(),
    registeredAt: row.registeredAt.toISOString(),
  }));
};

/** The row of a year's report, locked; made where there is none. A version that moved on is a conflict. */
export const reportForUpdate = async (
  tx: Queries,
  ctx: Ctx,
  { organisation: organisationId, year, version }: ReportOf & { version: number },
): Promise<ReportRow> => {
  await tx
    .insert(annualReport)
    .values({ id: ctx.newId(), organisationId, year, updatedAt: ctx.now(), version: 0 })
    .onConflictDoNothing();
  const [row] = await tx
    .select()
    .from(annualReport)
    .where(and(eq(annualReport.organisationId, organisationId), eq(annualReport.year, year)))
    .for("update");
  if (!row) throw new Error("a report that was written is not there");
  return row.version === version ? row : refuse(changedMeanwhile(row));
};

const changedMeanwhile = ({ version, chapters }: ReportRow): Refusal => ({
  code: "conflict",
  reason: "version_differs",
  detail: "Ce rapport a changé pendant votre saisie. Rien n’est perdu\u00a0: relisez-le, puis recommencez.",
  facts: { version: String(version), values: JSON.stringify(chapters) },
});

export const alreadyFrozen: Refusal = {
  code: "conflict",
  reason: "already_frozen",
  detail: "Ce rapport est figé\u00a0: seules ses dates d’envoi peuvent encore être notées.",
};
