import type { JSONContent } from "@tiptap/core";
import type { Words, Written } from "../../../../shared/mail/written-words.ts";

/** What an agent writes, as the editor holds it and as it is kept (shared/mail/written-words.ts). */

export const toDocument = (blocks: readonly Written[]): JSONContent => ({
  type: "doc",
  content: blocks.length === 0 ? [{ type: "paragraph" }] : blocks.map(nodeOf),
});

function nodeOf(block: Written): JSONContent {
  switch (block.is) {
    case "paragraph":
      return { type: "paragraph", content: nodesOf(block.words) };
    case "heading":
      return { type: "heading", attrs: { level: 3 }, content: nodesOf(block.words) };
    case "list":
      return {
        type: block.ordered ? "orderedList" : "bulletList",
        content: block.items.map((item) => ({
          type: "listItem",
          content: [{ type: "paragraph", content: nodesOf(item) }],
        })),
      };
  }
}

const nodesOf = (words: readonly Words[]): JSONContent[] =>
  words.flatMap(({ text, strong, emphasis, href }) => {
    const marks = [
      ...(strong ? [{ type: "bold" }] : []),
      ...(emphasis ? [{ type: "italic" }] : []),
      ...(href ? [{ type: "link", attrs: { href } }] : []),
    ];
    return text
      .split("\n")
      .flatMap((line, index): JSONContent[] => [
        ...(index > 0 ? [{ type: "hardBreak" }] : []),
        ...(line === "" ? [] : [{ type: "text", text: line, ...(marks.length > 0 ? { marks } : {}) }]),
      ]);
  });

export const fromDocument = (document: JSONContent): Written[] =>
  (document.content ?? []).flatMap((node): Written[] => {
    switch (node.type) {
      case "paragraph":
        return [{ is: "paragraph", words: wordsOf(node) }];
      case "heading":
        return [{ is: "heading", words: wordsOf(node) }];
      case "bulletList":
      case "orderedList":
        return [
          {
            is: "list",
            ordered: node.type === "orderedList",
            items: (node.content ?? []).map((item) => (item.content ?? []).flatMap(wordsOf)),
          },
        ];
      default:
        return [];
    }
  });

/** Neighbours of one look become one run, so that a sign never meets its like. */
const wordsOf = (node: JSONContent): Words[] => {
  const words: Words[] = [];
  for (const piece of node.content ?? []) {
    const next = pieceOf(piece);
    const last = words.at(-1);
    if (last && last.strong === next.strong && last.emphasis === next.emphasis && last.href === next.href)
      last.text += next.text;
    else words.push(next);
  }
  return words;
};

const pieceOf = (piece: JSONContent): Words => {
  if (piece.type === "hardBreak") return { text: "\n" };
  const has = (type: string) => piece.marks?.find((mark) => mark.type === type);
  const href: unknown = has("link")?.attrs?.href;
  return {
    text: piece.text ?? "",
    ...(has("bold") ? { strong: true } : {}),
    ...(has("italic") ? { emphasis: true } : {}),
    ...(typeof href === "string" ? { href } : {}),
  };
};
