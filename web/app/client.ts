import { type ClientResponse, hc } from "hono/client";
import type { routes } from "../../functions/modules/mediation/routes.ts";
import { repeatingFetch, strictFetch } from "./api.ts";

/** Mediation's routes, typed from the API itself. Refusals are thrown (`ProblemError`), so an answer is a success. */
export const mediation = hc<typeof routes>("/", { fetch: strictFetch }).api;

/** The same, for what may be asked twice: reads, and sends that carry an idempotency key. */
export const repeatableMediation = hc<typeof routes>("/", { fetch: repeatingFetch }).api;

/** The JSON of an answer. */
export const answer = async <Answer>(response: Promise<ClientResponse<Answer>>): Promise<Answer> =>
  (await (await response).json()) as Answer;
