import { handle } from "hono/aws-lambda";
import { routes } from "../modules/ticketing/routes.ts";

/** Tries the codes of a ticketing account and seals them. */
export const handler = handle(routes);
