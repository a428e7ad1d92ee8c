import type { AccentColours } from "../../../shared/access/organisation.ts";
import { linkInWords, parseWritten, type Words, type Written } from "../../../shared/mail/written-words.ts";

/**
 * The one layout of every mail Guichet sends: a column of 600 px, tables and inline styles for old programs, dark by
 * `prefers-color-scheme`, facts stacked under 480 px, readable without images. The text part says the same in the
 * same order. Services give words; escaping happens here and only here.
 */

/** Words in a line: plain, strong, stressed, or a link with full words. */
export type Inline = string | { strong: string } | { emphasis: string } | { link: string; href: string };

export type Block =
  | { is: "heading"; text: string }
  | { is: "subheading"; text: string }
  | { is: "paragraph"; content: readonly Inline[] }
  | { is: "list"; ordered?: boolean; items: readonly (readonly Inline[])[] }
  /** The one thing to keep: a number or a code, large. */
  | { is: "figure"; label: string; value: string }
  | { is: "facts"; rows: ReadonlyArray<{ label: string; values: readonly string[] }> }
  | { is: "button"; label: string; href: string }
  /** A remark beside the rest: title and words, behind a rule. */
  | { is: "note"; title: string; content: readonly Inline[] }
  /** Under a line, at the end of a letter: how to answer. */
  | { is: "closing"; content: readonly Inline[] };

export interface MailLayout {
  /** Title of the document, usually the subject without its number. */
  title: string;
  /** First words shown in a list of mails; hidden in the mail itself. */
  preview: string;
  /** Absent in a letter from a person. `src` is `https:` or `cid:`. */
  logo?: { src: string; alt: string } | undefined;
  /** The organisation's colour: a line over the card, links and buttons. Absent = the State's blue, without line. */
  accent?: AccentColours | undefined;
  blocks: readonly Block[];
  /** Under the card, smaller: why this mail came, who writes, where. */
  footer: ReadonlyArray<readonly Inline[]>;
}

/** Builds both parts of a mail. */
export const layoutMail = (mail: MailLayout): { html: string; text: string } => ({
  html: htmlOf(mail),
  text: textOf(mail),
});

/** What an agent typed, as blocks: paragraphs, headings, lists, strong, emphasis, links (shared/mail/written-words.ts). */
export const wordsToBlocks = (words: string): Block[] => parseWritten(words).map(blockOf);

function blockOf(block: Written): Block {
  switch (block.is) {
    case "paragraph":
      return { is: "paragraph", content: block.words.map(inlineOf) };
    case "heading":
      return { is: "subheading", text: block.words.map(({ text }) => text).join("") };
    case "list": {
      const items = block.items.map((item) => item.map(inlineOf));
      return block.ordered ? { is: "list", ordered: true, items } : { is: "list", items };
    }
  }
}

const inlineOf = ({ text, strong, emphasis, href }: Words): Inline => {
  if (href !== undefined) return { link: text, href };
  if (strong) return { strong: text };
  return emphasis ? { emphasis: text } : text;
};

// Long addresses break rather than widen a small screen; Outlook knows the second way only.
const font = "font-family:Marianne,Arial,Helvetica,sans-serif;overflow-wrap:anywhere;word-break:break-word;";
const body = `${font}margin:0 0 16px;font-size:16px;line-height:24px;color:#3a3a3a`;
const small = `${font}margin:0;font-size:14px;line-height:20px;color:#666666`;
const table = 'role="presentation" cellpadding="0" cellspacing="0" border="0"';

const blue: AccentColours = { light: "#000091", dark: "#8585f6" };

/** Grounds and words of each mode; a test measures what stands on what. */
export const grounds = {
  light: { card: "#ffffff", page: "#f6f6f6", onButton: "#ffffff" },
  dark: { card: "#1e1e1e", page: "#161616", onButton: "#161616" },
} as const;

const darkOf = ({ dark }: AccentColours) =>
  `@media (prefers-color-scheme:dark){.bg{background-color:${grounds.dark.page}!important}.card{background-color:${grounds.dark.card}!important;border-color:#353535!important}.h{color:#ffffff!important}.t{color:#cecece!important}.m{color:#a0a0a0!important}.a{color:${dark}!important}.l{border-color:#353535!important}.n{border-color:#666666!important}.k,.b{background-color:${dark}!important}.bt{color:${grounds.dark.onButton}!important}.plate{background-color:#ffffff!important}}`;
const narrow = `@media (max-width:480px){.card{padding:20px 16px!important}.outer{padding:0!important}.f{display:block!important;width:auto!important}.t.f{border-top:0!important;padding-top:0!important}.m.f{padding-bottom:0!important}}`;

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const inLines = (text: string) => escaped(text).replaceAll("\n", "<br>");

const inlineHtml = (content: readonly Inline[], accent: AccentColours) =>
  content
    .map((piece) => {
      if (typeof piece === "string") return inLines(piece);
      if ("strong" in piece) return `<strong>${inLines(piece.strong)}</strong>`;
      if ("emphasis" in piece) return `<em>${inLines(piece.emphasis)}</em>`;
      return `<a class="a" href="${escaped(piece.href)}" style="color:${accent.light};text-decoration:underline">${escaped(piece.link)}</a>`;
    })
    .join("");

function blockHtml(block: Block, accent: AccentColours): string {
  switch (block.is) {
    case "heading":
      return `<h1 class="h" style="${font}margin:0 0 16px;font-size:24px;line-height:32px;font-weight:bold;color:#161616">${escaped(block.text)}</h1>`;
    case "subheading":
      return `<h2 class="h" style="${font}margin:24px 0 8px;font-size:18px;line-height:24px;font-weight:bold;color:#161616">${escaped(block.text)}</h2>`;
    case "paragraph":
      return `<p class="t" style="${body}">${inlineHtml(block.content, accent)}</p>`;
    case "list":
      return listHtml(block, accent);
    case "figure":
      return `<p class="m" style="${small}">${escaped(block.label)}</p><p class="h" style="${font}margin:0 0 16px;font-size:32px;line-height:40px;font-weight:bold;color:#161616">${escaped(block.value)}</p>`;
    case "facts":
      return `<table ${table} width="100%" style="margin:0 0 16px">${block.rows.map(factHtml).join("")}</table>`;
    case "button":
      return `<table ${table} style="margin:8px 0 24px"><tr><td class="b" bgcolor="${accent.light}" style="background-color:${accent.light}"><a class="bt" href="${escaped(block.href)}" style="${font}display:inline-block;padding:12px 20px;font-size:16px;line-height:24px;font-weight:bold;color:${grounds.light.onButton};text-decoration:none">${escaped(block.label)}</a></td></tr></table>`;
    case "note":
      return `<table ${table} width="100%" style="margin:8px 0 24px"><tr><td class="n" style="border-left:4px solid #dddddd;padding:4px 0 4px 16px"><p class="h" style="${font}margin:0 0 4px;font-size:16px;line-height:24px;font-weight:bold;color:#161616">${escaped(block.title)}</p><p class="t" style="${body};margin:0">${inlineHtml(block.content, accent)}</p></td></tr></table>`;
    case "closing":
      return `<table ${table} width="100%"><tr><td class="l" style="border-top:1px solid #dddddd;padding:16px 0 0"><p class="t" style="${body};margin:0">${inlineHtml(block.content, accent)}</p></td></tr></table>`;
  }
}

const listHtml = ({ ordered, items }: Extract<Block, { is: "list" }>, accent: AccentColours) => {
  const tag = ordered ? "ol" : "ul";
  const rows = items.map((item) => `<li style="margin:0 0 4px">${inlineHtml(item, accent)}</li>`).join("");
  return `<${tag} class="t" style="${body};padding:0 0 0 24px">${rows}</${tag}>`;
};

const factHtml = ({ label, values }: { label: string; values: readonly string[] }) =>
  `<tr><td class="m l f" valign="top" width="150" style="${font}padding:8px 16px 8px 0;font-size:14px;line-height:24px;color:#666666;border-top:1px solid #dddddd">${escaped(label)}</td><td class="t l f" valign="top" style="${font}padding:8px 0;font-size:16px;line-height:24px;color:#3a3a3a;border-top:1px solid #dddddd">${values.map(inLines).join("<br>")}</td></tr>`;

function htmlOf(mail: MailLayout): string {
  const accent = mail.accent ?? blue;
  // The height alone is set, so that any logo keeps its shape; the words show where images are off.
  const logo = mail.logo
    ? `<table ${table} style="margin:0 0 24px"><tr><td class="plate" style="padding:4px 8px 4px 0"><img src="${escaped(mail.logo.src)}" height="40" alt="${escaped(mail.logo.alt)}" style="${font}display:block;border:0;height:40px;width:auto;max-width:100%;font-size:16px;line-height:20px;font-weight:bold;color:#161616"></td></tr></table>`
    : "";
  const line = mail.accent
    ? `<tr><td class="k" height="4" bgcolor="${accent.light}" style="height:4px;background-color:${accent.light};font-size:0;line-height:4px">&nbsp;</td></tr>`
    : "";
  const footer = mail.footer
    .map((line) => `<p class="m" style="${small};margin:0 0 8px">${inlineHtml(line, accent)}</p>`)
    .join("\n");
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escaped(mail.title)}</title>
<style>:root{color-scheme:light dark}
${darkOf(accent)}
${narrow}</style></head>
<body class="bg" style="margin:0;padding:0;background-color:#f6f6f6">
<div style="display:none;max-height:0;overflow:hidden">${escaped(mail.preview)}</div>
<table ${table} class="bg" width="100%" bgcolor="#f6f6f6" style="background-color:#f6f6f6"><tr><td class="outer" align="center" style="padding:24px 16px">
<table ${table} width="100%" style="max-width:600px">${line}<tr><td class="card" align="left" bgcolor="#ffffff" style="background-color:#ffffff;border:1px solid #dddddd;padding:32px">
${logo}${mail.blocks.map((block) => blockHtml(block, accent)).join("\n")}
${cardEnd}
${footer}
</td></tr></table></td></tr></table></body></html>
`;
}

const inlineText = (content: readonly Inline[]) =>
  content
    .map((piece) => {
      if (typeof piece === "string") return piece;
      if ("strong" in piece) return piece.strong;
      if ("emphasis" in piece) return piece.emphasis;
      return linkInWords(piece.link, piece.href);
    })
    .join("");

function blockText(block: Block): string {
  switch (block.is) {
    case "heading":
    case "subheading":
      return block.text;
    case "paragraph":
    case "closing":
      return inlineText(block.content);
    case "list":
      return block.items
        .map((item, index) => `${block.ordered ? `${index + 1}.` : "-"} ${inlineText(item)}`)
        .join("\n");
    case "figure":
      return `${block.label}\u00a0: ${block.value}`;
    case "facts":
      return block.rows.map(({ label, values }) => `${label}\u00a0: ${values.join("\n  ")}`).join("\n");
    case "button":
      return `${block.label}\u00a0:\n${block.href}`;
    case "note":
      return `${block.title}\n${inlineText(block.content)}`;
  }
}

function textOf(mail: MailLayout): string {
  const main = mail.blocks.map(blockText).join("\n\n");
  const footer = mail.footer.map(inlineText).join("\n");
  return footer === "" ? `${main}\n` : `${main}${footStart}${footer}\n`;
}

/** Where the card ends and the foot begins, in each part. */
const cardEnd = '</td></tr><tr><td align="left" style="padding:16px 16px 24px">';
const footStart = "\n\n-- \n";

/** A finished mail with these blocks more at the end of its card, as `layoutMail` would have put them. */
export const withBlocks = (
  mail: { html: string; text: string },
  blocks: readonly Block[],
): { html: string; text: string } => ({
  html: before(mail.html, cardEnd, `${blocks.map((block) => blockHtml(block, blue)).join("\n")}\n`),
  text: before(mail.text, footStart, `\n\n${blocks.map(blockText).join("\n\n")}`),
});

const before = (whole: string, mark: string, added: string): string => {
  const at = whole.lastIndexOf(mark);
  return at < 0 ? whole.trimEnd() + added : whole.slice(0, at) + added + whole.slice(at);
};
