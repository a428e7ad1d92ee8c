import { proofSeconds, ticketingSeals } from "../../../shared/declarations/reading.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { seal } from "../../platform/seal.ts";
import { asUser, permitOn } from "./show-access.ts";

/** A ticket to have codes tried, for who may connect accounts; it changes nothing (docs/decisions/067). */
export const askTest = async (
  ctx: Ctx,
  input: { organisationId: string },
): Promise<Result<{ ticket: string }>> => {
  permitOn(ctx, "connection.create", input);
  const { userId } = asUser(ctx);
  const ticket = { organisationId: input.organisationId, userId };
  return done({ ticket: await seal(ctx.env, ticketingSeals.ticket, ticket, proofSeconds) });
};
