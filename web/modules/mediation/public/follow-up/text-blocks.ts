/** A paragraph (its lines) or a list (its items), as plain mails write them. */
export type TextBlock = { kind: "paragraph"; lines: string[] } | { kind: "list"; items: string[] };

const item = /^\s*[-•*]\s+(.*)$/;

/** Paragraphs apart by an empty line; lines that begin with a dash or a bullet are a list. */
export const textBlocks = (text: string): TextBlock[] => {
  const blocks: TextBlock[] = [];
  let open = false;
  for (const line of text.replaceAll("\r\n", "\n").trim().split("\n")) {
    const last = open ? blocks.at(-1) : undefined;
    const [, bullet] = item.exec(line) ?? [];
    if (!line.trim()) open = false;
    else if (bullet !== undefined) {
      // A list goes on over empty lines between its items.
      const before = blocks.at(-1);
      if (before?.kind === "list") before.items.push(bullet);
      else blocks.push({ kind: "list", items: [bullet] });
      open = true;
    } else {
      if (last?.kind === "paragraph") last.lines.push(line);
      else blocks.push({ kind: "paragraph", lines: [line] });
      open = true;
    }
  }
  return blocks;
};

/** Lines a reader sees, about: long paragraphs wrap at 80 characters. */
export const lineCount = (text: string): number =>
  text.split("\n").reduce((lines, line) => lines + Math.max(1, Math.ceil(line.length / 80)), 0);
