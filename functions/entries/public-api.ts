import { handle } from "hono/aws-lambda";
import { apiApp } from "../platform/api-app.ts";
import "../platform/small-young-heap.ts";

const mediation = async () => (await import("../modules/mediation/public-routes.ts")).publicRoutes;
const mail = async () => (await import("../modules/mail/public-routes.ts")).publicRoutes;
const challenge = async () => (await import("../platform/challenge-routes.ts")).challengeRoutes;

/** Every /api/public route, on the database role of people without account. */
export const handler = handle(
  apiApp("public-api", {
    "/api/public/avis": mediation,
    "/api/public/challenge": challenge,
    "/api/public/fichiers": mail,
    "/api/public/mediation": mediation,
    "/api/public/suivi": mediation,
  }),
);
