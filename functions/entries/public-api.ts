import { setFlagsFromString } from "node:v8";
import { handle } from "hono/aws-lambda";
import { apiApp } from "../platform/api-app.ts";

// As in api.ts: one request at a time needs no large young heap.
setFlagsFromString("--semi-space-growth-factor=1");

const mediation = async () => (await import("../modules/mediation/public-routes.ts")).publicRoutes;
const challenge = async () => (await import("../platform/challenge-routes.ts")).challengeRoutes;

/** Every /api/public route, on the database role of people without account. */
export const handler = handle(
  apiApp("public-api", {
    "/api/public/challenge": challenge,
    "/api/public/mediation": mediation,
    "/api/public/suivi": mediation,
  }),
);
