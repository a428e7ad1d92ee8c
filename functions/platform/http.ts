import type { Context, MiddlewareHandler, Next } from "hono";
import { Hono } from "hono/tiny";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type * as z from "zod/mini";
import { problemCodes } from "../../shared/platform/problem.ts";
import type { Ctx } from "./ctx.ts";
import { together } from "./db.ts";
import { errorFields } from "./log.ts";
import { invalid, notFound, problemOf, type Refusal, Refused, type Result, refuse } from "./refusal.ts";
import { type LimitClass, takeOf, usualLimit } from "./route-limits.ts";

/** What every route finds in its context: `c.env.ctx`. */
export interface HttpEnv {
  Bindings: { ctx: Ctx };
}

/** A Hono application of one module, on which it chains its routes; refusals and faults become Problems. */
export const routesApp = () => {
  const app = new Hono<HttpEnv>();
  // Before the answer is made: a header added to a finished one copies its body through a stream.
  app.use("*", (c, next) => {
    c.header("X-Request-Id", c.env.ctx.requestId);
    c.header("Cache-Control", "no-store");
    c.header("X-Content-Type-Options", "nosniff");
    return next();
  });
  app.onError((error, c) => answerError(c, error));
  app.notFound((c) => problem(c, notFound));
  return app;
};

/** A refusal, malformed JSON, or a fault of ours: always a Problem, and a fault is logged without what it says. */
const answerError = (c: Context<HttpEnv>, error: Error): Response => {
  if (error instanceof Unwelcome || error instanceof Refused) return problem(c, error.refusal);
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

/** What a route says of itself: in the OpenAPI document, and to the test that asks every route what it refuses. */
export interface RouteSummary {
  /** One French line for the API page. */
  summary: string;
  /** The action of the rules it needs; `public` when anyone may. */
  action: string;
  tag: string;
  /** Schema of a success. */
  answers: z.ZodMiniType;
  /** Status of a success; 200 unless said. */
  status?: 200 | 201;
  /** How often it may be asked; by its method and action unless said (route-limits.ts). `none` reads no database. */
  limit?: LimitClass | "none";
}

type Target = "json" | "query" | "param";
const described: unique symbol = Symbol("described");
/** A middleware that carries what the OpenAPI document says of its route. */
interface Described {
  [described]: { route: RouteSummary } | { target: Target; schema: z.ZodMiniType };
}

/**
 * What a route's middlewares declared; the document is made of it (openapi.ts). The cast says only that a function may
 * carry our symbol: TypeScript has no type for a property that may be on any function.
 */
export const declaredBy = (handler: unknown): Described[typeof described] | undefined =>
  typeof handler === "function" ? (handler as unknown as Partial<Described>)[described] : undefined;

/** Declares a route: its summary, action and answer, with the Problem every refusal gives, and how often it may be asked. */
export const route = (summary: RouteSummary): MiddlewareHandler<HttpEnv> =>
  Object.assign((c: Context<HttpEnv>, next: Next) => withinLimit(c, next, summary), {
    [described]: { route: summary },
  });

/** A read is asked together with its token; what costs more waits for it. */
const withinLimit = async (
  c: Context<HttpEnv>,
  next: Next,
  { action, limit = usualLimit(c.req.method, action) }: RouteSummary,
): Promise<Response | undefined> => {
  if (limit === "none") return void (await next());
  const taking = takeOf(c.env.ctx, limit);
  if (taking === undefined) return void (await next());
  if (!limit.endsWith("-read")) {
    const refusal = await taking;
    return refusal ? problem(c, refusal) : void (await next());
  }
  const [refusal] = await together([taking, next()]);
  if (refusal) c.res = problem(c, refusal);
  return undefined;
};

type Checked<T extends Target, S extends z.ZodMiniType> = MiddlewareHandler<
  HttpEnv,
  string,
  { in: { [K in T]: z.input<S> }; out: { [K in T]: z.output<S> } }
>;

const checked = <T extends Target, S extends z.ZodMiniType>(target: T, schema: S): Checked<T, S> => {
  const middleware: Checked<T, S> = async (c, next) => {
    const parsed = schema.safeParse(await given(c, target));
    if (parsed.success) {
      c.req.addValidatedData(target, parsed.data as object);
      return next();
    }
    // An id that cannot exist is an id that does not exist.
    if (target === "param") return problem(c, notFound);
    const fields = parsed.error.issues.map(({ path, message }) => ({
      path: path.join("."),
      message: inFrench(message),
    }));
    return problem(c, invalid(fields));
  };
  return Object.assign(middleware, { [described]: { target, schema } });
};

const given = async (c: Context, target: Target): Promise<unknown> => {
  if (target === "query") {
    return Object.fromEntries(
      Object.entries(c.req.query()).map(([key, value]) => [key, storable(key, value)]),
    );
  }
  if (target === "param") return c.req.param();
  try {
    return JSON.parse(await c.req.text(), storable);
  } catch {
    return refuse({ ...invalid([]), reason: "malformed_body", detail: "La demande envoyée est illisible." });
  }
};

/** PostgreSQL stores no U+0000, UTF-8 no lone surrogate, and nobody typed either. */
const storable = (_key: string, value: unknown): unknown =>
  typeof value === "string" ? value.replaceAll("\0", "").toWellFormed() : value;

/** The JSON body, checked at the door; wrong fields come back one by one with their sentence. */
export const body = <S extends z.ZodMiniType>(schema: S) => checked("json", schema);
/** The query string, checked at the door. */
export const query = <S extends z.ZodMiniType>(schema: S) => checked("query", schema);
/** The path's parameters, checked at the door. */
export const params = <S extends z.ZodMiniType>(schema: S) => checked("param", schema);

/** Our schemas carry French sentences; what zod says by itself is for programs and gets one plain sentence. */
const inFrench = (message: string) =>
  /^(Invalid|Unrecognized|Too)/.test(message) ? "Cette valeur n’est pas acceptée ici." : message;

/** Answers a refusal as a Problem. */
export const problem = (c: Context, refusal: Refusal): Response => {
  const { requestId } = (c as Context<HttpEnv>).env.ctx;
  if (refusal.retryAfterSeconds !== undefined) c.header("Retry-After", String(refusal.retryAfterSeconds));
  // Also for refusals before any route.
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
class Unwelcome extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}
