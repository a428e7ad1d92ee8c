import type { LambdaContext, LambdaEvent } from "hono/aws-lambda";
import { Hono } from "hono/tiny";
import { bodyLimitBytes, bodyTooLarge } from "../../shared/platform/body-limit.ts";
import { readCookie } from "./cookies.ts";
import { type Credentials, type Ctx, containerContext } from "./ctx.ts";
import { cameIn, entranceHeader, notThisWay, visitorAddress } from "./entrance.ts";
import { type HttpEnv, problem } from "./http.ts";
import { hashSecret } from "./ids.ts";
import { notFound } from "./refusal.ts";
import { networkOf } from "./route-limits.ts";

/** A module's routes; only their `fetch` and their description are used here. */
export interface ModuleRoutes {
  fetch(request: Request, env: HttpEnv["Bindings"]): Response | Promise<Response>;
}

interface ApiEnv {
  Bindings: { event?: LambdaEvent; lambdaContext?: LambdaContext; ctx: Ctx };
}

/**
 * The API as one Hono application: makes `ctx` for each request, answers only what came by our distributions, closes
 * cross-site writes, refuses bodies that are too large, and hands over to the module of the path, which is loaded at its
 * first request so that a cold start pays for one module only. `modules` maps a path prefix to its loader. Bodies are JSON
 * but for paths below `formsAt`, whose secret is in the path itself.
 */
export const apiApp = (
  functionName: string,
  modules: Record<string, () => Promise<ModuleRoutes>>,
  formsAt?: string,
) => {
  const app = new Hono<ApiEnv>();

  app.use("*", async (c, next) => {
    const requestId = c.env.lambdaContext?.awsRequestId ?? crypto.randomUUID();
    const ctx = containerContext(requestId, functionName, { kind: "visitor" });
    const session = readCookie(c, ctx.env, "guichet");
    const link = readCookie(c, ctx.env, "guichet-link");
    const userAgent = c.req.header("user-agent");
    const credentials: Credentials = {
      ...(session ? { sessionHash: hashSecret(session) } : {}),
      ...(link ? { linkHash: hashSecret(link) } : {}),
      ...(c.req.header("x-guichet-background") ? { background: true } : {}),
      ...(userAgent ? { userAgent } : {}),
      clientAddress: networkOf(visitorAddress(c.req.header("cloudfront-viewer-address"), c.env.event)),
    };
    c.env.ctx = { ...ctx, credentials };
    if (!cameIn(ctx.env.entranceSecret, c.req.header(entranceHeader))) return problem(c, notThisWay);
    const started = performance.now();
    await next();
    ctx.log.info("request", {
      method: c.req.method,
      route: prefixOf(c.req.path, modules) ?? "unknown",
      status: c.res.status,
      milliseconds: Math.round(performance.now() - started),
    });
  });

  app.use("*", async (c, next) => {
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    const { ctx } = c.env;
    // SameSite=Lax already keeps cookies home; a foreign Origin is refused all the same.
    const origin = c.req.header("origin");
    if (origin !== undefined && origin !== ctx.env.appOrigin) {
      return problem(c, {
        code: "forbidden",
        reason: "foreign_origin",
        detail: "Cette demande vient d’un autre site.",
      });
    }
    const mayBeForm = formsAt !== undefined && c.req.path.startsWith(formsAt);
    if (!mayBeForm && !c.req.header("content-type")?.startsWith("application/json")) {
      return problem(c, {
        code: "invalid",
        reason: "not_json",
        detail: "La demande doit être envoyée en JSON.",
      });
    }
    // A copy is measured: the module reads the body itself.
    const bytes = (await c.req.raw.clone().arrayBuffer()).byteLength;
    if (bytes > bodyLimitBytes) return problem(c, bodyTooLarge);
    return next();
  });

  const loaded: Record<string, Promise<ModuleRoutes>> = {};
  app.all("*", async (c) => {
    const prefix = prefixOf(c.req.path, modules);
    const load = prefix ? modules[prefix] : undefined;
    if (!prefix || !load) return problem(c, notFound);
    loaded[prefix] ??= load();
    return (await loaded[prefix]).fetch(c.req.raw, { ctx: c.env.ctx });
  });

  return app;
};

const prefixOf = (path: string, modules: Record<string, unknown>): string | undefined =>
  Object.keys(modules).find((prefix) => path === prefix || path.startsWith(`${prefix}/`));
