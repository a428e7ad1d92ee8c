import type { Context } from "hono";
import type { Ctx } from "../../platform/ctx.ts";
import { enter, enterLink } from "../../platform/enter.ts";
import type { HttpEnv } from "../../platform/http.ts";

/** The agent, known by their session: a citizen's page opened on the same browser gives nothing. */
export const agent = (c: Context<HttpEnv>): Promise<Ctx> => enter(c.env.ctx);
/** The holder of the open page, known: an agent's session on the same browser gives nothing. */
export const holder = (c: Context<HttpEnv>): Promise<Ctx> => enterLink(c.env.ctx);
