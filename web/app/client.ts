import { type ClientResponse, hc } from "hono/client";
import type { publicRoutes } from "../../functions/modules/mediation/public-routes.ts";
import { repeatingFetch, strictFetch } from "./api.ts";

/** Mediation's routes for citizens, typed from the API itself. Refusals are thrown (`ProblemError`), so an answer is a success. */
export const mediation = hc<typeof publicRoutes>("/", { fetch: strictFetch }).api.public;

/** The same, for what may be asked twice: reads, and sends that carry an idempotency key. */
export const repeatableMediation = hc<typeof publicRoutes>("/", { fetch: repeatingFetch }).api.public;

/** The JSON of an answer. */
export const answer = async <Answer>(response: Promise<ClientResponse<Answer>>): Promise<Answer> =>
  (await (await response).json()) as Answer;
