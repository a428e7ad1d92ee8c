import { and, asc, count, desc, eq, gte, inArray, isNotNull, lt, lte, type SQL } from "drizzle-orm";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { Outcome } from "../../../shared/mediation/enums.ts";
import { may } from "../../../shared/mediation/rules.ts";
import {
  fewestAnswers,
  quarterOf,
  type SurveyComments,
  type SurveyFigures,
  type SurveyQuestion,
  surveyQuestionCodes,
} from "../../../shared/mediation/survey.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { done, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { caseActor } from "./case-access.ts";
import { surveyAnswer } from "./tables-office.ts";

type Answer = Pick<typeof surveyAnswer.$inferSelect, "answers" | "recommends">;

const oneDecimal = (value: number) => Math.floor(value * 10 + 0.5) / 10;

/** Figures of these answers; nothing of fewer than five, question by question too (mediation.md §4.11). */
export const figuresOf = (all: readonly Answer[]): SurveyFigures => {
  const question = (code: SurveyQuestion): SurveyFigures["questions"][number] => {
    const notes = all.flatMap(({ answers }) => answers[code] ?? []);
    if (notes.length < fewestAnswers) return { question: code, rated: null, mean: null, notes: null };
    return {
      question: code,
      rated: notes.length,
      mean: oneDecimal(notes.reduce((sum, note) => sum + note, 0) / notes.length),
      notes: [1, 2, 3, 4, 5].map((note) => notes.filter((one) => one === note).length),
    };
  };
  const said = all.flatMap(({ recommends }) => recommends ?? []);
  const enough = said.length >= fewestAnswers;
  return {
    count: all.length < fewestAnswers ? null : all.length,
    questions: surveyQuestionCodes.map(question),
    recommend: enough ? oneDecimal((100 * said.filter(Boolean).length) / said.length) : null,
  };
};

/** A cut of the answers: quarters from and to, both included, and what else narrows it. */
export interface SurveyCut {
  organisationId: string;
  from: string;
  to: string;
  topDomainId?: string;
  outcome?: string;
}

const inCut = (cut: SurveyCut): SQL | undefined =>
  and(
    eq(surveyAnswer.organisationId, cut.organisationId),
    gte(surveyAnswer.quarter, cut.from),
    lte(surveyAnswer.quarter, cut.to),
    cut.topDomainId ? eq(surveyAnswer.topDomainId, cut.topDomainId) : undefined,
    cut.outcome ? eq(surveyAnswer.outcome, cut.outcome) : undefined,
  );

/** Figures of the survey for one cut, for whoever may already read figures: the caller asks. */
export const surveyFigures = async (on: Queries, cut: SurveyCut): Promise<SurveyFigures> =>
  figuresOf(
    await on
      .select({ answers: surveyAnswer.answers, recommends: surveyAnswer.recommends })
      .from(surveyAnswer)
      .where(inCut(cut)),
  );

/**
 * What people wrote, for managers alone and once the quarter is over; of a quarter with fewer than five answers too
 * few wrote for nobody to be known, so nothing of it is shown. In an order that says nothing.
 */
export const surveyComments = async (ctx: Ctx, organisationId: string): Promise<Result<SurveyComments>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const verdict = may(caseActor(ctx.actor, organisationId), "survey.comments");
  if (verdict !== true) return refused(verdict);
  const { timeZone } = await organisationById(ctx.db, organisationId);
  const ofPast = and(
    eq(surveyAnswer.organisationId, organisationId),
    lt(surveyAnswer.quarter, quarterOf(dayIn(timeZone, ctx.now()))),
  );
  const counted = await ctx.db
    .select({ quarter: surveyAnswer.quarter })
    .from(surveyAnswer)
    .where(ofPast)
    .groupBy(surveyAnswer.quarter)
    .having(gte(count(), fewestAnswers))
    .orderBy(desc(surveyAnswer.quarter));
  const known = counted.map(({ quarter }) => quarter);
  if (known.length === 0) return done({ quarters: [] });
  const written = await ctx.db
    .select({ quarter: surveyAnswer.quarter, text: surveyAnswer.comment, outcome: surveyAnswer.outcome })
    .from(surveyAnswer)
    .where(and(ofPast, inArray(surveyAnswer.quarter, known), isNotNull(surveyAnswer.comment)))
    .orderBy(asc(surveyAnswer.id));
  return done({
    quarters: known.map((quarter) => ({
      quarter,
      comments: written
        .filter((one) => one.quarter === quarter)
        .map(({ text, outcome }) => ({
          text: text ?? "",
          outcome: Outcome.safeParse(outcome).data ?? null,
        })),
    })),
  });
};
