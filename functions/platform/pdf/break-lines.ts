/**
 * Breaks a text into lines no wider than `width`, at spaces; a no-break space holds. A word wider than a line is cut
 * where it must be. Line breaks of the text stay; an empty text is one empty line.
 */
export const breakLines = (text: string, width: number, widthOf: (text: string) => number): string[] =>
  text.split("\n").flatMap((paragraph) => breakParagraph(paragraph, width, widthOf));

const breakParagraph = (text: string, width: number, widthOf: (text: string) => number): string[] => {
  const lines: string[] = [];
  const space = widthOf(" ");
  let line = "";
  let used = 0;
  for (const word of text.split(" ")) {
    const wide = widthOf(word);
    if (line && used + space + wide <= width) {
      line += ` ${word}`;
      used += space + wide;
      continue;
    }
    if (line) lines.push(line);
    const pieces = wide > width ? cutWord(word, width, widthOf) : [word];
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
    used = widthOf(line);
  }
  lines.push(line);
  return lines;
};

const cutWord = (word: string, width: number, widthOf: (text: string) => number): string[] => {
  const pieces: string[] = [];
  let piece = "";
  for (const letter of word) {
    if (piece && widthOf(piece + letter) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += letter;
  }
  return [...pieces, piece];
};
