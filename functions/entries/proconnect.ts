import { handle } from "hono/aws-lambda";
import { routes } from "../modules/proconnect/routes.ts";

/** Takes people to ProConnect and back, and checks what it says of them. */
export const handler = handle(routes);
