import { sql } from "drizzle-orm";
import type { AskPlatformFigures, PlatformFigures } from "../../../shared/mediation/platform-figures.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { done, Refused, type Result, refused } from "../../platform/refusal.ts";
import { permitPlatform } from "../access/index.ts";

/**
 * Figures of a year over the organisations that share theirs, for administrators of the platform: sums of three
 * organisations at least, counted by the database, which shows them nothing else.
 */
export const readPlatformFigures = async (
  ctx: Ctx,
  { year }: AskPlatformFigures,
): Promise<Result<PlatformFigures>> => {
  try {
    permitPlatform(ctx, "platform.read");
    const [counts, [shared]] = await together([
      ctx.db
        .execute<PlatformFigures["counts"][number]>(sql`
          select f.figure, f.value, i.label, f.organisations, f.cases
          from guichet.platform_figures(${`${year}-01-01`}::date, ${`${year}-12-31`}::date) f
          left join list_item i on i.id::text = f.value
          order by f.figure, f.value is not distinct from 'GROUPED', f.cases desc`)
        .execute(),
      ctx.db.execute<{ sharing: number }>(sql`select guichet.sharing_organisations() as sharing`).execute(),
    ]);
    return done({ sharing: shared?.sharing ?? 0, counts: [...counts] });
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};
