import type { Context } from "hono";
import type { Ctx } from "../../platform/ctx.ts";
import { enter } from "../../platform/enter.ts";
import type { HttpEnv } from "../../platform/http.ts";

/** The request as an agent's: a citizen's page opened on the same browser gives it nothing. */
export const agentAsking = (c: Context<HttpEnv>): Ctx => {
  const { linkHash: _, ...credentials } = c.env.ctx.credentials;
  return { ...c.env.ctx, credentials };
};

/** The request as a link holder's: an agent's session on the same browser gives it nothing. */
export const holderAsking = (c: Context<HttpEnv>): Ctx => {
  const { sessionHash: _, ...credentials } = c.env.ctx.credentials;
  return { ...c.env.ctx, credentials };
};

/** The agent, known. */
export const agent = (c: Context<HttpEnv>): Promise<Ctx> => enter(agentAsking(c));
/** The link's holder, known. */
export const holder = (c: Context<HttpEnv>): Promise<Ctx> => enter(holderAsking(c));
