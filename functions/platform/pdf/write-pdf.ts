import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { breakLines } from "./break-lines.ts";
import { loadFonts } from "./fonts.ts";
import { bodyWidth, type Orientation, type Page, sheet, startPage, type TextStyle } from "./page.ts";
import { readableIn } from "./readable-text.ts";
import { type TableContent, writeRows } from "./rows.ts";

type Kit = PDFKit.PDFDocument;
type Element = PDFKit.PDFStructureElement;

export interface PdfOptions {
  /** Shown by readers in place of the file's name, and at the foot of each page. */
  title: string;
  /** When the document is made: its creation date. */
  at: Date;
  /** BCP 47; French unless said. */
  language?: string;
  author?: string;
  /** PNG or JPEG, at the head of the first page. */
  logo?: { content: Uint8Array; alt: string };
}

/** What is written to a PDF, top to bottom; page breaks, footers and tags come by themselves. */
export interface PdfWriter {
  /** A title; the document has one of level 1, and no level is skipped. It stays with what follows it. */
  heading: (level: 1 | 2 | 3, text: string) => void;
  /** Line breaks of the text stay. */
  paragraph: (text: string, look?: "plain" | "strong" | "small") => void;
  list: (items: readonly string[]) => void;
  /** Label and value, one pair a row: a table whose first cells are heads of rows. */
  keyValues: (pairs: ReadonlyArray<readonly [label: string, value: string]>) => void;
  /** Heads are repeated on each page; a row is cut only if it is taller than a page. */
  table: (table: TableContent) => void;
  /** A drawing of `width` × `height` points (the width of the text at most), whose origin is its top left corner. */
  figure: (figure: Figure) => void;
  /** The next page; it lies as this one unless said. */
  newPage: (orientation?: Orientation) => void;
  /** What follows is a document of its own among others: it begins on a page whose foot says `title` and counts from 1. */
  part: (title: string) => void;
}

export interface Figure {
  /** What the drawing says, for who cannot see it. */
  alt: string;
  height: number;
  /** {@link textWidth} unless said. */
  width?: number;
  /** Draws with pdfkit; text by `kit.font("regular" | "bold")` and `text(…, { lineBreak: false })`. */
  draw: (kit: Kit, width: number, height: number) => void;
}

/** Points between the margins. */
export const textWidth = bodyWidth;

const ink = "#161616";
const styles = {
  1: { face: "bold", size: 20, lineHeight: 27, color: ink },
  2: { face: "bold", size: 14, lineHeight: 20, color: ink },
  3: { face: "bold", size: 11.5, lineHeight: 17, color: ink },
  plain: { face: "regular", size: 10.5, lineHeight: 15.5, color: ink },
  strong: { face: "bold", size: 10.5, lineHeight: 15.5, color: ink },
  small: { face: "regular", size: 8.5, lineHeight: 12.5, color: "#3a3a3a" },
} as const satisfies Record<string, TextStyle>;

/**
 * Writes an A4 PDF to `target` and ends it: tagged (PDF/UA-1: headings, paragraphs, lists, tables with heads, figures
 * with their text), titled, in one language, fonts embedded, « page x / y » at the foot. Characters the font does not
 * have are drawn as a mark and kept as they are for who copies or listens (ActualText).
 * Pages are held until the end, since the foot names their number: some kilobytes each.
 */
const writePdf = async (
  target: Writable,
  options: PdfOptions,
  write: (pdf: PdfWriter) => void | Promise<void>,
): Promise<void> => {
  const [{ default: PDFDocument }, fonts] = await Promise.all([import("pdfkit"), loadFonts()]);
  // pdfkit takes bytes as its first font and knows PDF/UA; its types do not.
  const beyondTypes: object = { font: fonts.regular, subset: "PDF/UA" };
  const kit = new PDFDocument({
    ...{ size: "A4", margin: 0, pdfVersion: "1.7", tagged: true, displayTitle: true, bufferPages: true },
    lang: options.language ?? "fr-FR",
    info: {
      Title: options.title,
      Author: options.author ?? "",
      Creator: "Guichet",
      CreationDate: options.at,
    },
    ...beyondTypes,
  });
  kit.registerFont("regular", fonts.regular).registerFont("bold", fonts.bold);
  const written = pipeline(kit, target);
  const fill = async () => {
    const root = kit.struct("Document");
    kit.addStructure(root);
    const page = startPage(kit);
    if (options.logo) placeLogo(page, root, options.logo);
    const parts: Part[] = [{ title: options.title, from: 0 }];
    await write(writerOn(page, root, parts));
    root.end();
    writeFeet(page, parts);
    kit.end();
  };
  const filled = fill().catch((error: unknown) => {
    kit.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  await Promise.all([filled, written]);
};

/** The same, as bytes: for documents of a few pages. */
export const pdfBytes = async (
  options: PdfOptions,
  write: (pdf: PdfWriter) => void | Promise<void>,
): Promise<Uint8Array<ArrayBuffer>> => {
  const { PassThrough } = await import("node:stream");
  const { buffer } = await import("node:stream/consumers");
  const through = new PassThrough();
  const [content] = await Promise.all([buffer(through), writePdf(through, options, write)]);
  return new Uint8Array(content);
};

/** Pages that follow each other under one title, from this one on. */
interface Part {
  title: string;
  from: number;
}

const writerOn = (page: Page, root: Element, parts: Part[]): PdfWriter => {
  const { kit } = page;
  const readable = readableIn(kit);
  const outline = [kit.outline];

  /** Writes a text as one element, over as many pages as it needs. */
  const flow = (parent: Element, tag: string, text: string, style: TextStyle, x: number = sheet.left) => {
    const { shown, actual } = readable(text);
    page.use(style);
    const lines = breakLines(shown, sheet.left + page.width() - x, (piece) => kit.widthOfString(piece));
    const element = kit.struct(tag, actual ? { actual } : {});
    parent.add(element);
    for (let from = 0; from < lines.length; ) {
      page.keep(style.lineHeight);
      const fitting = lines.slice(from, from + Math.max(1, Math.floor(page.room() / style.lineHeight)));
      element.add(() => {
        for (const line of fitting) {
          page.write(line, x, page.y, style);
          page.y += style.lineHeight;
        }
      });
      from += fitting.length;
    }
    element.end();
  };

  return {
    heading: (level, text) => {
      page.gap(level === 1 ? 4 : 12);
      page.keep(styles[level].lineHeight + 3 * styles.plain.lineHeight);
      outline.splice(level);
      outline.push((outline.at(-1) ?? kit.outline).addItem(text));
      flow(root, `H${level}`, text, styles[level]);
      page.y += level === 1 ? 8 : 3;
    },
    paragraph: (text, look = "plain") => {
      flow(root, "P", text, styles[look]);
      page.y += 6;
    },
    list: (items) => {
      if (items.length === 0) return;
      const list = kit.struct("L");
      root.add(list);
      for (const item of items) {
        page.keep(styles.plain.lineHeight);
        const element = kit.struct("LI");
        list.add(element);
        const label = kit.struct("Lbl");
        element.add(label);
        label.add(() => page.write("•", sheet.left + 6, page.y, styles.plain));
        flow(element, "LBody", item, styles.plain, sheet.left + 20);
        page.y += 2;
      }
      list.end();
      page.y += 4;
    },
    keyValues: (pairs) => {
      if (pairs.length === 0) return;
      const columns = [
        { label: "", share: 3, rowHead: true },
        { label: "", share: 7 },
      ];
      writeRows(page, root, readable, { columns, rows: pairs }, { heads: false });
    },
    table: (table) => {
      if (table.caption) page.keep(4 * styles.plain.lineHeight);
      writeRows(page, root, readable, table, { heads: true });
    },
    figure: ({ alt, height, width = textWidth, draw }) => {
      page.keep(height);
      place(page, root, alt, width, height, () => draw(kit, width, height));
      page.y += 8;
    },
    newPage: (orientation) => page.next(orientation),
    part: (title) => {
      const { start, count } = kit.bufferedPageRange();
      const isBlank = count === 1 && page.y === sheet.top;
      if (isBlank) parts.length = 0;
      else page.next();
      parts.push({ title, from: isBlank ? start : start + count });
    },
  };
};

/** pdfkit knows these attributes; its types do not. */
interface FigureAttributes extends PDFKit.Mixins.StructureElementOptions {
  bbox: [number, number, number, number];
  placement: "Block";
}

const place = (page: Page, root: Element, alt: string, width: number, height: number, draw: () => void) => {
  const { kit, y } = page;
  const bbox: FigureAttributes["bbox"] = [sheet.left, y, sheet.left + width, y + height];
  const attributes: FigureAttributes = { alt, bbox, placement: "Block" };
  const element = kit.struct("Figure", attributes);
  root.add(element);
  element.add(() => {
    kit.save().translate(sheet.left, y);
    draw();
    kit.restore();
  });
  element.end();
  page.y += height;
};

const placeLogo = (page: Page, root: Element, { content, alt }: NonNullable<PdfOptions["logo"]>) => {
  const fit: [number, number] = [160, 56];
  place(page, root, alt, fit[0], fit[1], () => {
    try {
      page.kit.image(Buffer.from(content), 0, 0, { fit });
    } catch {
      // A picture nobody can read is shown by its words, as browsers do: the document matters more.
      page.write(alt, 0, 0, styles.strong);
    }
  });
  page.y += 12;
};

const writeFeet = (page: Page, parts: readonly Part[]) => {
  const { kit } = page;
  const { start, count } = kit.bufferedPageRange();
  const readable = readableIn(kit);
  for (const [index, { title, from }] of parts.entries()) {
    const next = parts[index + 1]?.from ?? start + count;
    for (let n = from; n < next; n++) {
      kit.switchToPage(n);
      const { width, height } = kit.page;
      const y = height - 44;
      kit.markContent("Artifact", { type: "Pagination" });
      page.use(styles.small);
      const number = `page ${n - from + 1} / ${next - from}`;
      const x = width - sheet.right - kit.widthOfString(number);
      const [line = ""] = breakLines(readable(title).shown, x - sheet.left - 12, (piece) =>
        kit.widthOfString(piece),
      );
      page.write(line, sheet.left, y, styles.small);
      page.write(number, x, y, styles.small);
      kit.endMarkedContent();
    }
  }
};
