import { handle } from "hono/aws-lambda";
import { routes } from "../modules/company-directory/routes.ts";

/** Asks the directory of companies who has a SIRET. */
export const handler = handle(routes);
