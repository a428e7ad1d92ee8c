/** A day of the calendar, `2027-03-16`, without hour: a date cell where the file has such. */
interface DayCell {
  day: string;
}
/** Day and hour where it happens, `2027-03-16T20:30`. */
interface TimeCell {
  time: string;
}
/** Whole cents: a number of euros with two decimals in the file. */
interface MoneyCell {
  cents: number;
}
/** Texts stay texts, whatever they look like: `01000`, `=1+1`, `+33…`. */
export type Cell = string | number | DayCell | TimeCell | MoneyCell | null;

/** A column of a list: its words, and what kind of cells it holds where it is not plain text and whole numbers. */
export interface ListColumn {
  label: string;
  holds?: "money" | "time";
}

type Rows = AsyncIterable<readonly Cell[]>;

/** Media types of the two kinds of files. */
export const listTypes = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv; charset=utf-8",
} as const;
export type ListFormat = keyof typeof listTypes;

/** The rows as a file of this kind; `sheet` names the only sheet of a workbook. */
export const listFile = (
  format: ListFormat,
  sheet: string,
  columns: readonly ListColumn[],
  rows: Rows,
): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>> =>
  format === "xlsx" ? asXlsx(sheet, columns, rows) : asCsv(columns, rows);

/** As spreadsheets count days and hours: without zone. */
const asDate = (local: string) => new Date(`${local.length === 10 ? `${local}T00:00` : local}:00Z`);
const xlsxFormats = { money: "#,##0.00", time: "dd/mm/yyyy hh:mm" } as const;

/**
 * The rows as a workbook, byte by byte as they come: texts are text cells, days date cells, and nothing that looks like
 * a formula is one.
 */
const asXlsx = async (
  sheet: string,
  columns: readonly ListColumn[],
  rows: Rows,
): Promise<AsyncIterable<Uint8Array>> => {
  const { writeXlsxStream } = await import("hucre/xlsx");
  const values = async function* () {
    for await (const row of rows) yield row.map(xlsxValue);
  };
  return writeXlsxStream(values(), {
    name: sheet,
    columns: columns.map(({ label, holds }) => ({
      header: label,
      width: Math.max(holds === "time" ? 17 : 12, Math.min(32, label.length + 4)),
      ...(holds ? { numFmt: xlsxFormats[holds] } : {}),
    })),
    freezePane: { rows: 1 },
  });
};

const xlsxValue = (cell: Cell): string | number | Date | null => {
  if (typeof cell !== "object" || cell === null) return cell;
  if ("cents" in cell) return cell.cents / 100;
  return asDate("day" in cell ? cell.day : cell.time);
};

/**
 * The rows as text with semicolons and decimal commas, which French spreadsheets open by a double click, accents right.
 * A text that begins like a formula gets an apostrophe before it (OWASP, CSV injection).
 */
async function* asCsv(columns: readonly ListColumn[], rows: Rows): AsyncGenerator<Uint8Array> {
  const { stringify } = await import("csv-stringify/sync");
  const money = new Set(columns.flatMap(({ holds }, index) => (holds === "money" ? [index] : [])));
  const lines = (some: ReadonlyArray<ReadonlyArray<string | number | null>>) =>
    Buffer.from(
      stringify([...some], {
        delimiter: ";",
        escape_formulas: true,
        record_delimiter: "windows",
        cast: {
          number: (value, { index }) =>
            index !== undefined && money.has(index) ? value.toFixed(2).replace(".", ",") : String(value),
        },
      }),
    );
  yield Buffer.from("\uFEFF");
  yield lines([columns.map(({ label }) => label)]);
  for await (const row of rows) yield lines([row.map(csvValue)]);
}

const csvValue = (cell: Cell): string | number | null => {
  if (typeof cell !== "object" || cell === null) return cell;
  if ("cents" in cell) return cell.cents / 100;
  return "day" in cell ? cell.day : cell.time.replace("T", " ");
};
