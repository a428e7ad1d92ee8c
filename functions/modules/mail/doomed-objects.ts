import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { removeObject } from "../../platform/files.ts";
import { storedFile } from "../../platform/tables.ts";
import { doomedObject } from "./tables.ts";

/**
 * Objects of the buckets whose rows are gone. A transaction notes them, S3 forgets them after its commit: killed in
 * between, the next run goes on (forget-mail.ts).
 */

type Doomed = Pick<typeof doomedObject.$inferSelect, "bucket" | "key">;

/** Notes objects to delete once this transaction is committed. */
export async function doom(tx: Tx, objects: readonly Doomed[]): Promise<void> {
  if (objects.length > 0)
    await tx
      .insert(doomedObject)
      .values([...objects])
      .onConflictDoNothing();
}

/** Lets go of kept files among these that nothing refers to any more. Returns how many. */
export async function dropUnusedFiles(tx: Tx, fileIds: readonly string[]): Promise<number> {
  if (fileIds.length === 0) return 0;
  const ids = sql`${`{${[...new Set(fileIds)].join(",")}}`}::uuid[]`;
  const dropped = await tx
    .delete(storedFile)
    .where(sql`${storedFile.id} = any (${ids}) and not guichet.is_file_used(${storedFile.id})`)
    .returning({ key: storedFile.key });
  await doom(
    tx,
    dropped.map(({ key }) => ({ bucket: "files", key })),
  );
  return dropped.length;
}

const atOnce = 20;

/** Deletes at most `limit` noted objects, then their notes. Returns how many notes went. */
export async function removeDoomed(ctx: Ctx, limit: number): Promise<number> {
  const noted = await ctx.db
    .select({ bucket: doomedObject.bucket, key: doomedObject.key })
    .from(doomedObject)
    .orderBy(asc(doomedObject.createdAt))
    .limit(limit);
  for (const bucket of ["mail-raw", "files"] as const) {
    const keys = noted.filter((one) => one.bucket === bucket).map(({ key }) => key);
    if (keys.length === 0) continue;
    // The same content may have come again since: then its row names the object once more.
    const named = bucket === "files" ? await namedKeys(ctx.db, keys) : new Set<string>();
    await removeAll(
      ctx,
      bucket,
      keys.filter((key) => !named.has(key)),
    );
    await ctx.db
      .delete(doomedObject)
      .where(and(eq(doomedObject.bucket, bucket), inArray(doomedObject.key, keys)));
  }
  return noted.length;
}

/** Deletes objects, a few at a time. */
export async function removeAll(ctx: Ctx, bucket: Doomed["bucket"], keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += atOnce)
    await Promise.all(keys.slice(start, start + atOnce).map((key) => removeObject(ctx.env, bucket, key)));
}

/** Those of these keys of the bucket `files` that something names, and perhaps others. */
export async function namedKeys(on: Queries, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await on.execute<{ key: string }>(
    sql`select named as key from guichet.named_keys(
      array(select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))) as named`,
  );
  return new Set(rows.map(({ key }) => key));
}
