import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { Hono } from "hono/tiny";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { describeRoute, resolver, validator } from "hono-openapi";
import type * as z from "zod/mini";
import { type FieldProblem, Problem, problemCodes } from "../../shared/platform/problem.ts";
import type { Ctx } from "./ctx.ts";
import { errorFields } from "./log.ts";
import { invalid, notFound, problemOf, type Refusal, Refused, type Result } from "./refusal.ts";

/** What every route finds in its context: `c.env.ctx`. */
export interface HttpEnv {
  Bindings: { ctx: Ctx };
}

/** A Hono application of one module, on which it chains its routes; refusals and faults become Problems. */
export const routesApp = () => {
  const app = new Hono<HttpEnv>();
  app.onError((error, c) => answerError(c, error));
  app.notFound((c) => problem(c, notFound));
  return app;
};

/** A refusal, malformed JSON, or a fault of ours: always a Problem, and a fault is logged without what it says. */
const answerError = (c: Context<HttpEnv>, error: Error): Response => {
  if (error instanceof Unwelcome || error instanceof Refused) return problem(c, error.refusal);
  if (error instanceof HTTPException && error.status < 500) {
    return problem(c, {
      ...invalid([]),
      reason: "malformed_body",
      detail: "La demande envoyée est illisible.",
    });
  }
  c.env.ctx.log.error("request.failed", {
    route: c.req.routePath,
    method: c.req.method,
    ...errorFields(error),
  });
  return problem(c, {
    code: "unavailable",
    reason: "fault",
    detail: "Le service ne répond pas pour le moment. Réessayez dans quelques minutes.",
  });
};

/** What a route says of itself: in the OpenAPI document, and to the test that walks every route with every role. */
interface RouteSummary {
  /** One French or English line for the API page. */
  summary: string;
  /** The action of the rules it needs; `public` when anyone may. */
  action: string;
  tag: string;
  /** Schema of a success. */
  answers: z.ZodMiniType;
  /** Status of a success; 200 unless said. */
  status?: 200 | 201;
}

/** Declares a route: its summary, action and answer, with the Problem every refusal gives. */
export const route = ({ summary, action, tag, answers, status = 200 }: RouteSummary) =>
  describeRoute({
    summary,
    tags: [tag],
    "x-action": action,
    responses: {
      [status]: { description: "Réponse", content: { "application/json": { schema: resolver(answers) } } },
      default: {
        description: "Refus (RFC 9457)",
        content: { "application/problem+json": { schema: resolver(Problem) } },
      },
    },
  } as Parameters<typeof describeRoute>[0]);

/** The JSON body, checked at the door; wrong fields come back one by one with their sentence. */
export const body = <S extends z.ZodMiniType>(schema: S) => validator("json", schema, refuseInput);
/** The query string, checked at the door. */
export const query = <S extends z.ZodMiniType>(schema: S) => validator("query", schema, refuseInput);
/** The path's parameters, checked at the door. */
export const params = <S extends z.ZodMiniType>(schema: S) => validator("param", schema, refuseInput);

interface Issue {
  message: string;
  path?: ReadonlyArray<PropertyKey | { key: PropertyKey }> | undefined;
}

const refuseInput = (
  checked: { success: true } | { success: false; error: readonly Issue[]; target: string },
  c: Context,
) => {
  if (checked.success) return undefined;
  const fields: FieldProblem[] = checked.error.map((issue) => ({
    path: (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join("."),
    message: frenchMessage(issue.message),
  }));
  // An id that cannot exist is an id that does not exist.
  if (checked.target === "param") return problem(c, notFound);
  return problem(c, invalid(fields));
};

/** Our schemas carry French sentences; what zod says by itself is for programs and gets one plain sentence. */
const frenchMessage = (message: string) =>
  /^(Invalid|Unrecognized|Too)/.test(message) ? "Cette valeur n’est pas acceptée ici." : message;

/** Answers a refusal as a Problem. */
export const problem = (c: Context, refusal: Refusal): Response => {
  const { requestId } = (c as Context<HttpEnv>).env.ctx;
  if (refusal.retryAfterSeconds !== undefined) c.header("Retry-After", String(refusal.retryAfterSeconds));
  c.header("Cache-Control", "no-store");
  return c.body(
    JSON.stringify(problemOf(refusal, requestId)),
    problemCodes[refusal.code] as ContentfulStatusCode,
    {
      "Content-Type": "application/problem+json; charset=utf-8",
    },
  );
};

/**
 * Answers what a verb returned: the value as JSON, or its refusal as a Problem. The type says only the value, which is
 * what the web's typed client reads; its refusals arrive as `ProblemError`.
 */
export const reply = <T, S extends 200 | 201 = 200>(c: Context<HttpEnv>, result: Result<T>, status?: S) => {
  if (!result.ok) throw new Unwelcome(result.refusal);
  return c.json(result.value, (status ?? 200) as S);
};

/** A refusal on its way to the error handler. */
export class Unwelcome extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}
