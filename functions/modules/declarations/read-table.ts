import {
  type Detected,
  type ImportError,
  importLimits,
  type Separator,
} from "../../../shared/declarations/import.ts";
import { findHeaderRow, guessColumns } from "../../../shared/declarations/import-fields.ts";
import { extensionOf, fileKind } from "../../platform/file-kind.ts";
import { scanContent } from "../../platform/scan.ts";

/** A file as lines of texts, and what was seen of its form. */
interface ReadTable extends Pick<Detected, "kind" | "separator" | "encoding" | "sheets"> {
  /** The sheet read, of a workbook. */
  sheet: string | null;
  rows: string[][];
}
/** Lines read at most: those of the limit, what stands above their headers, and one that says there are more. */
const mostLines = importLimits.rows + 1001;

/**
 * Reads a CSV file (separator and encoding found) or a workbook (its first visible sheet unless one is named; values of
 * formulas as they were kept, no macro) as texts: days `12/03/2026`, hours `20:30`, numbers with a point. Answers why a
 * file cannot be read.
 */
export const readTable = async (
  content: Uint8Array,
  name: string,
  sheet?: string | null,
): Promise<{ table: ReadTable } | { error: ImportError }> => {
  if (content.byteLength > importLimits.bytes) return { error: "too_large" };
  if (content.byteLength === 0) return { error: "empty" };
  if (scanContent(content) === "threat") return { error: "threat" };
  if (isUtf16(content)) return readCsv(content);
  const { extension, proved } = await fileKind(content.subarray(0, 4096), name);
  if (proved && extension === "xlsx") return readWorkbook(content, sheet ?? undefined);
  // A workbook with a password is not a zip but the older container.
  if (proved && ["xls", "cfb"].includes(extension))
    return { error: extensionOf(name) === "xls" ? "old_format" : "encrypted" };
  return proved && extension !== "txt" ? { error: "not_a_table" } : readCsv(content);
};

const tidy = (cell: string): string => cell.replaceAll("\0", "").slice(0, importLimits.cell);
/** Without the empty cells at the end of lines, nor the empty lines at the end of the file. */
const trimmed = (rows: readonly (readonly string[])[]): string[][] => {
  const filled = rows.map((row) => {
    const last = row.findLastIndex((cell) => cell.trim() !== "");
    return row.slice(0, Math.min(last + 1, importLimits.columns)).map(tidy);
  });
  return filled.slice(0, filled.findLastIndex((row) => row.length > 0) + 1);
};

/** What Excel calls « Texte Unicode ». */
const isUtf16 = ([first, second]: Uint8Array): boolean => first === 0xff && second === 0xfe;

const decoded = (content: Uint8Array): { text: string; encoding: Detected["encoding"] } => {
  if (isUtf16(content)) return { text: new TextDecoder("utf-16le").decode(content), encoding: "utf-16" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(content), encoding: "utf-8" };
  } catch {
    // Not UTF-8: what Excel on Windows writes, where every byte is a letter.
    return { text: new TextDecoder("windows-1252").decode(content), encoding: "windows-1252" };
  }
};

const readCsv = async (content: Uint8Array): Promise<{ table: ReadTable } | { error: ImportError }> => {
  const { parseCsv } = await import("hucre/csv");
  const { text, encoding } = decoded(content);
  // What is no text at all, whatever its name.
  const isControl = (letter: string) => letter < "\t" || (letter > "\r" && letter < " ");
  if ([...text.slice(0, 4096)].some(isControl)) return { error: "not_a_table" };
  // Excel's own hint of the separator, which is no line of the table.
  const body = text.replace(/^sep=.\r?\n/i, "");
  const rowsWith = (separator: Separator, maxRows: number): string[][] =>
    trimmed(
      parseCsv(body, { delimiter: separator, maxRows }).map((row) => row.map((cell) => String(cell ?? ""))),
    );
  const [separator] = ([";", "\t", ","] as const)
    .map((one) => ({ one, rows: rowsWith(one, 30) }))
    .map(({ one, rows }) => ({
      one,
      names: Math.max(0, ...rows.map((row) => guessColumns(row).filter(Boolean).length)),
      cells: Math.min(...rows.slice(0, 5).map((row) => row.length)),
    }))
    .toSorted((a, b) => b.names - a.names || b.cells - a.cells)
    .map(({ one }) => one);
  const rows = rowsWith(separator ?? ";", mostLines);
  if (rows.length === 0) return { error: "empty" };
  return {
    table: {
      kind: "csv",
      separator: separator ?? ";",
      ...(encoding && { encoding }),
      sheets: [],
      sheet: null,
      rows,
    },
  };
};

/** A hundred times what a workbook of 20 000 rows holds, far below what would fill the memory. */
const inflatedMost = 200 * 1024 * 1024;

/** Bytes a zip says it holds once inflated, from its central directory; one that hides a size holds too much. */
const inflatedBytes = (content: Uint8Array): number => {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  let sum = 0;
  for (let at = bytes.indexOf("PK\u0001\u0002", 0, "latin1"); at >= 0 && at + 46 <= bytes.length; ) {
    const packed = bytes.readUInt32LE(at + 20);
    const size = bytes.readUInt32LE(at + 24);
    sum += packed > 2 && size === 0 ? inflatedMost + 1 : size;
    at = bytes.indexOf("PK\u0001\u0002", at + 46, "latin1");
  }
  return sum;
};

const two = (value: number) => String(value).padStart(2, "0");

/** A cell as a text that the rows' own reading takes (shared/declarations/import-cells.ts). */
const cellText = (cell: unknown): string => {
  if (cell instanceof Date) {
    const at = new Date(Math.round(cell.getTime() / 60_000) * 60_000);
    const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
    // Spreadsheets keep an hour alone as an instant of their first day.
    if (at.getUTCFullYear() < 1901) return time;
    const day = `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
    return time === "00:00" ? day : `${day} ${time}`;
  }
  // What binary floats add after the fifteenth digit is not in the file.
  if (typeof cell === "number") return String(Number(cell.toPrecision(15)));
  return typeof cell === "string" ? cell : cell === true ? "oui" : cell === false ? "non" : "";
};

const readWorkbook = async (
  content: Uint8Array,
  wanted: string | undefined,
): Promise<{ table: ReadTable } | { error: ImportError }> => {
  if (inflatedBytes(content) > inflatedMost) return { error: "unreadable" };
  const [{ readXlsx }, { HucreError }] = await Promise.all([import("hucre/xlsx"), import("hucre")]);
  try {
    const sheets: string[] = [];
    const workbook = await readXlsx(content, {
      maxRows: mostLines,
      sheets: ({ name, hidden, veryHidden }) => {
        if (hidden || veryHidden) return false;
        sheets.push(name);
        return wanted === undefined ? sheets.length === 1 : name === wanted;
      },
    });
    const [sheet] = workbook.sheets;
    const rows = trimmed((sheet?.rows ?? []).map((row) => Array.from(row, cellText)));
    if (!sheet || rows.length === 0) return { error: "empty" };
    return { table: { kind: "xlsx", sheets, sheet: sheet.name, rows } };
  } catch (error) {
    if (!(error instanceof HucreError)) throw error;
    return { error: error.name === "EncryptedFileError" ? "encrypted" : "unreadable" };
  }
};

/** Lines below the headers; where those are, counted from 0, found unless said. */
export const belowHeaders = (
  { rows }: ReadTable,
  given?: number,
): { at: number; found: boolean; headers: string[]; lines: { number: number; cells: string[] }[] } => {
  const guessed = findHeaderRow(rows);
  const at = given ?? guessed ?? 0;
  const headers = rows[at] ?? [];
  const lines = rows.flatMap((cells, index) =>
    index > at && cells.length > 0 ? [{ number: index + 1, cells }] : [],
  );
  return { at, found: given !== undefined || guessed !== undefined, headers, lines };
};
