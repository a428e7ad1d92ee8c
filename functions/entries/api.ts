import { handle } from "hono/aws-lambda";
import { apiApp } from "../platform/api-app.ts";
import "../platform/small-young-heap.ts";

const memberWork = async () => [(await import("../modules/mediation/index.ts")).mediationWork];
const access = async () => (await import("../modules/access/routes.ts")).routes(memberWork);
const mediation = async () => (await import("../modules/mediation/routes.ts")).routes;
const declarations = async () => (await import("../modules/declarations/routes.ts")).routes;
const operations = async () => (await import("../modules/mail/routes.ts")).routes;
const citizens = async () => (await import("../modules/mediation/public-routes.ts")).publicRoutes;
const recipients = async () => (await import("../modules/mail/public-routes.ts")).publicRoutes;
const challenge = async () => (await import("../platform/challenge-routes.ts")).challengeRoutes;
const described = [access, mediation, declarations, operations, citizens, recipients, challenge];
const about = async () => (await import("../platform/about-routes.ts")).aboutRoutes(described);

const prefixes = {
  "/api/access": access,
  "/api/mail": operations,
  "/api/platform": access,
  "/api/mediation": mediation,
  "/api/declarations": declarations,
  "/api/operations": operations,
  "/api/health": about,
  "/api/openapi.json": about,
  "/api/docs": about,
};

/** Every /api route; each module is loaded at its first request. Mail programs post a form to digests (RFC 8058). */
export const handler = handle(apiApp("api", prefixes, "/api/mail/digests/"));
