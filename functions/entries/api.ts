import { setFlagsFromString } from "node:v8";
import { handle } from "hono/aws-lambda";
import { apiApp } from "../platform/api-app.ts";

// Lambda lets the young heap grow to a fifth of the memory; one request at a time never needs it (bench: memory).
setFlagsFromString("--semi-space-growth-factor=1");

const once = <T>(load: () => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= load();
    return made;
  };
};

const memberWork = async () => [(await import("../modules/mediation/index.ts")).mediationWork];
const access = once(async () => (await import("../modules/access/routes.ts")).routes(memberWork));
const mediation = async () => (await import("../modules/mediation/routes.ts")).routes;
const operations = async () => (await import("../modules/mail/routes.ts")).routes;
const citizens = async () => (await import("../modules/mediation/public-routes.ts")).publicRoutes;
const challenge = async () => (await import("../platform/challenge-routes.ts")).challengeRoutes;
const about = async () =>
  (await import("../platform/about-routes.ts")).aboutRoutes([
    access,
    mediation,
    operations,
    citizens,
    challenge,
  ]);

/** Every /api route; each module is loaded at its first request. */
export const handler = handle(
  apiApp("api", {
    "/api/access": access,
    "/api/platform": access,
    "/api/mediation": mediation,
    "/api/operations": operations,
    "/api/health": about,
    "/api/openapi.json": about,
    "/api/docs": about,
  }),
);
