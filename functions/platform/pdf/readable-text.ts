/** A text as the font can draw it and, where that differs, as it is. */
export interface ReadableText {
  shown: string;
  actual?: string;
}

export type Readable = (text: string) => ReadableText;

interface KnowsGlyphs {
  hasGlyphForCodePoint: (code: number) => boolean;
}

const knowsGlyphs = (value: unknown): value is KnowsGlyphs =>
  typeof value === "object" && value !== null && "hasGlyphForCodePoint" in value;

/** The fontkit font that pdfkit holds; its types do not show it. */
const fontOf = (kit: PDFKit.PDFDocument): KnowsGlyphs => {
  const held: unknown = Reflect.get(kit, "_font");
  const font: unknown = typeof held === "object" && held !== null ? Reflect.get(held, "font") : undefined;
  if (!knowsGlyphs(font)) throw new Error("pdfkit holds no embedded font");
  return font;
};

/**
 * Makes a text drawable: accents composed, tabs widened, control characters gone, and `�` where the font has no
 * letter (an emoji, a script it lacks); then `actual` keeps the text itself.
 */
export const readableIn = (kit: PDFKit.PDFDocument): Readable => {
  const font = fontOf(kit.font("regular"));
  return (text) => {
    const clean = text
      .normalize("NFC")
      .replace(/\r\n?|[\u2028\u2029]/g, "\n")
      .replace(/\t/g, "    ")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufeff]/g, "");
    let isWhole = true;
    let shown = "";
    for (const letter of clean) {
      const isKnown = letter === "\n" || font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0);
      shown += isKnown ? letter : "\ufffd";
      if (!isKnown) isWhole = false;
    }
    return isWhole ? { shown } : { shown, actual: clean };
  };
};
