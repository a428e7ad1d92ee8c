/**
 * What an agent writes, with the little layout a letter may have (mail.md §4.6): paragraphs, headings, lists, strong,
 * emphasis, links. It is kept as plain words with a few signs, so that it can be read, searched and compared as it is:
 *
 *     ## Heading          **strong**        _emphasis_
 *     - item              1. item           [words](https://…)
 *
 * A blank line ends a block. A backslash before one of these signs means the sign itself.
 */

/** Words in a line that share their look; a `\n` in them is a line break. */
export interface Words {
  text: string;
  strong?: true;
  emphasis?: true;
  /** `https:`, `http:`, `mailto:` or `tel:`. */
  href?: string;
}

export type Written =
  | { is: "paragraph"; words: Words[] }
  | { is: "heading"; words: Words[] }
  | { is: "list"; ordered: boolean; items: Words[][] };

/** A variable of a template that nobody filled yet. */
export const variableToFill = /\{\{[^{}\n]{1,60}\}\}/;

/** Reads what was written. Total: signs that make no sense stay as words. Linear in the length. */
export function parseWritten(source: string): Written[] {
  const blocks: Written[] = [];
  for (const passage of source.replace(/\r\n?/g, "\n").split(/\n[ \t]*\n/)) {
    let plain: string[] = [];
    let items: { ordered: boolean; lines: string[] } | undefined;
    const flush = () => {
      if (plain.length > 0) blocks.push({ is: "paragraph", words: inline(plain.join("\n")) });
      if (items)
        blocks.push({ is: "list", ordered: items.ordered, items: items.lines.map((one) => inline(one)) });
      plain = [];
      items = undefined;
    };
    for (const line of passage.split("\n")) {
      const heading = /^#{2,3} +(\S.*)$/.exec(line)?.[1];
      const bullet = /^\s*[-•*–]\s+(\S.*)$/.exec(line)?.[1];
      const next = (items?.ordered ? items.lines.length : 0) + 1;
      const numbered = new RegExp(`^\\s*${next}[.)]\\s+(\\S.*)$`).exec(line)?.[1];
      const item = bullet ?? numbered;
      if (heading !== undefined) {
        flush();
        blocks.push({ is: "heading", words: inline(heading.trimEnd()) });
      } else if (item !== undefined) {
        const ordered = bullet === undefined;
        if (!items || items.ordered !== ordered) flush();
        items ??= { ordered, lines: [] };
        items.lines.push(item.trimEnd());
      } else if (line.trim() !== "") {
        if (items) flush();
        plain.push(line.trimEnd());
      }
    }
    flush();
  }
  return blocks;
}

type Look = Omit<Words, "text">;
const signs = "\\*_[]-•–#.)";
const allowedLink = /^(?:https?:\/\/|mailto:|tel:)[^\s<>"]+$/i;

function inline(source: string, look: Look = {}): Words[] {
  const out: Words[] = [];
  /** Signs whose end was looked for once and is not there: looking again would cost the square of the length. */
  const open = new Set<string>();
  let plain = "";
  const flush = () => {
    if (plain !== "") out.push({ text: plain, ...look });
    plain = "";
  };
  for (let at = 0; at < source.length; ) {
    const sign = source[at] ?? "";
    if (sign === "\\" && signs.includes(source[at + 1] ?? " ")) {
      plain += source[at + 1];
      at += 2;
      continue;
    }
    const found = open.has(sign) ? undefined : marked(source, at);
    if (found === "unclosed") open.add(sign);
    if (found && found !== "unclosed") {
      flush();
      out.push(...inline(found.inner, { ...look, ...found.look }));
      at = found.end;
    } else {
      plain += sign;
      at += 1;
    }
  }
  flush();
  return out;
}

const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
const isSpace = (character: string | undefined) => character === undefined || /\s/.test(character);

interface Marked {
  inner: string;
  look: Look;
  end: number;
}

/** The marked words that begin here, if any. */
function marked(source: string, at: number): Marked | "unclosed" | undefined {
  const after = source[at + 1];
  if (source.startsWith("**", at)) {
    if (isSpace(source[at + 2])) return undefined;
    const end = closing(source, at + 2, "**", (to) => !isSpace(source[to - 1]));
    return end === -1
      ? "unclosed"
      : { inner: source.slice(at + 2, end), look: { strong: true }, end: end + 2 };
  }
  if (source[at] === "_") {
    if (isWord(source[at - 1]) || isSpace(after)) return undefined;
    const end = closing(source, at + 1, "_", (to) => !isSpace(source[to - 1]) && !isWord(source[to + 1]));
    return end === -1
      ? "unclosed"
      : { inner: source.slice(at + 1, end), look: { emphasis: true }, end: end + 1 };
  }
  if (source[at] === "[") {
    const end = closing(source, at + 1, "](", () => true);
    if (end === -1) return "unclosed";
    const to = source.indexOf(")", end);
    const href = to === -1 ? "" : source.slice(end + 2, to);
    return allowedLink.test(href) && href.length <= 2000
      ? { inner: source.slice(at + 1, end), look: { href }, end: to + 1 }
      : undefined;
  }
  return undefined;
}

/** Where a sign ends what it began, escaped ones passed over; -1 when nowhere. */
function closing(source: string, from: number, sign: string, holds: (at: number) => boolean): number {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (at > from && source.startsWith(sign, at) && holds(at)) return at;
  }
  return -1;
}

/** The same words with their signs: what `parseWritten` reads back to the same blocks. */
export const writeWords = (blocks: readonly Written[]): string =>
  blocks
    .map((block) => {
      if (block.is === "list") {
        return block.items
          .map(
            (item, index) => `${block.ordered ? `${index + 1}.` : "-"} ${lineOf(item).replaceAll("\n", " ")}`,
          )
          .join("\n");
      }
      const words = lineOf(block.words);
      return block.is === "heading" ? `## ${words.replaceAll("\n", " ")}` : words;
    })
    .filter((block) => block.trim() !== "")
    .join("\n\n");

const lineOf = (words: readonly Words[]) =>
  words
    .map(({ text, strong, emphasis, href }) => {
      // Signs hug what they mark: spaces stay outside.
      const core = text.trim();
      if (core === "") return text;
      const from = text.indexOf(core);
      const [before, after] = [text.slice(0, from), text.slice(from + core.length)];
      let line = core.replaceAll(/[\\*_[\]]/g, "\\$&");
      if (emphasis) line = `_${line}_`;
      if (strong) line = `**${line}**`;
      if (href && allowedLink.test(href)) line = `[${line}](${href})`;
      return before + line + after;
    })
    .join("")
    .split("\n")
    .map((line) =>
      line.replace(/^(\s*)([-•–#])(?=[\s#])/, "$1\\$2").replace(/^(\s*\d+)([.)])(?=\s)/, "$1\\$2"),
    )
    .join("\n");

/** Whether more than paragraphs and dashed lists was used. */
export const isFormatted = (blocks: readonly Written[]): boolean =>
  blocks.some((block) =>
    block.is === "list"
      ? block.ordered || block.items.some(hasLook)
      : block.is === "heading" || hasLook(block.words),
  );
const hasLook = (words: readonly Words[]) =>
  words.some(({ strong, emphasis, href }) => strong || emphasis || href !== undefined);

/** The words alone, as they are read where no layout is shown. */
export const plainText = (blocks: readonly Written[]): string =>
  blocks
    .map((block) =>
      block.is === "list"
        ? block.items
            .map((item, index) => `${block.ordered ? `${index + 1}.` : "-"} ${plainWords(item)}`)
            .join("\n")
        : plainWords(block.words),
    )
    .join("\n\n");
const plainWords = (words: readonly Words[]) =>
  words.map(({ text, href }) => (href === undefined ? text : linkInWords(text, href))).join("");

const scheme = /^(?:https?:\/\/|mailto:|tel:)/;
/** A link where only words are shown: its address follows, unless the words are the address. */
export const linkInWords = (text: string, href: string): string => {
  const address = href.replace(/^(?:mailto|tel):/, "");
  return text === href || text === href.replace(scheme, "") ? address : `${text} (${address})`;
};

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The words as HTML, escaped, for the frame that shows a message as it was laid out. */
export const htmlOf = (blocks: readonly Written[]): string =>
  blocks
    .map((block) => {
      if (block.is === "heading") return `<h3>${inlineHtml(block.words)}</h3>`;
      if (block.is === "paragraph") return `<p>${inlineHtml(block.words)}</p>`;
      const tag = block.ordered ? "ol" : "ul";
      return `<${tag}>${block.items.map((item) => `<li>${inlineHtml(item)}</li>`).join("")}</${tag}>`;
    })
    .join("\n");

const inlineHtml = (words: readonly Words[]) =>
  words
    .map(({ text, strong, emphasis, href }) => {
      let html = escaped(text).replaceAll("\n", "<br>");
      if (emphasis) html = `<em>${html}</em>`;
      if (strong) html = `<strong>${html}</strong>`;
      return href
        ? `<a href="${escaped(href)}" rel="noopener noreferrer nofollow" target="_blank">${html}</a>`
        : html;
    })
    .join("");
