import { and, inArray, lt, ne } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { importBatch, importRow } from "./tables-declarations.ts";

const keptDays = 30;

/**
 * Forgets rows of files nobody touched for thirty days, and files that were never imported: what somebody may still want
 * of a file is in its shows. Run again, it does nothing more.
 */
export const forgetImports = async (ctx: Ctx): Promise<void> => {
  const before = new Date(ctx.now().getTime() - keptDays * 86_400_000);
  const old = lt(importBatch.updatedAt, before);
  await ctx.db
    .delete(importBatch)
    .where(and(old, ne(importBatch.state, "done"), ne(importBatch.state, "undone")));
  const batches = ctx.db.select({ id: importBatch.id }).from(importBatch).where(old);
  await ctx.db.delete(importRow).where(inArray(importRow.batchId, batches));
};
