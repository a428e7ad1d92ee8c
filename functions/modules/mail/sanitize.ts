import sanitizeHtml from "sanitize-html";

/**
 * The HTML of a mail made safe to show in a sandboxed frame (mail.md §5.9): known elements and attributes only, no
 * script, no form, no style that reaches outside, no remote content. Images stay as `cid:` sources, mapped to links
 * when shown. Fold marks (`data-fold`) are left for fold-html.ts.
 */

export const htmlLimits = {
  sourceChars: 2 * 1024 * 1024,
  elements: 20_000,
  links: 5_000,
  depth: 200,
  dataImageBytes: 1024 * 1024,
  /** Beyond, even the text is not looked for in the HTML. */
  textSourceChars: 12 * 1024 * 1024,
} as const;

/** An image the mail carried as a `data:` URI, to be kept like any other inline file. */
interface DataImage {
  contentId: string;
  type: string;
  bytes: Buffer;
}

export interface SanitizedHtml {
  /** Undefined when the source is beyond the limits: the text stands alone. */
  html: string | undefined;
  text: string;
  /** Content ids the HTML shows, lower case. */
  shown: ReadonlySet<string>;
  dataImages: DataImage[];
  /** Something remote was left out. */
  remoteContent: boolean;
}

const inlineImageTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

const allowedTags =
  "p div span br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption colgroup col a b strong i em u s sub sup small big blockquote pre code font center img abbr address".split(
    " ",
  );
/** Removed with everything inside. */
const removedTags =
  "script style iframe object embed input select textarea button option svg math template noscript base meta link title applet frame frameset".split(
    " ",
  );

const length = String.raw`-?\d{0,4}(?:\.\d{1,4})?(?:px|pt|em|rem|ex|%|in|cm|mm)?`;
const positive = length.replace("-?", "");
const lengths = new RegExp(`^(?:(?:${positive}|auto|0)\\s*){1,4}$`, "i");
const color = [/^#[0-9a-f]{3,8}$/i, /^[a-z]{3,30}$/i, /^(?:rgb|rgba|hsl|hsla)\([\d\s.,%/]{1,60}\)$/i];
const words = [/^[a-z-]{1,30}$/i];
const font = [/^[\w\s"',.-]{1,200}$/];
const border = [/^[\w\s#.,%()-]{1,100}$/];
const sizes = [lengths];

/** Properties and what their value may be; anything with `url(`, `@` or an escape fits none of these. */
const allowedStyles: Record<string, RegExp[]> = {
  color,
  "background-color": color,
  "font-family": font,
  "font-size": [new RegExp(`^(?:${positive}|[a-z-]{1,20})$`, "i")],
  "font-style": words,
  "font-weight": [/^(?:[a-z]{1,10}|\d{3})$/i],
  "font-variant": words,
  "text-align": words,
  "text-decoration": [/^[\w\s#-]{1,60}$/],
  "text-indent": sizes,
  "text-transform": words,
  "vertical-align": [new RegExp(`^(?:${length}|[a-z-]{1,20})$`, "i")],
  "list-style-type": words,
  width: sizes,
  height: sizes,
  border,
  "border-collapse": words,
  "border-color": border,
  "border-style": border,
  "border-width": border,
  "border-spacing": sizes,
};
for (const side of ["top", "right", "bottom", "left"]) {
  allowedStyles[`border-${side}`] = border;
  allowedStyles[`margin-${side}`] = sizes;
  allowedStyles[`padding-${side}`] = sizes;
}
allowedStyles.margin = sizes;
allowedStyles.padding = sizes;

const everywhere = [
  "title",
  "dir",
  "lang",
  "align",
  "valign",
  "bgcolor",
  "width",
  "height",
  "style",
  "data-fold",
];

/**
 * Sanitises one HTML body. Total: what is beyond the limits gives text only. `room` is what is left of the limit on the
 * source, `firstImage` how many images earlier passages of the mail carried.
 */
export function sanitizeMailHtml(
  source: string,
  room: number = htmlLimits.sourceChars,
  firstImage = 0,
): SanitizedHtml {
  const state: State = { shown: new Set(), dataImages: [], firstImage, remoteContent: false };
  const html =
    source.length <= room && fits(source)
      ? markForeignLinks(sanitizeHtml(source, options(state)))
      : undefined;
  const text = htmlToText(html ?? source.slice(0, htmlLimits.textSourceChars), html !== undefined);
  return { html, text, shown: state.shown, dataImages: state.dataImages, remoteContent: state.remoteContent };
}

/** Whether the source is within the limits, by one scan that counts what an attacker would pile up. */
function fits(source: string): boolean {
  if (source.length > htmlLimits.sourceChars) return false;
  let elements = 0;
  let links = 0;
  for (let at = source.indexOf("<"); at >= 0; at = source.indexOf("<", at + 1)) {
    const next = source.charCodeAt(at + 1) | 0x20;
    if (next < 0x61 || next > 0x7a) continue;
    if (++elements > htmlLimits.elements) return false;
    const isLink = next === 0x61 && !/[a-z]/i.test(source.charAt(at + 2));
    if (isLink && ++links > htmlLimits.links) return false;
  }
  return true;
}

interface State {
  shown: Set<string>;
  dataImages: DataImage[];
  firstImage: number;
  remoteContent: boolean;
}

const options = (state: State): sanitizeHtml.IOptions => ({
  allowedTags,
  nonTextTags: removedTags,
  disallowedTagsMode: "discard",
  nestingLimit: htmlLimits.depth,
  allowedAttributes: {
    "*": everywhere,
    a: ["href", "rel", "target"],
    img: ["src", "alt"],
    ol: ["start", "type"],
    ul: ["type"],
    li: ["type", "value"],
    td: ["colspan", "rowspan"],
    th: ["colspan", "rowspan"],
    col: ["span"],
    colgroup: ["span"],
    font: ["color"],
  },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowedSchemesByTag: { img: ["cid"] },
  allowedSchemesAppliedToAttributes: ["href", "src"],
  allowProtocolRelative: false,
  allowedStyles: { "*": allowedStyles },
  transformTags: {
    "*": (tagName, attribs) => ({ tagName, attribs: withFoldMark(tagName, attribs) }),
    a: (_, attribs) => ({ tagName: "a", attribs: link(attribs) }),
    img: (_, attribs) => image(attribs, state),
  },
});

/** Elements the great mail programs put around a quote; `rest` folds what follows too. */
function withFoldMark(tagName: string, attribs: Record<string, string>): Record<string, string> {
  const { "data-fold": _, ...kept } = attribs;
  const names = ` ${(attribs.class ?? "").toLowerCase()} `;
  const id = (attribs.id ?? "").toLowerCase();
  if (id === "divrplyfwdmsg" || id === "appendonsend" || id === "zwchr")
    return { ...kept, "data-fold": "rest" };
  if (
    names.includes(" gmail_quote ") ||
    names.includes(" yahoo_quoted ") ||
    names.includes(" protonmail_quote ") ||
    (tagName === "blockquote" && (attribs.type ?? "").toLowerCase() === "cite")
  ) {
    return { ...kept, "data-fold": "self" };
  }
  if (names.includes(" moz-cite-prefix ")) return { ...kept, "data-fold": "prefix" };
  return kept;
}

function link(attribs: Record<string, string>): Record<string, string> {
  const href = attribs.href?.trim() ?? "";
  if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(href)) return {};
  const host = hostOf(href);
  return {
    ...keep(attribs, "style"),
    href,
    rel: "noopener noreferrer nofollow",
    target: "_blank",
    ...(host === undefined ? {} : { title: host }),
  };
}

function hostOf(href: string): string | undefined {
  try {
    const url = new URL(href);
    return url.host === "" ? undefined : url.host;
  } catch {
    // Not a URL a browser would follow either.
    return undefined;
  }
}

function image(attribs: Record<string, string>, state: State): sanitizeHtml.Tag {
  const src = (attribs.src ?? "").trim();
  const alt = attribs.alt ?? "";
  const size = { ...keep(attribs, "width"), ...keep(attribs, "height"), ...keep(attribs, "style") };
  if (/^cid:/i.test(src)) {
    const contentId = contentIdOf(src.slice(4));
    state.shown.add(contentId);
    return { tagName: "img", attribs: { ...size, alt, src: `cid:${encodeURIComponent(contentId)}` } };
  }
  const data = dataImage(src, state.firstImage + state.dataImages.length);
  if (data !== undefined) {
    state.dataImages.push(data);
    state.shown.add(data.contentId);
    return { tagName: "img", attribs: { ...size, alt, src: `cid:${encodeURIComponent(data.contentId)}` } };
  }
  const remote = hostOf(src.startsWith("//") ? `https:${src}` : src);
  if (remote === undefined) return { tagName: "span", attribs: {}, text: alt };
  state.remoteContent = true;
  // A pixel says nothing to a reader.
  const isPixel = Number(attribs.width ?? 99) <= 2 || Number(attribs.height ?? 99) <= 2;
  const label = alt === "" ? remote : `${alt} – ${remote}`;
  return { tagName: "span", attribs: {}, text: isPixel ? "" : `[Image non chargée : ${label}]` };
}

function keep(attribs: Record<string, string>, name: string): Record<string, string> {
  const value = attribs[name];
  return value === undefined ? {} : { [name]: value };
}

/** As compared with the parts' own ids: percent-decoded, no `<>`, lower case. */
function contentIdOf(reference: string): string {
  let id = reference;
  try {
    id = decodeURIComponent(reference);
  } catch {
    // A lone `%`: the id is what is written.
  }
  return id.trim().replace(/^<|>$/g, "").toLowerCase();
}

function dataImage(src: string, index: number): DataImage | undefined {
  const match = /^data:(image\/[a-z]+);base64,/i.exec(src);
  const type = match?.[1]?.toLowerCase();
  if (match === null || type === undefined || !inlineImageTypes.includes(type)) return undefined;
  const bytes = Buffer.from(src.slice(match[0].length), "base64");
  if (bytes.length === 0 || bytes.length > htmlLimits.dataImageBytes) return undefined;
  return { contentId: `data-${index + 1}@inline.invalid`, type, bytes };
}

const mostLabel = 2000;
const claimedHost = /^\s*(?:https?:\/\/)?((?:[\w-]{1,63}\.){1,6}[a-z]{2,24})(?=[/\s:?#]|$)/i;

/** A link whose text names another host than the one it goes to says so in words. */
function markForeignLinks(html: string): string {
  let out = "";
  let at = 0;
  for (let open = html.indexOf("<a "); open >= 0; open = html.indexOf("<a ", at)) {
    const close = html.indexOf("</a>", open);
    if (close < 0) break;
    const end = close + "</a>".length;
    const head = html.indexOf(">", open) + 1;
    const target = /title="([^"]{1,300})"/.exec(html.slice(open, head).slice(0, 6000))?.[1]?.toLowerCase();
    // The name may stand inside bold or colour.
    const label = html.slice(head, Math.min(close, head + mostLabel)).replace(/<[^>]*>/g, "");
    const claimed = claimedHost.exec(label)?.[1]?.toLowerCase();
    out += html.slice(at, end);
    if (target !== undefined && claimed !== undefined && !isSameHost(target, claimed))
      out += ` [ce lien mène à ${target}]`;
    at = end;
  }
  return out + html.slice(at);
}

const isSameHost = (one: string, other: string) =>
  one === other || one === `www.${other}` || `www.${one}` === other;

const blockTags =
  "p div br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr td th blockquote pre address center".split(" ");
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** Text of an HTML body: blocks become lines, quoted blocks get `> `, so that text rules work on it. */
function htmlToText(source: string, alreadySafe: boolean): string {
  const html = alreadySafe
    ? source
    : sanitizeHtml(source, {
        allowedTags: blockTags,
        allowedAttributes: {},
        nonTextTags: removedTags,
        nestingLimit: htmlLimits.depth,
      });
  const out = new TextLines();
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    out.text(html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    const close = html.indexOf(">", open);
    if (close < 0) break;
    const name = /^\/?([a-z0-9]+)/i.exec(html.slice(open + 1, open + 20));
    if (name?.[1] !== undefined) out.tag(name[1].toLowerCase(), html.charAt(open + 1) === "/");
    at = close + 1;
  }
  return out.done();
}

/** Collects text line by line. Blank lines never pile up beyond one. */
class TextLines {
  readonly #lines: string[] = [];
  #line = "";
  #quoteDepth = 0;
  #preDepth = 0;

  text(chunk: string) {
    if (chunk === "") return;
    const decoded = chunk.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => entities[name] ?? "");
    if (this.#preDepth > 0) {
      const [head = "", ...rest] = decoded.split("\n");
      this.#line += head;
      for (const line of rest) {
        this.#end();
        this.#line = line;
      }
      return;
    }
    const flat = decoded.replace(/[ \t\r\n\f]+/g, " ");
    this.#line += this.#line === "" || this.#line.endsWith(" ") ? flat.trimStart() : flat;
  }

  tag(name: string, closing: boolean) {
    if (name === "br") return this.#end();
    if (name === "pre") this.#preDepth = Math.max(0, this.#preDepth + (closing ? -1 : 1));
    if (name === "td" || name === "th") {
      if (closing && this.#line !== "") this.#line += " ";
      return;
    }
    if (!blockTags.includes(name)) return;
    if (this.#line !== "") this.#end();
    if (name === "li" && !closing) this.#line = "- ";
    if (name === "blockquote" && closing) this.#quoteDepth = Math.max(0, this.#quoteDepth - 1);
    if (name === "p" || /^h\d$/.test(name) || name === "blockquote") this.#blank();
    if (name === "blockquote" && !closing) this.#quoteDepth++;
  }

  #end() {
    this.#lines.push(`${"> ".repeat(Math.min(this.#quoteDepth, 5))}${this.#line.trimEnd()}`);
    this.#line = "";
  }

  #blank() {
    if (this.#lines.length === 0) return;
    const blank = "> ".repeat(Math.min(this.#quoteDepth, 5));
    const last = this.#lines.at(-1) ?? "";
    if (last.replaceAll("> ", "") === "")
      this.#lines[this.#lines.length - 1] = blank.length < last.length ? blank : last;
    else this.#lines.push(blank);
  }

  done(): string {
    if (this.#line !== "") this.#end();
    return this.#lines.join("\n").trim();
  }
}
