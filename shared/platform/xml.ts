/** An element of XML without attributes: text, or elements; null = empty. */
export interface XmlElement {
  name: string;
  content: string | null | readonly XmlElement[];
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** What XML 1.0 has no way to say, at all. */
const unsayable = /[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/gu;
const escaped = (text: string) =>
  text
    .toWellFormed()
    .replaceAll(unsayable, "")
    .replaceAll(/[&<>]/g, (character) => escapes[character] ?? character);

const written = ({ name, content }: XmlElement): string => {
  if (content === null || content === "" || content.length === 0) return `<${name}/>`;
  const inside = typeof content === "string" ? escaped(content) : content.map(written).join("");
  return `<${name}>${inside}</${name}>`;
};

/** A whole document, UTF-8, on one line: the same elements give the same bytes. */
export const writeXml = (root: XmlElement): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${written(root)}`;

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const unescaped = (text: string): string | undefined => {
  let isKnown = true;
  const read = text.replaceAll(/&([^;]{0,12});?/g, (_whole, entity: string) => {
    const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(entity) ?? [];
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal ?? Number.NaN);
    if (code > 0 && code <= 0x10_ffff) return String.fromCodePoint(code);
    const known = named[entity];
    if (known === undefined) isKnown = false;
    return known ?? "";
  });
  return isKnown ? read : undefined;
};

/** What follows each other in a document: one alternative per kind, anything else is unreadable. */
const token =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([\w.:-]+)\s*>|<([\w.:-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/y;

const deepest = 32;

/**
 * Reads a document into its root element; attributes, comments and instructions are left out. Undefined when it is not
 * well formed, when it has a document type, or an entity beyond the five of XML: nothing is ever expanded or fetched.
 */
export const readXml = (document: string): XmlElement | undefined => {
  const text = document.replace(/^\ufeff/, "");
  const root: XmlElement[] = [];
  const open: { name: string; children: XmlElement[]; said: string }[] = [];
  const close = (): boolean => {
    const last = open.pop();
    if (!last) return false;
    const content = last.children.length > 0 ? last.children : last.said.trim() || null;
    (open.at(-1)?.children ?? root).push({ name: last.name, content });
    return true;
  };
  token.lastIndex = 0;
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) return undefined;
    const [whole, cdata, ending, beginning, , isEmpty] = found;
    if (beginning !== undefined) {
      if (open.length >= deepest || (open.length === 0 && root.length > 0)) return undefined;
      open.push({ name: beginning, children: [], said: "" });
      if (isEmpty) close();
    } else if (ending !== undefined) {
      if (open.at(-1)?.name !== ending || !close()) return undefined;
    } else if (cdata !== undefined || !whole.startsWith("<")) {
      const said = cdata ?? unescaped(whole);
      const last = open.at(-1);
      if (said === undefined || (!last && said.trim() !== "")) return undefined;
      if (last) last.said += said;
    }
  }
  return open.length === 0 && root.length === 1 ? root[0] : undefined;
};

/** Elements of that name inside another: one or several read alike. */
export const elementsOf = (inside: XmlElement | undefined, name: string): XmlElement[] =>
  inside && Array.isArray(inside.content)
    ? inside.content.filter((one: XmlElement) => one.name === name)
    : [];
/** Text of the first element of that name; undefined when there is none, or it is empty. */
export const textOf = (inside: XmlElement | undefined, name: string): string | undefined => {
  const [first] = elementsOf(inside, name);
  return typeof first?.content === "string" ? first.content : undefined;
};
