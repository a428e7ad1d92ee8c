import { eq } from "drizzle-orm";
import * as z from "zod/mini";
import type { Ctx } from "../../platform/ctx.ts";
import { importBatch } from "./tables-declarations.ts";

/** The message that has a step of an import done. */
const ImportAsked = z.object({
  importId: z.uuid(),
  step: z.enum(["read", "apply", "undo"]),
  askedBy: z.optional(z.uuid()),
});

/** Whether a message of the queue is about an import: the queue carries other work too. */
export const isImporting = (asked: unknown): boolean => ImportAsked.safeParse(asked).success;

/** Does one step of an import; a file that is gone, or is no longer there, is nothing to do. */
export const runImport = async (ctx: Ctx, asked: unknown): Promise<void> => {
  const { importId, step, askedBy } = ImportAsked.parse(asked);
  const [found] = await ctx.db.select().from(importBatch).where(eq(importBatch.id, importId));
  if (!found) return;
  if (step === "read") return (await import("./parse-import.ts")).parseImport(ctx, found);
  if (step === "undo")
    return (await import("./undo-import.ts")).undoApplied(ctx, found, askedBy ?? found.userId);
  return (await import("./apply-import.ts")).applyImport(ctx, found);
};
