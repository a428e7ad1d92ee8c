import { and, asc, eq, lt } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { scanAgain } from "../../platform/files.ts";
import { scanVerdict, storedFile } from "../../platform/tables.ts";
import { type FileOwners, settleScan } from "./note-scan.ts";

const hour = 3_600_000;
/** Files asked about in one run: the scanner takes them one by one anyway. */
const perRun = 500;

/**
 * Nothing stays « Analyse en cours » for ever: a file without verdict after an hour is shown to the scanner again; one
 * whose bytes are gone, or that got none in a day, is `failed`. Verdicts whose file never came are forgotten after two
 * days. Run again, it asks the same.
 */
export async function rescanFiles(ctx: Ctx, owners: FileOwners): Promise<void> {
  const ago = (hours: number) => new Date(ctx.now().getTime() - hours * hour);
  await ctx.db.delete(scanVerdict).where(lt(scanVerdict.at, ago(48)));
  const waiting = await ctx.db
    .select({ key: storedFile.key, type: storedFile.type, createdAt: storedFile.createdAt })
    .from(storedFile)
    .where(and(eq(storedFile.scan, "pending"), lt(storedFile.createdAt, ago(1))))
    .orderBy(asc(storedFile.createdAt))
    .limit(perRun);
  let given = 0;
  for (const { key, type, createdAt } of waiting) {
    if (createdAt > ago(24) && (await scanAgain(ctx.env, key, type))) continue;
    await settleScan(ctx, owners, key, "failed");
    given += 1;
  }
  if (waiting.length > 0) ctx.log.warn("files.rescanned", { count: waiting.length, failing: given });
}
