import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { DeclarationList } from "../../../shared/declarations/declaring.ts";
import { declarationNumber } from "../../../shared/declarations/declaring.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { decodeCursor, pageOf } from "../../platform/keyset.ts";
import type { Result } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { asUser, permitOn } from "./show-access.ts";
import { show } from "./tables.ts";
import { declaration, declarationVersion, transmission } from "./tables-declarations.ts";

const pageSize = 25;

/** Declarations of an organisation, or of one show, newest first, 25 at a time. */
export const listDeclarations = (
  ctx: Ctx,
  asked: { organisation: string; show?: string | undefined; after?: string | undefined },
): Promise<Result<DeclarationList>> =>
  answered(async () => {
    asUser(ctx);
    permitOn(ctx, "show.list", { organisationId: asked.organisation });
    const cursor = decodeCursor(asked.after);
    const rows = await ctx.db
      .select({ row: declaration, name: show.name })
      .from(declaration)
      .innerJoin(show, eq(show.id, declaration.showId))
      .where(
        and(
          eq(declaration.organisationId, asked.organisation),
          asked.show ? eq(declaration.showId, asked.show) : undefined,
          isNull(declaration.cancelledAt),
          cursor
            ? sql`(date_trunc('milliseconds', ${declaration.createdAt}), ${declaration.id}) < (${cursor.at.toISOString()}::timestamptz, ${cursor.id}::uuid)`
            : undefined,
        ),
      )
      .orderBy(desc(sql`date_trunc('milliseconds', ${declaration.createdAt})`), desc(declaration.id))
      .limit(pageSize + 1);
    const { page, next } = pageOf(rows, pageSize, ({ row }) => ({ at: row.createdAt, id: row.id }));
    if (page.length === 0) return { lines: [], next };
    const ids = page.map(({ row }) => row.id);
    const [versions, sent] = await together([
      ctx.db
        .select({
          declarationId: declarationVersion.declarationId,
          state: declarationVersion.state,
          count: sql<number>`jsonb_array_length(${declarationVersion.form} -> 'performances')`,
          first: sql<string | null>`(select min(performance.start_at) from performance where performance.id in
            (select (one ->> 'performanceId')::uuid from jsonb_array_elements(${declarationVersion.form} -> 'performances') one))`,
          last: sql<string | null>`(select max(performance.start_at) from performance where performance.id in
            (select (one ->> 'performanceId')::uuid from jsonb_array_elements(${declarationVersion.form} -> 'performances') one))`,
        })
        .from(declarationVersion)
        .where(inArray(declarationVersion.declarationId, ids))
        .orderBy(desc(declarationVersion.number)),
      ctx.db
        .select()
        .from(transmission)
        .where(inArray(transmission.declarationId, ids))
        .orderBy(desc(transmission.createdAt)),
    ]);
    return {
      lines: page.map(({ row, name }) => {
        const own = versions.filter(({ declarationId }) => declarationId === row.id);
        const [latest] = own;
        const latestOf = new Map(
          sent
            .filter(({ declarationId, state }) => declarationId === row.id && state !== "cancelled")
            .toReversed()
            .map((one) => [one.body, one]),
        );
        return {
          id: row.id,
          number: declarationNumber(row.year, row.seq),
          showId: row.showId,
          showName: name,
          performanceCount: latest?.count ?? 0,
          firstAt: latest?.first ? new Date(latest.first).toISOString() : null,
          lastAt: latest?.last ? new Date(latest.last).toISOString() : null,
          hasDraft: own.some(({ state }) => state === "draft"),
          bodies: [...latestOf.values()].map(({ body, state, sentAt }) => ({
            ...{ body, state, sentAt: sentAt?.toISOString() ?? null },
          })),
          createdAt: row.createdAt.toISOString(),
        };
      }),
      next,
    };
  });
