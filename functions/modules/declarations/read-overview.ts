import { sql } from "drizzle-orm";
import { type Overview, type OverviewCount, overviewDays } from "../../../shared/declarations/overview.ts";
import { may } from "../../../shared/declarations/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { permit } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { asUser, platformActor } from "./show-access.ts";

interface Cell extends Record<string, unknown> {
  figure: string;
  value: string | null;
  organisations: number;
  found: number | null;
}

/**
 * How the service is used over the platform, counted by the database, which gives administrators nothing else: no name,
 * no amount, and no count with fewer than five organisations behind it (declarations.md §9).
 */
export const readOverview = (ctx: Ctx): Promise<Result<Overview>> =>
  answered(async () => {
    permit(may(platformActor(asUser(ctx)), "declarations.overview"));
    const since = new Date(ctx.now().getTime() - overviewDays * 86_400_000);
    const rows = await ctx.db.execute<Cell>(
      sql`select figure, value, organisations, found from guichet.declarations_overview(${since.toISOString()}::timestamptz)`,
    );
    const of = (figure: string): OverviewCount[] =>
      rows
        .filter((row) => row.figure === figure)
        .map(({ value, organisations, found }) => ({
          value: value ?? "",
          organisations: found === null ? null : organisations,
          found,
        }))
        .toSorted((a, b) => (b.found ?? 0) - (a.found ?? 0) || (a.value < b.value ? -1 : 1));
    const prefix = "transmission.";
    const told = [...new Set(rows.map(({ figure }) => figure).filter((figure) => figure.startsWith(prefix)))];
    return {
      organisations: rows.find(({ figure }) => figure === "organisations")?.organisations ?? 0,
      sources: of("source"),
      connections: of("connection"),
      runs: of("run"),
      transmissions: told
        .toSorted()
        .map((figure) => ({ body: figure.slice(prefix.length), states: of(figure) })),
    };
  });
