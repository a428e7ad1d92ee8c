import { and, asc, eq, lt } from "drizzle-orm";
import { declarationNumber } from "../../../shared/declarations/declaring.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { eachApart } from "../../platform/each-apart.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { organisationById } from "../access/index.ts";
import { uncertainNews } from "./mail-news.ts";
import { show } from "./tables.ts";
import { declaration, transmission } from "./tables-declarations.ts";
import { membersWho, tellMembers } from "./tell-members.ts";

const dayMs = 86_400_000;
/** Days after which a result that nobody looked into is told again, then every so many days. */
const firstDays = 2;
const everyDays = 7;

/**
 * Reminds declarants of what may have arrived and what nobody said anything of: after two days, then once a week until
 * somebody says (declarations.md §4.6). Guichet itself never sends it again. One that fails stops no other.
 */
export const remindOfUncertain = async (ctx: Ctx): Promise<void> => {
  const before = new Date(ctx.now().getTime() - firstDays * dayMs);
  const waiting = await ctx.db
    .select({ row: transmission, year: declaration.year, seq: declaration.seq, show: show.name })
    .from(transmission)
    .innerJoin(declaration, eq(declaration.id, transmission.declarationId))
    .innerJoin(show, eq(show.id, declaration.showId))
    .where(and(eq(transmission.state, "uncertain"), lt(transmission.updatedAt, before)))
    .orderBy(asc(transmission.id));
  await eachApart(waiting, "results", async ({ row, year, seq, show: name }) => {
    const days = Math.floor((ctx.now().getTime() - row.updatedAt.getTime()) / dayMs);
    const time = Math.floor((days - firstDays) / everyDays);
    await mutate(ctx, async (tx) => ({
      result: null,
      permission: permit(true),
      audit: [],
      events: await tellMembers(
        tx,
        ctx,
        await organisationById(tx, row.organisationId),
        await membersWho(tx, row.organisationId, "profile.edit"),
        {
          words: uncertainNews({
            ...{ declarationId: row.declarationId, number: declarationNumber(year, seq) },
            ...{ show: name, body: row.body, days },
          }),
          onceKey: `uncertain:${row.id}:${row.updatedAt.getTime()}:${time}`,
          targetId: row.declarationId,
        },
      ),
    }));
  });
};
