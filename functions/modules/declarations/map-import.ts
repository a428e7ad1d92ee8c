import { and, eq } from "drizzle-orm";
import type { EditImportRow, MapImport } from "../../../shared/declarations/import.ts";
import { type ImportMapping, mappingFault } from "../../../shared/declarations/import-fields.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { checkImport } from "./check-import.ts";
import { type BatchRow, importForUpdate, importTarget } from "./import-access.ts";
import { signatureOf } from "./parse-import.ts";
import { importEvent } from "./start-import.ts";
import { importBatch, importMapping, importRow } from "./tables-declarations.ts";

const moved = (tx: Tx, ctx: Ctx, { id, version }: BatchRow, set: Partial<typeof importBatch.$inferInsert>) =>
  tx
    .update(importBatch)
    .set({ ...set, version: version + 1, updatedAt: ctx.now() })
    .where(eq(importBatch.id, id));

/** Names the columns of a file, remembers them for files with the same headers, and checks every row. */
export const mapImport = (
  ctx: Ctx,
  id: string,
  { version, ...mapping }: MapImport,
): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    const { found, permission } = await importForUpdate(tx, ctx, id, {
      version,
      states: ["mapping", "preview"],
    });
    const fault = mappingFault(mapping);
    if (fault) refuse(invalid([{ path: "columns", message: fault }], fault));
    await moved(tx, ctx, found, { state: "preview", mapping, ...(await checkImport(tx, found, mapping)) });
    const { organisationId, headers } = found;
    const remembered = { mapping, updatedAt: ctx.now() };
    await tx
      .insert(importMapping)
      .values({ organisationId, headerSignature: signatureOf(headers ?? []), ...remembered })
      .onConflictDoUpdate({
        target: [importMapping.organisationId, importMapping.headerSignature],
        set: remembered,
      });
    return { result: { id }, permission, audit: [], events: [] };
  });

const nothingNamed: ImportMapping = { mode: "category", columns: {} };

/** Writes one row over, in the preview; it is checked at once, and the others with it. */
export const editImportRow = (
  ctx: Ctx,
  id: string,
  number: number,
  { version, cells }: EditImportRow,
): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    const { found, permission } = await importForUpdate(tx, ctx, id, { version, states: ["preview"] });
    const [row] = await tx
      .update(importRow)
      .set({ cells })
      .where(and(eq(importRow.batchId, id), eq(importRow.number, number)))
      .returning({ number: importRow.number });
    if (!row) refuse(notFound);
    await moved(tx, ctx, found, await checkImport(tx, found, found.mapping ?? nothingNamed));
    return { result: { id }, permission, audit: [], events: [] };
  });

const nothingToImport: Refusal = {
  code: "conflict",
  reason: "nothing_to_import",
  detail: "Aucune ligne n’est prête\u00a0: corrigez-en une, ou changez de fichier.",
};
const identical: Refusal = {
  code: "conflict",
  reason: "identical",
  detail: "Fichier identique\u00a0: rien n’a changé.",
};

/** Has the rows that are ready written by a worker, show by show; the others stay to be downloaded. */
export const confirmImport = (ctx: Ctx, id: string, version: number): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    const { found, permission } = await importForUpdate(tx, ctx, id, { version, states: ["preview"] });
    const checked = await checkImport(tx, found, found.mapping ?? nothingNamed);
    if (checked.validCount === 0) refuse(nothingToImport);
    const { added, changed } = checked.result;
    if (added + changed === 0) refuse(identical);
    await moved(tx, ctx, found, { state: "applying", made: 0, ...checked });
    const { organisationId, fileName, rowCount } = found;
    return {
      result: { id },
      permission,
      audit: {
        action: "import.confirm",
        organisationId,
        target: importTarget(found),
        after: { file: fileName, lines: rowCount, linesReady: checked.validCount },
        personal: ["file"],
      },
      events: [importEvent(found, "apply")],
    };
  });
