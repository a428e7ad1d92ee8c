import { and, eq } from "drizzle-orm";
import { type ImportError, importLimits } from "../../../shared/declarations/import.ts";
import { guessColumns, guessedMapping, headerSignature } from "../../../shared/declarations/import-fields.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { readObject } from "../../platform/files.ts";
import { sha256 } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import type { BatchRow } from "./import-access.ts";
import { belowHeaders, readTable } from "./read-table.ts";
import { importBatch, importMapping, importRow } from "./tables-declarations.ts";

/** What recognises a file of the same form, short enough for an index. */
export const signatureOf = (headers: readonly string[]): string =>
  sha256(Buffer.from(headerSignature(headers)));

const rowsAtOnce = 1000;
const firstRows = 8;

/**
 * Reads an imported file into rows and proposes its columns: those its organisation named the last time for the same
 * headers, else those their names say. A second delivery of a file that was read does nothing; an interrupted one left
 * nothing.
 */
export const parseImport = async (ctx: Ctx, found: BatchRow): Promise<void> => {
  if (found.state !== "parsing") return;
  const content = await readObject(ctx.env, "uploads", found.fileKey, importLimits.bytes);
  const read = content
    ? await readTable(content, found.fileName, found.sheet)
    : { error: "unreadable" as const };
  if ("error" in read) return settle(ctx, found, (tx) => failed(tx, ctx, found, read.error));
  const { table } = read;
  // An empty list says that somebody showed where the headers are.
  const shown = found.headers === null ? undefined : found.headerRow - 1;
  const { at, found: headerFound, headers, lines } = belowHeaders(table, shown);
  if (lines.length === 0) return settle(ctx, found, (tx) => failed(tx, ctx, found, "empty"));
  if (lines.length > importLimits.rows)
    return settle(ctx, found, (tx) => failed(tx, ctx, found, "too_many_rows"));
  await settle(ctx, found, async (tx) => {
    const [known] = await tx
      .select({ mapping: importMapping.mapping })
      .from(importMapping)
      .where(
        and(
          eq(importMapping.organisationId, found.organisationId),
          eq(importMapping.headerSignature, signatureOf(headers)),
        ),
      );
    await tx.delete(importRow).where(eq(importRow.batchId, found.id));
    for (let start = 0; start < lines.length; start += rowsAtOnce) {
      const { id: batchId, organisationId } = found;
      const block = lines.slice(start, start + rowsAtOnce);
      await tx.insert(importRow).values(block.map((line) => ({ batchId, organisationId, ...line })));
    }
    await tx
      .update(importBatch)
      .set({
        state: "mapping",
        fileSha256: content ? sha256(content) : null,
        detected: {
          kind: table.kind,
          sheets: table.sheets,
          ...(table.separator && { separator: table.separator }),
          ...(table.encoding && { encoding: table.encoding }),
          headerFound,
          firstRows: table.rows.slice(0, firstRows).map((row) => row.slice(0, 12)),
          remembered: known !== undefined,
        },
        sheet: table.sheet,
        headerRow: at + 1,
        headers,
        mapping: known?.mapping ?? guessedMapping(guessColumns(headers)),
        rowCount: lines.length,
        validCount: 0,
        result: null,
        errorCode: null,
        version: found.version + 1,
        updatedAt: ctx.now(),
      })
      .where(eq(importBatch.id, found.id));
  });
};

const failed = (tx: Tx, ctx: Ctx, { id, version }: BatchRow, errorCode: ImportError) =>
  tx
    .update(importBatch)
    .set({ state: "failed", errorCode, version: version + 1, updatedAt: ctx.now() })
    .where(eq(importBatch.id, id));

/** Writes what reading came to, unless another delivery did meanwhile. */
const settle = async (ctx: Ctx, { id, version }: BatchRow, write: (tx: Tx) => PromiseLike<unknown>) => {
  await mutate(ctx, async (tx) => {
    const [still] = await tx
      .select({ version: importBatch.version })
      .from(importBatch)
      .where(eq(importBatch.id, id))
      .for("update");
    if (still?.version === version) await write(tx);
    return { result: null, permission: permit(true), audit: [], events: [] };
  });
};
