import type { Fonts } from "./fonts.ts";

type Kit = PDFKit.PDFDocument;

/** Points of an upright A4 page and of what is written on it. */
export const sheet = { width: 595.28, height: 841.89, left: 56, right: 56, top: 56, bottom: 70 } as const;
export const bodyWidth = sheet.width - sheet.left - sheet.right;

/** Lying pages are for wide tables. */
export type Orientation = "portrait" | "landscape";

export interface TextStyle {
  face: keyof Fonts;
  size: number;
  lineHeight: number;
  color: string;
}

/** A position on the pages of one document: what has been written, what is left, and the text that fits. */
export interface Page {
  readonly kit: Kit;
  y: number;
  /** Points left on this page. */
  room: () => number;
  /** Points of an empty page. */
  wholeRoom: () => number;
  /** Points between the margins. */
  width: () => number;
  /** Goes to the next page, that lies as this one unless said. */
  next: (orientation?: Orientation) => void;
  /** Goes to the next page unless `height` points are left; never from an empty page. */
  keep: (height: number) => void;
  gap: (height: number) => void;
  use: (style: TextStyle) => void;
  /** Writes one line that is known to fit. */
  write: (line: string, x: number, y: number, style: TextStyle) => void;
  /** What is only for the eye: rules, repeated heads, page numbers. */
  ornament: (draw: () => void) => void;
}

export const startPage = (kit: Kit): Page => {
  const use = (style: TextStyle) => {
    kit.font(style.face).fontSize(style.size).fillColor(style.color);
  };
  let lies: Orientation = "portrait";
  const tall = () => (lies === "portrait" ? sheet.height : sheet.width);
  const page: Page = {
    kit,
    y: sheet.top,
    wholeRoom: () => tall() - sheet.bottom - sheet.top,
    width: () => (lies === "portrait" ? sheet.width : sheet.height) - sheet.left - sheet.right,
    room: () => tall() - sheet.bottom - page.y,
    next: (orientation = lies) => {
      lies = orientation;
      kit.addPage({ size: "A4", layout: lies, margin: 0 });
      page.y = sheet.top;
    },
    keep: (height) => {
      if (page.room() < height && page.y > sheet.top) page.next();
    },
    gap: (height) => {
      if (page.y > sheet.top) page.y += height;
    },
    use,
    write: (line, x, y, style) => {
      use(style);
      kit.text(line, x, y, { lineBreak: false });
    },
    ornament: (draw) => {
      kit.markContent("Artifact", { type: "Layout" });
      draw();
      kit.endMarkedContent();
    },
  };
  return page;
};
