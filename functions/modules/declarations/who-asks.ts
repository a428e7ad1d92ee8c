import type { Context } from "hono";
import type { Ctx } from "../../platform/ctx.ts";
import { enter } from "../../platform/enter.ts";
import type { HttpEnv } from "../../platform/http.ts";

/** Whoever works in the service, known by their session. */
export const agent = (c: Context<HttpEnv>): Promise<Ctx> => enter(c.env.ctx);
