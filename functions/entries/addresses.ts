import { handle } from "hono/aws-lambda";
import { routes } from "../modules/address-service/routes.ts";

/** Suggests addresses and towns while somebody types. */
export const handler = handle(routes);
