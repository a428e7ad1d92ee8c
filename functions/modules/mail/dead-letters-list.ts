import { and, count, desc, eq, isNull, lt, or } from "drizzle-orm";
import type * as z from "zod/mini";
import type { DeadLetters, ListDeadLetters } from "../../../shared/access/platform.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { decodeCursor, pageOf } from "../../platform/keyset.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { deadLetter } from "../../platform/tables.ts";
import { nameOf, permitPlatform } from "../access/index.ts";

const pageSize = 50;
type Asked = z.infer<typeof ListDeadLetters>;
type Page = z.infer<typeof DeadLetters>;

/** Messages that failed every try, newest first, without what they say: the application's role cannot read it. */
export const listDeadLetters = async (ctx: Ctx, { queue, after }: Asked): Promise<Result<Page>> => {
  permitPlatform(ctx, "platform.read");
  const cursor = decodeCursor(after);
  const ofQueue = queue ? eq(deadLetter.queue, queue) : undefined;
  const [rows, [waiting]] = await together([
    ctx.db
      .select({
        id: deadLetter.id,
        queue: deadLetter.queue,
        at: deadLetter.at,
        replayedAt: deadLetter.replayedAt,
        replayedBy: nameOf(deadLetter.replayedBy),
      })
      .from(deadLetter)
      .where(
        and(
          ofQueue,
          cursor
            ? or(
                lt(deadLetter.at, cursor.at),
                and(eq(deadLetter.at, cursor.at), lt(deadLetter.id, cursor.id)),
              )
            : undefined,
        ),
      )
      .orderBy(desc(deadLetter.at), desc(deadLetter.id))
      .limit(pageSize + 1),
    ctx.db
      .select({ n: count() })
      .from(deadLetter)
      .where(and(ofQueue, isNull(deadLetter.replayedAt))),
  ]);
  const { page, next } = pageOf(rows, pageSize, ({ at, id }) => ({ at, id }));
  return done({
    letters: page.map((row) => ({
      ...row,
      at: row.at.toISOString(),
      replayedAt: row.replayedAt?.toISOString() ?? null,
    })),
    next,
    waiting: waiting?.n ?? 0,
  });
};
