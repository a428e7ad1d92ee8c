import type { Context } from "hono";
import type { LambdaContext, LambdaEvent } from "hono/aws-lambda";
import { Hono } from "hono/tiny";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { problemCodes } from "../../shared/platform/problem.ts";
import { cameIn, entranceHeader, notThisWay, visitorAddress } from "./entrance.ts";
import { type OutsideEnv, readOutsideEnv } from "./env.ts";
import { errorFields, type Log, makeLog } from "./log.ts";
import { notFound, problemOf, type Refusal } from "./refusal.ts";

/** What a handler outside the private network may use: no database, so no actor and no audit either. */
export interface Outside {
  env: OutsideEnv;
  log: Log;
  requestId: string;
  /** Address the request came from, for limits. */
  clientAddress: string;
  now(): Date;
}

export interface OutsideHttp {
  Bindings: { event?: LambdaEvent; lambdaContext?: LambdaContext; outside: Outside };
}

let environment: OutsideEnv | undefined;

/**
 * A Hono application for a function that speaks to the Internet and knows no database: reads its environment, logs
 * what it answered, keeps every answer out of caches, and turns faults into Problems.
 */
export const outsideApp = (functionName: string) => {
  const app = new Hono<OutsideHttp>();
  app.use("*", async (c, next) => {
    environment ??= readOutsideEnv();
    const requestId = c.env.lambdaContext?.awsRequestId ?? crypto.randomUUID();
    const log = makeLog({ function: functionName, requestId }, undefined, environment.logLevel);
    const clientAddress = visitorAddress(c.req.header("cloudfront-viewer-address"), c.env.event);
    c.env.outside = { env: environment, log, requestId, clientAddress, now: () => new Date() };
    if (!cameIn(environment.entranceSecret, c.req.header(entranceHeader)))
      return outsideProblem(c, notThisWay);
    const started = performance.now();
    c.header("X-Request-Id", requestId);
    c.header("Cache-Control", "no-store");
    await next();
    log.info("request", {
      method: c.req.method,
      route: c.req.routePath,
      status: c.res.status,
      milliseconds: Math.round(performance.now() - started),
    });
  });
  app.notFound((c) => outsideProblem(c, notFound));
  app.onError((error, c) => {
    c.env.outside.log.error("request.failed", { route: c.req.routePath, ...errorFields(error) });
    return outsideProblem(c, {
      code: "unavailable",
      reason: "fault",
      detail: "Le service ne répond pas pour le moment. Réessayez dans quelques minutes.",
    });
  });
  return app;
};

/** Answers a refusal as a Problem (RFC 9457), as the API does. */
export const outsideProblem = (c: Context<OutsideHttp>, refusal: Refusal): Response => {
  if (refusal.retryAfterSeconds !== undefined) c.header("Retry-After", String(refusal.retryAfterSeconds));
  return c.body(
    JSON.stringify(problemOf(refusal, c.env.outside.requestId)),
    problemCodes[refusal.code] as ContentfulStatusCode,
    { "Content-Type": "application/problem+json; charset=utf-8" },
  );
};
