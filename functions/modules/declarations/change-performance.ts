import { eq } from "drizzle-orm";
import type { ChangePerformance } from "../../../shared/declarations/show-inputs.ts";
import type { ShowView } from "../../../shared/declarations/shows.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { checkPairs } from "./change-show.ts";
import { placeOf } from "./places.ts";
import { readShow } from "./read-show.ts";
import { type PerformanceRow, performanceForUpdate, permitOn, sameVersion } from "./show-access.ts";
import { changesOf, noteOn } from "./show-notes.ts";
import { performance } from "./tables.ts";

const values = (found: PerformanceRow) => ({
  placeId: found.placeId,
  capacity: found.capacity,
  audience: found.audience,
  vat: found.vatOverride,
  consumptions: found.consumptions,
  catering: found.catering,
  programSales: found.programSales,
  otherRevenues: found.otherRevenues,
});
type Values = ReturnType<typeof values>;

/**
 * Own values of a performance and what it earned beside tickets. A value that is the show's default is kept as none, so
 * that it follows the default later (declarations.md §4.5). Refuses amounts that break the pair rule.
 */
export const changePerformance = async (ctx: Ctx, input: ChangePerformance): Promise<Result<ShowView>> => {
  const changed = await mutate(ctx, async (tx) => {
    const { found, of } = await performanceForUpdate(tx, input.performanceId);
    const permission = permitOn(ctx, "show.edit", found);
    const before = values(found);
    sameVersion(found, input.version, before);
    const { performanceId, version, ...given } = input;
    if (given.placeId) await placeOf(tx, found.organisationId, given.placeId);
    const asked: Values = {
      ...before,
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    };
    const after: Values = {
      ...asked,
      placeId: asked.placeId === of.defaultPlaceId ? null : asked.placeId,
      capacity: asked.capacity === of.capacity ? null : asked.capacity,
      audience: asked.audience === of.audience ? null : asked.audience,
      vat: asked.vat === of.defaultVat ? null : asked.vat,
    };
    const { consumptions, catering, programSales, otherRevenues } = after;
    const faults = checkPairs({ consumptions, catering, programSales, otherRevenues });
    if (faults.length > 0) refuse(invalid(faults));
    const { vat: vatOverride, ...columns } = after;
    await tx
      .update(performance)
      .set({ ...columns, vatOverride, version: found.version + 1 })
      .where(eq(performance.id, found.id));
    const target = { kind: "performance", id: found.id };
    return {
      result: of.id,
      permission,
      audit: noteOn(of, "performance.change", changesOf(before, after), target),
      events: [],
    };
  });
  return changed.ok ? readShow(ctx, changed.value) : changed;
};
