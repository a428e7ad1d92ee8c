import { sql } from "drizzle-orm";
import type { ObjectToFiling } from "../../../shared/mediation/follow-up.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Result, refuse } from "../../platform/refusal.ts";
import { readLink } from "../access/index.ts";
import { askLetter } from "./letters.ts";

interface Objected {
  organisationId: string;
  caseId: string;
  partyId: string;
}

/**
 * The requester says, by the link of the notice, that they did not ask for what somebody filed in their name
 * (mediation.md §4.2): a fact with their words for the agents, a task and a notice by a job. Nothing is deleted, and
 * the representative learns nothing. The link serves once.
 */
export const objectToFiling = (ctx: Ctx, input: ObjectToFiling): Promise<Result<{ noted: true }>> =>
  mutate(ctx, async (tx) => {
    const read = await readLink(tx, ctx, input.token, ["objection"]);
    if (!read.ok) return refuse(read.refusal);
    const said = input.reason
      ? `Le requérant dit ne pas avoir demandé cette médiation\u00a0: «\u00a0${input.reason}\u00a0»`
      : null;
    const [row] = await tx.execute<{ objected: Objected | null }>(
      sql`select guichet.object_to_filing(${read.value.hash}, ${ctx.now().toISOString()}, ${said}, ${ctx.newId()}) as objected`,
    );
    if (!row?.objected)
      return { result: { noted: true as const }, permission: permit(true), audit: [], events: [] };
    const { organisationId, caseId, partyId } = row.objected;
    return {
      result: { noted: true as const },
      // Whoever holds the link reads the requester's mail.
      permission: permit(true),
      audit: [],
      events: [askLetter(ctx, organisationId, { letter: "objection", caseId, partyId })],
    };
  });
