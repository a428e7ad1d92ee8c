import { csvOf, saveBlob, saveFile } from "../../../ui/agent/csv.ts";

/** A table of figures as files have it: numbers stay numbers. */
export interface FigureSheet {
  name: string;
  head: readonly string[];
  rows: ReadonlyArray<readonly (string | number | null)[]>;
}

/** For spreadsheets that open text: one table. */
export const saveCsv = (fileName: string, { head, rows }: FigureSheet): void =>
  saveFile(`${fileName}.csv`, csvOf([head, ...rows.map((row) => row.map((cell) => cell ?? ""))]), "text/csv");

/** Names of sheets: at most 31 characters, without those a spreadsheet refuses, each once. */
const sheetNames = (names: readonly string[]): string[] => {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = name.replaceAll(/[\\/?*[\]:]/g, " ").slice(0, 31);
    let free = plain;
    for (let n = 2; taken.has(free.toLowerCase()); n += 1) free = `${plain.slice(0, 28)} ${n}`;
    taken.add(free.toLowerCase());
    return free;
  });
};

/** One sheet per table; texts are text cells, so that nothing runs as a formula. */
export const saveXlsx = async (fileName: string, sheets: readonly FigureSheet[]): Promise<void> => {
  const { default: writeXlsxFile } = await import("write-excel-file/browser");
  const names = sheetNames(sheets.map(({ name }) => name));
  const blob = await writeXlsxFile(
    sheets.map(({ head, rows }, index) => ({
      sheet: names[index] ?? "",
      stickyRowsCount: 1,
      columns: head.map((_, column) => ({ width: column === 0 ? 42 : 16 })),
      data: [
        head.map((value) => ({ value, type: String, fontWeight: "bold" as const })),
        ...rows.map((row) =>
          row.map((value) =>
            value === null
              ? null
              : typeof value === "number"
                ? { value, type: Number }
                : { value, type: String },
          ),
        ),
      ],
    })),
  ).toBlob();
  saveBlob(`${fileName}.xlsx`, blob);
};
