import { asc, eq, sql } from "drizzle-orm";
import type { ImportSummary } from "../../../shared/declarations/import.ts";
import type { ImportMapping } from "../../../shared/declarations/import-fields.ts";
import { type CheckedRow, gatherRows, type ImportedShow } from "../../../shared/declarations/import-rows.ts";
import { figuresOf } from "../../../shared/declarations/money.ts";
import { saysSame } from "../../../shared/platform/stable-json.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { type Compared, compareImport } from "./compare-import.ts";
import { type BatchRow, importDefaults } from "./import-access.ts";
import { importRow } from "./tables-declarations.ts";

/** Rows of an imported file and the shows that its good rows make. */
export const gatherImport = async (on: Queries, { id, organisationId }: BatchRow, mapping: ImportMapping) => {
  const defaults = await importDefaults(on, organisationId);
  const rows = await on
    .select()
    .from(importRow)
    .where(eq(importRow.batchId, id))
    .orderBy(asc(importRow.number));
  return { rows, ...checkedOf(rows, mapping, defaults) };
};
const checkedOf = (...given: Parameters<typeof gatherRows>) => {
  const { rows: checked, shows } = gatherRows(...given);
  return { checked, shows };
};

/**
 * Checks all rows of a file again, keeps what changed of their faults, and says what confirming would do: a row
 * corrected may free another.
 */
export const checkImport = async (
  tx: Tx,
  found: BatchRow,
  mapping: ImportMapping,
): Promise<{ validCount: number; result: ImportSummary }> => {
  const { rows, checked, shows } = await gatherImport(tx, found, mapping);
  const differs = checked.filter(({ faults, warnings }, at) => {
    const before = rows[at];
    return !saysSame([faults, warnings], [before?.faults, before?.warnings]);
  });
  if (differs.length > 0) await keepFaults(tx, found.id, differs);
  const compared = await compareImport(tx, found.organisationId, shows);
  return {
    validCount: checked.filter(({ faults }) => faults.length === 0).length,
    result: summaryOf(shows, compared),
  };
};

const keepFaults = (tx: Tx, batchId: string, rows: readonly CheckedRow[]) =>
  tx.execute(sql`update import_row set faults = said.faults, warnings = said.warnings
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as said (number int, faults jsonb, warnings jsonb)
    where import_row.batch_id = ${batchId} and import_row.number = said.number`);

const listed = 20;

/** Totals of the shows of a file; `ids` once they exist. */
export const summaryOf = (
  shows: readonly ImportedShow[],
  compared: Compared,
  ids: ReadonlyMap<string, string> = new Map(),
): ImportSummary => {
  const of = (performances: ImportedShow["performances"]) =>
    figuresOf(performances.flatMap(({ lines }) => lines));
  // Net is rounded performance by performance: a total is the sum of theirs, as everywhere.
  const totals = (performances: ImportedShow["performances"]) => ({
    ...of(performances),
    net: performances.reduce((sum, { figures }) => sum + figures.net, 0),
  });
  const starts = (performances: ImportedShow["performances"]) =>
    performances.map(({ startAt }) => startAt).toSorted();
  return {
    shows: shows.length,
    performances: shows.reduce((sum, { performances }) => sum + performances.length, 0),
    ...totals(shows.flatMap(({ performances }) => performances)),
    ...compared,
    list: shows
      .toSorted((a, b) => a.name.localeCompare(b.name, "fr"))
      .slice(0, listed)
      .map(({ name, externalId, performances }) => ({
        name,
        id: ids.get(externalId) ?? null,
        performances: performances.length,
        first: starts(performances).at(0) ?? "",
        last: starts(performances).at(-1) ?? "",
        ...totals(performances),
      })),
  };
};
