import { sql } from "drizzle-orm";
import type { RecordSibil, SibilSheet } from "../../../shared/declarations/declaring.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { siretStanding } from "../access/index.ts";
import { readSibil } from "./read-sibil.ts";
import { asUser, permitOn } from "./show-access.ts";
import { sibilDeposit } from "./tables-declarations.ts";

/**
 * A person typed the sheet of a quarter in SIBIL's portal: its shows are told, and nobody is reminded of it any more
 * (declarations.md §6.3). Said again, it replaces the day and the reference.
 */
export const recordSibil = async (
  ctx: Ctx,
  { organisation, year, quarter, on, reference }: RecordSibil,
): Promise<Result<SibilSheet>> => {
  const recorded = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const { verified } = await siretStanding(tx, organisation);
    const permission = permitOn(ctx, "declaration.record", { organisationId: organisation }, { verified });
    const said = { depositedOn: on, reference: reference ?? null, depositedBy: userId };
    await tx
      .insert(sibilDeposit)
      .values({ organisationId: organisation, year, quarter, ...said })
      .onConflictDoUpdate({
        target: [sibilDeposit.organisationId, sibilDeposit.year, sibilDeposit.quarter],
        set: { ...said, createdAt: sql`now()` },
      });
    return {
      result: null,
      permission,
      audit: {
        action: "sibil.record_deposit",
        organisationId: organisation,
        target: { kind: "organisation", id: organisation },
        after: { quarterTold: `T${quarter} ${year}`, on, ...(reference ? { reference } : {}) },
      },
      events: [],
    };
  });
  return recorded.ok ? readSibil(ctx, { organisation, year, quarter }) : recorded;
};
