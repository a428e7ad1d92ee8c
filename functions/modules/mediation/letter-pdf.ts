import { longDay } from "../../../shared/mediation/date-words.ts";
import { type PdfWriter, pdfBytes } from "../../platform/pdf/write-pdf.ts";

/** A letter to be printed and put in a window envelope. */
export interface PrintedLetter {
  number: string;
  at: Date;
  timeZone: string;
  /** Lines of whoever writes: the organisation and its address. */
  from: readonly string[];
  /** Lines of the address that shows in the window. */
  to: readonly string[];
  /** Side of the window, seen from the front (mediation.md §4.13). */
  window: "left" | "right";
  subject: string;
  /** Paragraphs as typed. */
  text: string;
  /** Name and lines under it. */
  signature: readonly string[];
}

/** Points of the window of an envelope folded in three (NF D60-031: 110 × 220 mm, window 100 × 45 mm, 20 mm from its edge). */
const window = { width: 100 * 2.835, height: 45 * 2.835, top: 45 * 2.835 };

/** The letter as an A4 PDF, tagged; its address sits where the envelope's window shows it. */
export const letterPdf = (letter: PrintedLetter): Promise<Uint8Array<ArrayBuffer>> =>
  pdfBytes({ title: titleOf(letter), at: letter.at, author: letter.from[0] ?? "" }, (pdf) =>
    writeLetter(pdf, letter),
  );

/** Letters one after the other, to be printed at once: each begins a page and counts its own. */
export const lettersPdf = (
  letters: readonly PrintedLetter[],
  about: { title: string; at: Date; author: string },
): Promise<Uint8Array<ArrayBuffer>> =>
  pdfBytes(about, (pdf) => {
    for (const letter of letters) {
      pdf.part(titleOf(letter));
      writeLetter(pdf, letter);
    }
  });

const titleOf = ({ number }: PrintedLetter): string => `Courrier, dossier ${number}`;

const writeLetter = (pdf: PdfWriter, letter: PrintedLetter): void => {
  const size = 10.5;
  const line = 15;
  const height = window.top + window.height - 56;
  pdf.figure({
    alt: [`De\u00a0: ${letter.from.join(", ")}`, `À\u00a0: ${letter.to.join(", ")}`].join(". "),
    height,
    draw: (kit, width) => {
      const write = (lines: readonly string[], x: number, top: number) => {
        kit.font("regular").fontSize(size);
        for (const [index, words] of lines.entries())
          kit.text(words, x, top + index * line, { lineBreak: false });
      };
      const right = width - window.width;
      write(letter.from, 0, 0);
      write(letter.to, letter.window === "right" ? right + 14 : 14, window.top - 56 + 14);
    },
  });
  pdf.paragraph(`Le ${longDay(letter.at, letter.timeZone)}`);
  pdf.heading(1, letter.subject);
  pdf.paragraph(`Dossier ${letter.number}`, "small");
  for (const words of letter.text.split(/\n\s*\n/)) if (words.trim()) pdf.paragraph(words.trim());
  for (const words of letter.signature) pdf.paragraph(words);
};
