import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import {
  type AskFigures,
  comparedPeriod,
  type FigureFilters,
  type FigureItems,
  type FigureRow,
  type Figures,
  type PeriodFigures,
  periodFigures,
} from "../../../shared/mediation/figures.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { permit } from "../../platform/mutate.ts";
import { done, Refused, type Result, refused } from "../../platform/refusal.ts";
import { nameOf, organisationById } from "../access/index.ts";
import { asUser, caseActor } from "./case-access.ts";
import { openCase } from "./case-conditions.ts";
import { cases } from "./tables.ts";
import { listItem, surveyAnswer } from "./tables-office.ts";

/**
 * Figures of an organisation's mediation over a period, and of the one it is compared with. Counted when they are asked
 * for, so that they are always what the lists show; restricted cases count, samples, merged and deleted ones do not
 * (mediation.md §5.8). The load of each mediator is for managers alone.
 */
export const readFigures = async (ctx: Ctx, asked: AskFigures): Promise<Result<Figures>> => {
  try {
    asUser(ctx);
    const actor = caseActor(ctx.actor, asked.organisation);
    permit(may(actor, "statistics.read"));
    const { organisation: organisationId, from, to, compare, ...filters } = asked;
    const { timeZone } = await organisationById(ctx.db, organisationId);
    const today = dayIn(timeZone, ctx.now());
    const wanted = await wantedOf(ctx.db, filters);
    const of = (period: { from: string; to: string }) =>
      figuresOf(ctx.db, { organisationId, wanted, today, ...period });
    const [current, previous, load, choices] = await together([
      of({ from, to }),
      compare ? of(comparedPeriod({ from, to }, compare)) : null,
      may(actor, "statistics.load") === true ? loadOf(ctx.db, organisationId, today) : null,
      choicesOf(ctx.db, organisationId),
    ]);
    const items = await itemsOf(ctx.db, [current, ...(previous ? [previous] : [])]);
    return done({ current, previous, items, choices, load, countedAt: ctx.now().toISOString() });
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};

/** Figures of one period, whoever asks: the database gives none of an organisation one does not work in. */
export const figuresOf = async (
  on: Queries,
  given: { organisationId: string; from: string; to: string; today: string; wanted: object },
): Promise<PeriodFigures> => {
  const { organisationId, from, to, today, wanted } = given;
  const at = to < today ? to : today;
  const [rows, survey] = await together([
    on
      .execute<FigureRow & Record<string, unknown>>(
        sql`select figure, value, cases from guichet.figures(${organisationId}, ${from}::date, ${at}::date, ${JSON.stringify(wanted)}::text::jsonb)`,
      )
      .execute(),
    surveyOf(on, organisationId, { from, to }),
  ]);
  return { ...periodFigures(rows, { from, to, at }), survey };
};

/** Filters as the database reads them: an item of a list stands for itself and those below it. */
const wantedOf = async (
  on: Queries,
  { domain, thirdParty, originator, requesterType, competent, department, ...others }: FigureFilters,
): Promise<Record<string, unknown>> => {
  const unsaid = (value: string) => (value === "none" ? "UNSAID" : value);
  const nowhere = (value: string) => (value === "none" ? "NONE" : value);
  const decided = { yes: "true", no: "false", undecided: "undecided" } as const;
  const items = [domain, thirdParty].flatMap((id) => (id === undefined || id === "none" ? [] : [id]));
  const below =
    items.length > 0
      ? await on
          .select({ id: listItem.id, parentId: listItem.parentId })
          .from(listItem)
          .where(inArray(listItem.parentId, items))
      : [];
  const withBelow = (item: string) => [
    nowhere(item),
    ...below.flatMap(({ id, parentId }) => (parentId === item ? [id] : [])),
  ];
  return {
    ...others,
    ...(originator ? { originator: unsaid(originator) } : {}),
    ...(requesterType ? { requesterType: unsaid(requesterType) } : {}),
    ...(competent ? { competent: decided[competent] } : {}),
    ...(department ? { department: nowhere(department) } : {}),
    ...(domain ? { domains: withBelow(domain) } : {}),
    ...(thirdParty ? { thirdParties: withBelow(thirdParty) } : {}),
  };
};

/** What one may filter by: active items of both lists, the platform's and the organisation's. */
const choicesOf = (on: Queries, organisationId: string) =>
  on
    .select({ id: listItem.id, list: listItem.list, label: listItem.label, parentId: listItem.parentId })
    .from(listItem)
    .where(
      and(
        eq(listItem.active, true),
        or(isNull(listItem.organisationId), eq(listItem.organisationId, organisationId)),
      ),
    )
    .orderBy(listItem.position, listItem.label);

/** Names of the domains and third parties that were counted, with those above them. */
export const itemsOf = async (on: Queries, periods: readonly PeriodFigures[]): Promise<FigureItems> => {
  const ids = periods.flatMap(({ counts }) =>
    [...(counts["received.domain"] ?? []), ...(counts["received.thirdParty"] ?? [])].flatMap(({ value }) =>
      value?.includes("-") ? [value] : [],
    ),
  );
  if (ids.length === 0) return {};
  const own = on.select({ parentId: listItem.parentId }).from(listItem).where(inArray(listItem.id, ids));
  const rows = await on
    .select({ id: listItem.id, label: listItem.label, parent: listItem.parentId })
    .from(listItem)
    .where(or(inArray(listItem.id, ids), inArray(listItem.id, own)));
  return Object.fromEntries(rows.map(({ id, label, parent }) => [id, { label, parent }]));
};

/** Open cases by who has them in charge, the most first; those of nobody under no name. */
const loadOf = async (on: Queries, organisationId: string, today: string) => {
  const rows = await on
    .select({
      userId: cases.assigneeId,
      name: nameOf(cases.assigneeId),
      open: sql<number>`count(*)::int`,
      overdue: sql<number>`(count(*) filter (where ${cases.dueOn} < ${today}))::int`,
    })
    .from(cases)
    .where(
      and(
        eq(cases.organisationId, organisationId),
        openCase,
        isNull(cases.deletedAt),
        eq(cases.sample, false),
      ),
    )
    .groupBy(cases.assigneeId)
    .orderBy(sql`count(*) desc`);
  return rows.map((row) => ({ ...row, name: row.name ?? "" }));
};

/** Answers shown from five on (mediation.md §4.11). */
const fewestAnswers = 5;
const quarterOf = (day: string) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

const surveyOf = async (
  on: Queries,
  organisationId: string,
  { from, to }: { from: string; to: string },
): Promise<PeriodFigures["survey"]> => {
  const answers = await on
    .select({ answers: surveyAnswer.answers, recommends: surveyAnswer.recommends })
    .from(surveyAnswer)
    .where(
      and(
        eq(surveyAnswer.organisationId, organisationId),
        sql`${surveyAnswer.quarter} between ${quarterOf(from)} and ${quarterOf(to)}`,
      ),
    );
  if (answers.length < fewestAnswers) return null;
  const means = [...new Set(answers.flatMap(({ answers: one }) => Object.keys(one)))].map((question) => {
    const given = answers.flatMap(({ answers: one }) => one[question] ?? []);
    const mean = given.reduce((all, value) => all + value, 0) / given.length;
    return [question, given.length < fewestAnswers ? null : Math.round(mean * 10) / 10];
  });
  const recommend = (wanted: boolean) => answers.filter(({ recommends }) => recommends === wanted).length;
  return {
    answers: answers.length,
    means: Object.fromEntries(means),
    recommend: { yes: recommend(true), no: recommend(false) },
  };
};
