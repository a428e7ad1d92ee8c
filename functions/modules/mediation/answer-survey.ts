import { sql } from "drizzle-orm";
import type { SurveyAnswers, SurveyPage } from "../../../shared/mediation/survey.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, invalid, type Result, refuse } from "../../platform/refusal.ts";
import { linkRefusal, organisationById, readLink } from "../access/index.ts";

/** Whose survey a link opens: the organisation's face, nothing of the case. */
export const surveyPage = async (ctx: Ctx, token: string): Promise<Result<SurveyPage>> => {
  const read = await readLink(ctx.db, ctx, token, ["survey"]);
  if (!read.ok) return read;
  if (!read.value.organisationId) throw new Error("a survey of no organisation");
  const { slug, name, settings } = await organisationById(ctx.db, read.value.organisationId);
  return done({
    organisation: {
      ...{ slug, name, shortName: settings.shortName },
      ...(settings.logo ? { logo: settings.logo } : {}),
      title: settings.mediation?.title ?? "service de médiation",
    },
  });
};

/**
 * Keeps somebody's opinion and burns the link in the same act: what is kept names no case, no person and no hour
 * (mediation.md §4.11), and the journal says nothing of it either. Refuses an empty answer and a link that served.
 */
export const answerSurvey = (ctx: Ctx, input: SurveyAnswers): Promise<Result<{ kept: true }>> =>
  mutate(ctx, async (tx) => {
    const read = await readLink(tx, ctx, input.token, ["survey"]);
    if (!read.ok) return refuse(read.refusal);
    const { answers, recommends, comment } = input;
    const isEmpty = Object.keys(answers).length === 0 && recommends === undefined && !comment;
    if (isEmpty) {
      const message = "Répondez à une question au moins, ou écrivez un commentaire.";
      return refuse(invalid([{ path: "answers", message }], message));
    }
    const [row] = await tx.execute<{ kept: boolean }>(
      sql`select guichet.answer_survey(${read.value.hash}, ${JSON.stringify(answers)}::jsonb, ${recommends ?? null},
        ${comment || null}) as kept`,
    );
    // Of two sendings at once, one finds the link burned.
    if (!row?.kept) return refuse(linkRefusal("unknown", "survey"));
    // Whoever holds the link may answer: holding it is the right.
    return { result: { kept: true as const }, permission: permit(true), audit: [], events: [] };
  });
