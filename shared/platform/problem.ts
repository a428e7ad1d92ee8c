import * as z from "zod/mini";

/** The six ways a request can be refused. Each maps to one HTTP status, in one place. */
export const problemCodes = {
  notFound: 404,
  forbidden: 403,
  invalid: 422,
  conflict: 409,
  limited: 429,
  unavailable: 503,
} as const;
export type ProblemCode = keyof typeof problemCodes;

/** One wrong field: `path` as in the input (`requester.email`), `message` in French for the person who typed it. */
export const FieldProblem = z.object({ path: z.string(), message: z.string() });
export type FieldProblem = z.infer<typeof FieldProblem>;

/**
 * What every refused request answers, as `application/problem+json` (RFC 9457).
 * `reason` is for machines (`case_already_taken`), `detail` is one French sentence for a person.
 */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.enum(["notFound", "forbidden", "invalid", "conflict", "limited", "unavailable"]),
  reason: z.string(),
  detail: z.string(),
  requestId: z.string(),
  fields: z.optional(z.array(FieldProblem)),
  /** What a screen needs to explain a conflict, for example who was faster. Never personal data of someone else. */
  facts: z.optional(z.record(z.string(), z.string())),
});
export type Problem = z.infer<typeof Problem>;
