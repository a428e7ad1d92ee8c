import * as z from "zod/mini";
import { Outcome } from "./enums.ts";

/** The satisfaction survey of a closed case (mediation.md §4.11): nobody's answers, once they are given. */

/** Questions rated 1 to 5, in order; an absent answer is « sans avis ». */
export const surveyQuestions = {
  overall: {
    label: "Dans l’ensemble, êtes-vous satisfait de la médiation\u00a0?",
    short: "Satisfaction générale",
    low: "Pas du tout",
    high: "Tout à fait",
  },
  listening: {
    label: "Vous êtes-vous senti écouté\u00a0?",
    short: "Écoute",
    low: "Pas du tout",
    high: "Tout à fait",
  },
  clarity: {
    label: "Les explications étaient-elles claires\u00a0?",
    short: "Clarté",
    low: "Pas du tout",
    high: "Tout à fait",
  },
  delay: {
    label: "Le délai vous a-t-il convenu\u00a0?",
    short: "Délai",
    low: "Pas du tout",
    high: "Tout à fait",
  },
  understood: {
    label: "Avez-vous compris le résultat de la médiation\u00a0?",
    short: "Résultat compris",
    low: "Pas du tout",
    high: "Tout à fait",
  },
} as const;
export type SurveyQuestion = keyof typeof surveyQuestions;
export const surveyQuestionCodes = Object.keys(surveyQuestions) as SurveyQuestion[];

/** Under this many answers no figure of a cut is shown (mediation.md §4.11). */
export const fewestAnswers = 5;
export const reminderAfterDays = 7;
export const surveyDays = 30;

const Rating = z.optional(z.number().check(z.int(), z.minimum(1), z.maximum(5)));
export const SurveyAnswers = z.strictObject({
  token: z.string().check(z.maxLength(400)),
  answers: z.strictObject({
    overall: Rating,
    listening: Rating,
    clarity: Rating,
    delay: Rating,
    understood: Rating,
  }),
  recommends: z.optional(z.boolean()),
  comment: z.string().check(z.trim(), z.maxLength(1000, "1 000 caractères au plus.")),
});
export type SurveyAnswers = z.infer<typeof SurveyAnswers>;

/** What the page of the survey shows: whose it is. */
export const SurveyPage = z.object({
  organisation: z.object({
    slug: z.string(),
    name: z.string(),
    shortName: z.string(),
    logo: z.optional(z.string()),
    title: z.string(),
  }),
});
export type SurveyPage = z.infer<typeof SurveyPage>;

/** `2027-Q1`, after which comments of that quarter may be read. */
export const quarterOf = (day: string): string =>
  `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

/** Figures of answers, null as long as fewer than five people gave any. */
export const SurveyFigures = z.object({
  /** Null when under five, so that nothing is told. */
  count: z.nullable(z.number()),
  questions: z.array(
    z.object({
      question: z.enum(surveyQuestionCodes as [SurveyQuestion, ...SurveyQuestion[]]),
      /** Answers that give a note; null = fewer than five. */
      rated: z.nullable(z.number()),
      /** One decimal, half up. */
      mean: z.nullable(z.number()),
      /** How many gave 1, 2, 3, 4 and 5. */
      notes: z.nullable(z.array(z.number())),
    }),
  ),
  /** Percentage who would recommend, one decimal. */
  recommend: z.nullable(z.number()),
});
export type SurveyFigures = z.infer<typeof SurveyFigures>;

/** What people wrote, in no order that would tell whose it is. */
export const SurveyComments = z.object({
  quarters: z.array(
    z.object({
      quarter: z.string(),
      comments: z.array(z.object({ text: z.string(), outcome: z.nullable(Outcome) })),
    }),
  ),
});
export type SurveyComments = z.infer<typeof SurveyComments>;
