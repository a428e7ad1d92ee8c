/** The little XML that S3 and SES speak: no attributes are read, no namespaces, no entities but the five and numeric ones. */

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Text as XML content; control characters that XML can carry go as numeric references. */
const escapeXml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold any of them
    .replace(/[\u0000-\u001f\u007f]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`);

/** A tree to write: text, or children by name (an array repeats its element); undefined and null leave the element out. */
export type XmlContent =
  | string
  | number
  | boolean
  | undefined
  | { readonly [name: string]: XmlContent | readonly XmlContent[] };

const element = (name: string, content: XmlContent | readonly XmlContent[]): string => {
  if (content === undefined) return "";
  if (Array.isArray(content)) return content.map((one: XmlContent) => element(name, one)).join("");
  if (typeof content !== "object") return `<${name}>${escapeXml(String(content))}</${name}>`;
  return `<${name}>${children(content as { readonly [name: string]: XmlContent })}</${name}>`;
};

const children = (content: { readonly [name: string]: XmlContent | readonly XmlContent[] }): string =>
  Object.entries(content)
    .map(([name, child]) => element(name, child))
    .join("");

/** A whole XML document with one root element. */
export const writeXml = (
  root: string,
  content: { readonly [name: string]: XmlContent | readonly XmlContent[] },
  namespace?: string,
): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace ? ` xmlns="${namespace}"` : ""}>${children(content)}</${root}>`;

/** One element read: its own text and its children in order. */
export interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

const decodeEntities = (text: string): string =>
  text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (name.startsWith("#x") || name.startsWith("#X"))
      return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith("#")) return String.fromCodePoint(Number(name.slice(1)));
    return ENTITIES[name] ?? whole;
  });

/** Reads one document. Returns undefined for anything that is not well formed, and for a DOCTYPE. */
export const readXml = (source: string): XmlElement | undefined => {
  const top: XmlElement = { name: "", text: "", children: [] };
  const open: XmlElement[] = [top];
  const tokens = source.matchAll(
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([^\s/>!?]+)[^>]*?(\/?)>|([^<]+)|(<)/g,
  );
  for (const [whole, slash, name, selfClosed, text, stray] of tokens) {
    const current = open.at(-1);
    if (stray !== undefined || current === undefined) return undefined;
    if (text !== undefined) current.text += decodeEntities(text);
    else if (name === undefined) continue;
    else if (slash) {
      if (open.length < 2 || current.name !== name) return undefined;
      open.pop();
    } else {
      const child: XmlElement = { name, text: "", children: [] };
      current.children.push(child);
      if (!selfClosed && !whole.endsWith("/>")) open.push(child);
    }
  }
  return open.length === 1 && top.children.length === 1 && top.text.trim() === ""
    ? top.children[0]
    : undefined;
};

/** Children of that name. */
export const childrenOf = (parent: XmlElement, name: string): XmlElement[] =>
  parent.children.filter((child) => child.name === name);

/** Text of the first child of that name. */
export const textOf = (parent: XmlElement, name: string): string | undefined =>
  parent.children.find((child) => child.name === name)?.text;
