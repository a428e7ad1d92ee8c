/**
 * The one layout of every mail Guichet sends: a column of 600 px, tables and inline styles for old programs, dark by
 * `prefers-color-scheme`, facts stacked under 480 px, readable without images. The text part says the same in the
 * same order. Services give words; escaping happens here and only here.
 */

/** Words in a line: plain, strong, kept together, or a link with full words. */
export type Inline = string | { strong: string } | { link: string; href: string };

export type Block =
  | { is: "heading"; text: string }
  | { is: "subheading"; text: string }
  | { is: "paragraph"; content: readonly Inline[] }
  | { is: "list"; items: readonly (readonly Inline[])[] }
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
  logo?: { src: string; alt: string; width: number; height: number };
  /** The organisation's colour, as a line over the card: `#297254`. Absent = none. */
  accent?: string | undefined;
  blocks: readonly Block[];
  /** Under the card, smaller: why this mail came, who writes, where. */
  footer: ReadonlyArray<readonly Inline[]>;
}

/** Builds both parts of a mail. */
export const layoutMail = (mail: MailLayout): { html: string; text: string } => ({
  html: htmlOf(mail),
  text: textOf(mail),
});

/** What an agent typed, as blocks: blank lines end a paragraph, lines that begin with a dash are a list. */
export function wordsToBlocks(words: string): Block[] {
  const blocks: Block[] = [];
  for (const passage of words.replace(/\r\n?/g, "\n").split(/\n[ \t]*\n+/)) {
    let plain: string[] = [];
    let items: Inline[][] = [];
    const flush = () => {
      if (plain.length > 0) blocks.push({ is: "paragraph", content: [plain.join("\n")] });
      if (items.length > 0) blocks.push({ is: "list", items });
      plain = [];
      items = [];
    };
    for (const line of passage.split("\n")) {
      const item = /^\s*[-•*–]\s+(.+)$/.exec(line)?.[1];
      if (item === undefined && items.length > 0) flush();
      if (item !== undefined && plain.length > 0) flush();
      if (item !== undefined) items.push([item]);
      else if (line.trim() !== "") plain.push(line.trimEnd());
    }
    flush();
  }
  return blocks;
}

const font = "font-family:Marianne,Arial,Helvetica,sans-serif;";
const body = `${font}margin:0 0 16px;font-size:16px;line-height:24px;color:#3a3a3a`;
const small = `${font}margin:0;font-size:14px;line-height:20px;color:#666666`;
const table = 'role="presentation" cellpadding="0" cellspacing="0" border="0"';

const dark = `@media (prefers-color-scheme:dark){.bg{background-color:#161616!important}.card{background-color:#1e1e1e!important;border-color:#353535!important}.h{color:#ffffff!important}.t{color:#cecece!important}.m{color:#a0a0a0!important}.a{color:#8585f6!important}.l{border-color:#353535!important}.n{border-color:#666666!important}.b{background-color:#8585f6!important}.bt{color:#000091!important}.plate{background-color:#ffffff!important}}`;
const narrow = `@media (max-width:480px){.card{padding:20px 16px!important}.outer{padding:0!important}.f{display:block!important;width:auto!important}.t.f{border-top:0!important;padding-top:0!important}.m.f{padding-bottom:0!important}}`;

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const inLines = (text: string) => escaped(text).replaceAll("\n", "<br>");

const inlineHtml = (content: readonly Inline[]) =>
  content
    .map((piece) => {
      if (typeof piece === "string") return inLines(piece);
      if ("strong" in piece) return `<strong>${inLines(piece.strong)}</strong>`;
      return `<a class="a" href="${escaped(piece.href)}" style="color:#000091;text-decoration:underline">${escaped(piece.link)}</a>`;
    })
    .join("");

function blockHtml(block: Block): string {
  switch (block.is) {
    case "heading":
      return `<h1 class="h" style="${font}margin:0 0 16px;font-size:24px;line-height:32px;font-weight:bold;color:#161616">${escaped(block.text)}</h1>`;
    case "subheading":
      return `<h2 class="h" style="${font}margin:24px 0 8px;font-size:18px;line-height:24px;font-weight:bold;color:#161616">${escaped(block.text)}</h2>`;
    case "paragraph":
      return `<p class="t" style="${body}">${inlineHtml(block.content)}</p>`;
    case "list":
      return `<ul class="t" style="${body};padding:0 0 0 24px">${block.items.map((item) => `<li style="margin:0 0 4px">${inlineHtml(item)}</li>`).join("")}</ul>`;
    case "figure":
      return `<p class="m" style="${small}">${escaped(block.label)}</p><p class="h" style="${font}margin:0 0 16px;font-size:32px;line-height:40px;font-weight:bold;color:#161616">${escaped(block.value)}</p>`;
    case "facts":
      return `<table ${table} width="100%" style="margin:0 0 16px">${block.rows.map(factHtml).join("")}</table>`;
    case "button":
      return `<table ${table} style="margin:8px 0 24px"><tr><td class="b" bgcolor="#000091" style="background-color:#000091"><a class="bt" href="${escaped(block.href)}" style="${font}display:inline-block;padding:12px 20px;font-size:16px;line-height:24px;font-weight:bold;color:#ffffff;text-decoration:none">${escaped(block.label)}</a></td></tr></table>`;
    case "note":
      return `<table ${table} width="100%" style="margin:8px 0 24px"><tr><td class="n" style="border-left:4px solid #dddddd;padding:4px 0 4px 16px"><p class="h" style="${font}margin:0 0 4px;font-size:16px;line-height:24px;font-weight:bold;color:#161616">${escaped(block.title)}</p><p class="t" style="${body};margin:0">${inlineHtml(block.content)}</p></td></tr></table>`;
    case "closing":
      return `<table ${table} width="100%"><tr><td class="l" style="border-top:1px solid #dddddd;padding:16px 0 0"><p class="t" style="${body};margin:0">${inlineHtml(block.content)}</p></td></tr></table>`;
  }
}

const factHtml = ({ label, values }: { label: string; values: readonly string[] }) =>
  `<tr><td class="m l f" valign="top" width="150" style="${font}padding:8px 16px 8px 0;font-size:14px;line-height:24px;color:#666666;border-top:1px solid #dddddd">${escaped(label)}</td><td class="t l f" valign="top" style="${font}padding:8px 0;font-size:16px;line-height:24px;color:#3a3a3a;border-top:1px solid #dddddd">${values.map(inLines).join("<br>")}</td></tr>`;

function htmlOf(mail: MailLayout): string {
  const logo =
    mail.logo === undefined
      ? ""
      : `<table ${table} style="margin:0 0 24px"><tr><td class="plate" style="padding:4px 8px 4px 0"><img src="${escaped(mail.logo.src)}" width="${mail.logo.width}" height="${mail.logo.height}" alt="${escaped(mail.logo.alt)}" style="display:block;border:0"></td></tr></table>`;
  const accent =
    mail.accent === undefined
      ? ""
      : `<tr><td height="4" bgcolor="${escaped(mail.accent)}" style="height:4px;background-color:${escaped(mail.accent)};font-size:0;line-height:4px">&nbsp;</td></tr>`;
  const footer = mail.footer
    .map((line) => `<p class="m" style="${small};margin:0 0 8px">${inlineHtml(line)}</p>`)
    .join("\n");
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escaped(mail.title)}</title>
<style>:root{color-scheme:light dark}
${dark}
${narrow}</style></head>
<body class="bg" style="margin:0;padding:0;background-color:#f6f6f6">
<div style="display:none;max-height:0;overflow:hidden">${escaped(mail.preview)}</div>
<table ${table} class="bg" width="100%" bgcolor="#f6f6f6" style="background-color:#f6f6f6"><tr><td class="outer" align="center" style="padding:24px 16px">
<table ${table} width="100%" style="max-width:600px">${accent}<tr><td class="card" align="left" bgcolor="#ffffff" style="background-color:#ffffff;border:1px solid #dddddd;padding:32px">
${logo}${mail.blocks.map(blockHtml).join("\n")}
</td></tr><tr><td align="left" style="padding:16px 16px 24px">
${footer}
</td></tr></table></td></tr></table></body></html>
`;
}

const inlineText = (content: readonly Inline[]) =>
  content
    .map((piece) => {
      if (typeof piece === "string") return piece;
      return "strong" in piece ? piece.strong : `${piece.link} (${piece.href})`;
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
      return block.items.map((item) => `- ${inlineText(item)}`).join("\n");
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
  return footer === "" ? `${main}\n` : `${main}\n\n-- \n${footer}\n`;
}
