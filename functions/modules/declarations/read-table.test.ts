import { writeXlsx } from "hucre/xlsx";
import { describe, expect, test } from "vitest";
import { belowHeaders, readTable } from "./read-table.ts";

const lines = "Spectacle;Date;Prix\r\nThéâtre d’été;12/03/2026;15,00\r\n";
const table = [
  ["Spectacle", "Date", "Prix"],
  ["Théâtre d’été", "12/03/2026", "15,00"],
];
const latin = (text: string) =>
  Uint8Array.from([...text.replaceAll("’", "\u0092")].map((letter) => letter.charCodeAt(0)));

describe("a file read as lines of texts", () => {
  test.each([
    ["UTF-8", Buffer.from(lines), ";", "utf-8"],
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${lines}`), ";", "utf-8"],
    ["Windows-1252", latin(lines), ";", "windows-1252"],
    ["UTF-16 with tabs", Buffer.from(`\uFEFF${lines.replaceAll(";", "\t")}`, "utf16le"), "\t", "utf-16"],
    ["Excel's hint", Buffer.from(`sep=;\r\n${lines}`), ";", "utf-8"],
    [
      "commas and quotes",
      Buffer.from('Spectacle,Date,Prix\n"Théâtre d’été",12/03/2026,"15,00"\n'),
      ",",
      "utf-8",
    ],
  ])("%s", async (_name, content, separator, encoding) => {
    expect(await readTable(content, "ventes.csv")).toEqual({
      table: { kind: "csv", separator, encoding, sheets: [], sheet: null, rows: table },
    });
  });
  test("decimal commas do not make a comma the separator", async () => {
    const read = await readTable(Buffer.from("a;b;c\n1,50;2,50;3,50\n"), "x.csv");
    expect(read).toMatchObject({
      table: {
        separator: ";",
        rows: [
          ["a", "b", "c"],
          ["1,50", "2,50", "3,50"],
        ],
      },
    });
  });

  const workbook = () =>
    writeXlsx({
      sheets: [
        { name: "Brouillon", hidden: true, rows: [["rien"]] },
        {
          name: "Mars",
          rows: [
            ["Spectacle", "Date", "Heure", "Prix", "CP"],
            ["Bal", new Date("2026-03-12T00:00:00Z"), new Date("1899-12-30T20:30:00Z"), 0.1 + 0.2, "01000"],
            ["Bal", new Date("2026-03-13T20:30:00Z"), null, 12, null],
          ],
        },
        { name: "Avril", rows: [["Spectacle"], ["Conte"]] },
      ],
    });
  test("a workbook: its first visible sheet, real days and hours, numbers as they were typed", async () => {
    expect(await readTable(await workbook(), "ventes.xlsx")).toEqual({
      table: {
        kind: "xlsx",
        sheets: ["Mars", "Avril"],
        sheet: "Mars",
        rows: [
          ["Spectacle", "Date", "Heure", "Prix", "CP"],
          ["Bal", "12/03/2026", "20:30", "0.3", "01000"],
          ["Bal", "13/03/2026 20:30", "", "12"],
        ],
      },
    });
    expect(await readTable(await workbook(), "ventes.xlsx", "Avril")).toMatchObject({
      table: { sheet: "Avril", rows: [["Spectacle"], ["Conte"]] },
    });
  });
  test("what cannot be read says why", async () => {
    const locked = await writeXlsx({
      sheets: [{ name: "A", rows: [["a"]] }],
      encryption: { password: "x", spinCount: 1000 },
    });
    const whole = await workbook();
    const bomb = Buffer.from(whole);
    bomb.writeUInt32LE(0xfffffff0, bomb.indexOf("PK\u0001\u0002", 0, "latin1") + 24);
    const errors = await Promise.all(
      [
        [new Uint8Array(), "vide.csv"],
        [Buffer.from("\n\n"), "vide.csv"],
        [locked, "ventes.xlsx"],
        [Buffer.from("d0cf11e0a1b11ae1".padEnd(1024, "0"), "hex"), "ventes.xls"],
        [Buffer.from("%PDF-1.7\n%âãÏÓ\n"), "ventes.csv"],
        [Buffer.from([1, 2, 3, 4, 5, 6]), "ventes.csv"],
        [whole.subarray(0, whole.length - 40), "ventes.xlsx"],
        [bomb, "ventes.xlsx"],
      ].map(([content, name]) => readTable(content as Uint8Array, name as string)),
    );
    expect(errors).toEqual(
      [
        "empty",
        "empty",
        "encrypted",
        "old_format",
        "not_a_table",
        "not_a_table",
        "unreadable",
        "unreadable",
      ].map((error) => ({ error })),
    );
  });
  test("lines below the headers keep their number; empty ones are left out", () => {
    const rows = [["Ventes"], [], ["Spectacle", "Date", "Heure"], ["A", "b", "c"], [], ["D", "e", "f"]];
    const read = { kind: "csv" as const, sheets: [], sheet: null, rows };
    expect(belowHeaders(read)).toMatchObject({
      at: 2,
      found: true,
      lines: [{ number: 4 }, { number: 6 }],
    });
    expect(belowHeaders({ ...read, rows: [["x"], ["y"]] })).toMatchObject({ at: 0, found: false });
  });
});
