import type { ExportKind } from "../../../shared/mediation/exports.ts";
import type { Cell } from "./export-columns.ts";

type Rows = AsyncIterable<readonly Cell[]>;

/** A day as spreadsheets count it: midnight, without zone. */
const asDate = (day: string) => new Date(`${day}T00:00:00Z`);

/**
 * The rows as a workbook, byte by byte as they come: texts are text cells, days date cells, and nothing that looks like
 * a formula is one.
 */
export const asXlsx = async (
  kind: ExportKind,
  headers: readonly string[],
  rows: Rows,
): Promise<AsyncIterable<Uint8Array>> => {
  const { writeXlsxStream } = await import("hucre/xlsx");
  const values = async function* () {
    for await (const row of rows) {
      yield row.map((cell) => (typeof cell === "object" && cell !== null ? asDate(cell.day) : cell));
    }
  };
  return writeXlsxStream(values(), {
    name: kind === "named" ? "Dossiers" : "Statistique anonyme",
    columns: headers.map((header) => ({ header, width: Math.max(12, Math.min(32, header.length + 4)) })),
    freezePane: { rows: 1 },
  });
};

/**
 * The rows as text with semicolons, which French spreadsheets open by a double click, accents right. A text that begins
 * like a formula gets an apostrophe before it (OWASP, CSV injection).
 */
export async function* asCsv(headers: readonly string[], rows: Rows): AsyncGenerator<Uint8Array> {
  const { stringify } = await import("csv-stringify/sync");
  const lines = (some: ReadonlyArray<ReadonlyArray<string | number | null>>) =>
    Buffer.from(stringify([...some], { delimiter: ";", escape_formulas: true, record_delimiter: "windows" }));
  yield Buffer.from("\uFEFF");
  yield lines([headers]);
  for await (const row of rows) {
    yield lines([row.map((cell) => (typeof cell === "object" && cell !== null ? cell.day : cell))]);
  }
}
