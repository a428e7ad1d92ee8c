import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import type {
  ImportList,
  ImportRows,
  ImportView,
  ListImportRows,
} from "../../../shared/declarations/import.ts";
import { importLimits } from "../../../shared/declarations/import.ts";
import { guessColumns } from "../../../shared/declarations/import-fields.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Result } from "../../platform/refusal.ts";
import { nameOf, organisationById } from "../access/index.ts";
import { answered } from "./answered.ts";
import { importOf, permitImport } from "./import-access.ts";
import { importBatch, importRow } from "./tables-declarations.ts";
import { undoRefusal } from "./undo-import.ts";

/** Files imported in an organisation, the latest twenty first. */
export const listImports = (ctx: Ctx, organisationId: string): Promise<Result<ImportList>> =>
  answered(async () => {
    permitImport(ctx, organisationId);
    const rows = await ctx.db
      .select({ batch: importBatch, by: nameOf(importBatch.userId) })
      .from(importBatch)
      .where(and(eq(importBatch.organisationId, organisationId), sql`${importBatch.state} <> 'uploaded'`))
      .orderBy(desc(importBatch.createdAt))
      .limit(20);
    return {
      imports: rows.map(({ batch, by }) => ({
        id: batch.id,
        fileName: batch.fileName,
        state: batch.state,
        createdAt: batch.createdAt.toISOString(),
        by,
        rows: batch.rowCount,
        ready: batch.validCount,
      })),
    };
  });

const exampleRows = 40;
const examples = 3;

/** One imported file: what was found in it, what its columns are, what confirming does or did. */
export const readImport = (ctx: Ctx, id: string): Promise<Result<ImportView>> =>
  answered(async () => {
    const found = await importOf(ctx.db, ctx, id);
    const { timeZone } = await organisationById(ctx.db, found.organisationId);
    const [author] = await ctx.db
      .select({ by: nameOf(importBatch.userId) })
      .from(importBatch)
      .where(eq(importBatch.id, id));
    const headers = found.headers ?? [];
    const rows = ["mapping", "preview"].includes(found.state)
      ? await ctx.db
          .select({ cells: importRow.cells })
          .from(importRow)
          .where(eq(importRow.batchId, id))
          .orderBy(asc(importRow.number))
          .limit(exampleRows)
      : [];
    const guesses = guessColumns(headers);
    const width = Math.max(headers.length, ...rows.map(({ cells }) => cells.length));
    const columns = Array.from({ length: width }, (_, at) => {
      const field = found.mapping?.columns[at] ?? null;
      const guess = guesses[at];
      const isDoubted = !found.detected?.remembered && guess?.field === field && found.state === "mapping";
      const values = rows.map(({ cells }) => (cells[at] ?? "").trim()).filter((cell) => cell !== "");
      return {
        header: headers[at] ?? "",
        examples: [...new Set(values)].slice(0, examples),
        field,
        doubt: (isDoubted && guess?.doubt) || null,
      };
    });
    const refusal = found.state === "done" ? await undoRefusal(ctx.db, found) : undefined;
    return {
      id,
      fileName: found.fileName,
      state: found.state,
      version: found.version,
      createdAt: found.createdAt.toISOString(),
      by: author?.by ?? null,
      timeZone,
      detected: found.detected,
      sheet: found.sheet,
      headerRow: found.headerRow,
      columns,
      mode: found.mapping?.mode ?? "category",
      rows: found.rowCount,
      ready: found.validCount,
      made: found.made,
      summary: found.result,
      error: found.errorCode,
      undoable: found.state === "done" && !refusal,
      undoRefusal: refusal?.detail ?? null,
    };
  });

/** Rows of an imported file, in its order, fifty at a time; `faulty` or `ready` ones alone. */
export const listImportRows = (ctx: Ctx, id: string, input: ListImportRows): Promise<Result<ImportRows>> =>
  answered(async () => {
    await importOf(ctx.db, ctx, id);
    const { filter = "all", after = 0, limit = importLimits.page } = input;
    const isReady = sql`${importRow.faults} = '[]'::jsonb`;
    const rows = await ctx.db
      .select()
      .from(importRow)
      .where(
        and(
          eq(importRow.batchId, id),
          gt(importRow.number, after),
          filter === "ready" ? isReady : filter === "faulty" ? sql`not ${isReady}` : undefined,
        ),
      )
      .orderBy(asc(importRow.number))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    return {
      rows: page.map(({ number, cells, faults, warnings }) => ({ number, cells, faults, warnings })),
      next: rows.length > limit ? (page.at(-1)?.number ?? null) : null,
    };
  });
