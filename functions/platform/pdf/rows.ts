import { breakLines } from "./break-lines.ts";
import { type Page, sheet, type TextStyle } from "./page.ts";
import type { Readable, ReadableText } from "./readable-text.ts";

type Element = PDFKit.PDFStructureElement;

export interface TableColumn {
  label: string;
  /** Part of the width, against the other columns; 1 unless said. */
  share?: number;
  align?: "left" | "right";
  /** Its cells name their row. */
  rowHead?: boolean;
}

export interface TableContent {
  caption?: string;
  columns: readonly TableColumn[];
  rows: Iterable<readonly string[]>;
}

interface Cell extends ReadableText {
  tag: "TH" | "TD";
  scope?: "Column" | "Row";
  style: TextStyle;
  lines: string[];
  x: number;
  width: number;
  align: "left" | "right";
}

/** pdfkit knows the scope of a head; its types do not. */
interface CellAttributes extends PDFKit.Mixins.StructureElementOptions {
  scope?: "Column" | "Row";
}

const padding = 4;
const lineHeight = 13.5;
const body: TextStyle = { face: "regular", size: 9.5, lineHeight, color: "#161616" };
const head: TextStyle = { ...body, face: "bold" };
const rule = "#929292";

/** Writes a table with its caption and heads; called by the writer of documents only. */
export const writeRows = (
  page: Page,
  root: Element,
  readable: Readable,
  { caption, columns, rows }: TableContent,
  { heads }: { heads: boolean },
) => {
  const { kit } = page;
  const add = (parent: Element, tag: string) => {
    const element = kit.struct(tag);
    parent.add(element);
    return element;
  };
  const widths = shared(columns, page.width());

  const cells = (texts: readonly string[], isHead: boolean): Cell[] =>
    columns.map(({ align = "left", rowHead }, n) => {
      const isTh = isHead || rowHead === true;
      const style = isTh ? head : body;
      const { x, width } = widths[n] ?? { x: sheet.left, width: page.width() };
      const text = readable(texts[n] ?? "");
      page.use(style);
      const lines = breakLines(text.shown, width - 2 * padding, (piece) => kit.widthOfString(piece));
      return {
        ...{ ...text, style, lines, x, width, align, tag: isTh ? "TH" : "TD" },
        ...(isTh ? { scope: isHead ? "Column" : "Row" } : {}),
      } satisfies Cell;
    });

  const headCells = heads
    ? cells(
        columns.map(({ label }) => label),
        true,
      )
    : undefined;

  /** Lines `from` to `to` of a row's cells, each under its own element; the rule below belongs to nobody. */
  const draw = (row: readonly Cell[], from: number, to: number, elements?: readonly Element[]) => {
    const top = page.y + padding;
    row.forEach((cell, n) => {
      const part = cell.lines.slice(from, to);
      if (part.length === 0 && from > 0) return;
      const write = () =>
        part.forEach((line, at) => {
          page.use(cell.style);
          const shift = cell.align === "right" ? cell.width - 2 * padding - kit.widthOfString(line) : 0;
          page.write(line, cell.x + padding + shift, top + at * lineHeight, cell.style);
        });
      if (elements) elements[n]?.add(write);
      else page.ornament(write);
    });
    page.y += (to - from) * lineHeight + 2 * padding;
    page.ornament(() =>
      kit
        .moveTo(sheet.left, page.y)
        .lineTo(sheet.left + page.width(), page.y)
        .lineWidth(0.5)
        .stroke(rule),
    );
  };

  const nextPage = () => {
    page.next();
    if (headCells) draw(headCells, 0, tallest(headCells));
  };

  const writeRow = (parent: Element, row: readonly Cell[]) => {
    const tr = add(parent, "TR");
    const elements = row.map(({ tag, scope, actual }) => {
      const attributes: CellAttributes = { ...(scope ? { scope } : {}), ...(actual ? { actual } : {}) };
      const element = kit.struct(tag, attributes);
      tr.add(element);
      return element;
    });
    const all = tallest(row);
    const onOnePage = fitting(page.wholeRoom() - (headCells ? heightOf(headCells) : 0));
    for (let from = 0; from < all; ) {
      const room = fitting(page.room());
      const rest = all - from;
      if (rest > room && (room < 1 || (from === 0 && rest <= onOnePage))) {
        nextPage();
        continue;
      }
      const to = from + Math.min(room, rest);
      draw(row, from, to, elements);
      from = to;
    }
    tr.end();
  };

  const table = add(root, "Table");
  if (caption) {
    const { shown, actual } = readable(caption);
    page.use(head);
    const lines = breakLines(shown, page.width(), (piece) => kit.widthOfString(piece));
    page.keep(lines.length * lineHeight + 4 * lineHeight);
    const element = kit.struct("Caption", actual ? { actual } : {});
    table.add(element);
    element.add(() => {
      for (const line of lines) {
        page.write(line, sheet.left, page.y, head);
        page.y += lineHeight;
      }
    });
    page.y += 2;
  }
  if (headCells) {
    page.keep(heightOf(headCells) + 2 * lineHeight);
    writeRow(add(table, "THead"), headCells);
  }
  const rowsOf = add(table, "TBody");
  for (const row of rows) writeRow(rowsOf, cells(row, false));
  table.end();
  page.y += 10;
};

const tallest = (row: readonly Cell[]) => Math.max(1, ...row.map(({ lines }) => lines.length));
const heightOf = (row: readonly Cell[]) => tallest(row) * lineHeight + 2 * padding;
const fitting = (height: number) => Math.floor((height - 2 * padding) / lineHeight);

const shared = (columns: readonly TableColumn[], whole: number) => {
  const all = columns.reduce((sum, { share = 1 }) => sum + share, 0);
  let x: number = sheet.left;
  return columns.map(({ share = 1 }) => {
    const width = (whole * share) / all;
    const placed = { x, width };
    x += width;
    return placed;
  });
};
