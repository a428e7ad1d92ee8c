/**
 * Folds the quotes of a sanitised HTML body where mail programs marked them (`data-fold`, left by sanitize.ts), with
 * elements that open without a script. Nothing is removed: forwards stay open, answers between quotes stay visible,
 * and a body that would show nothing is not folded (mail.md §5.10).
 */

interface Element {
  name: string;
  fold: "self" | "prefix" | "rest" | undefined;
  from: number;
  /** Past the closing tag. */
  to: number;
  /** Where the parent's content ends. */
  parentEnd: number;
  /** Past the opening tag, and before the closing one. */
  insideFrom: number;
  insideTo: number;
  children: Element[];
}

interface Range {
  from: number;
  to: number;
}

const voidTags = new Set(["br", "hr", "img", "col"]);
const forwarded =
  /message (?:transféré|réexpédié)|début du message|forwarded message|weitergeleitete nachricht|mensaje reenviado/i;

/** The same HTML with its quotes inside `details`, each with a summary in French. Input is sanitised, so well formed. */
export function foldHtml(html: string): string {
  if (!html.includes("data-fold")) return html;
  const ranges = rangesOf(html, readElements(html), []);
  if (!showsSomething(html, ranges)) return html;
  let out = "";
  let at = 0;
  for (const { from, to } of ranges) {
    const quoted = html.slice(from, to);
    out += `${html.slice(at, from)}<details><summary>Afficher le texte cité (${linesOf(quoted)})</summary>${quoted}</details>`;
    at = to;
  }
  return out + html.slice(at);
}

/** « 14 lignes »: what ends a line in HTML, counted where a line has words. */
function linesOf(html: string): string {
  const lines = html
    .split(/<br ?\/?>|<\/(?:p|div|li|tr|h[1-6]|blockquote|pre)>/)
    .filter((line) => textIn(line, 0, line.length).trim() !== "").length;
  return `${Math.max(1, lines)}\u00a0${lines > 1 ? "lignes" : "ligne"}`;
}

/** The tree of elements, by one scan: the sanitiser closes what it opens and escapes every other `<`. */
function readElements(html: string): Element[] {
  const roots: Element[] = [];
  const open: Element[] = [];
  for (let at = html.indexOf("<"); at >= 0; at = html.indexOf("<", at + 1)) {
    const end = html.indexOf(">", at) + 1;
    const closing = html.charAt(at + 1) === "/";
    const name = /^[a-z0-9]+/.exec(html.slice(closing ? at + 2 : at + 1, at + 14))?.[0] ?? "";
    if (closing) {
      const element = open.pop();
      if (element === undefined) continue;
      element.insideTo = at;
      element.to = end;
      for (const child of element.children) child.parentEnd = at;
      continue;
    }
    const mark = /data-fold="(self|prefix|rest)"/.exec(html.slice(at, end))?.[1];
    const fold = mark === "self" || mark === "prefix" || mark === "rest" ? mark : undefined;
    const element: Element = {
      name,
      fold,
      from: at,
      to: end,
      parentEnd: html.length,
      insideFrom: end,
      insideTo: end,
      children: [],
    };
    (open.at(-1)?.children ?? roots).push(element);
    if (!voidTags.has(name) && !html.slice(at, end).endsWith("/>")) open.push(element);
    at = end - 1;
  }
  return roots;
}

function rangesOf(html: string, siblings: readonly Element[], ranges: Range[]): Range[] {
  for (const [index, element] of siblings.entries()) {
    if (element.from < (ranges.at(-1)?.to ?? 0)) continue;
    const range = rangeOf(html, element, siblings[index + 1]);
    if (range !== undefined) ranges.push(range);
    else if (!isForward(html, element)) rangesOf(html, element.children, ranges);
  }
  return ranges;
}

function rangeOf(html: string, element: Element, next: Element | undefined): Range | undefined {
  if (element.fold === undefined || isForward(html, element)) return undefined;
  if (element.fold === "rest") return { from: element.from, to: element.parentEnd };
  if (element.fold === "prefix") {
    const adjoins = next?.name === "blockquote" && textIn(html, element.to, next.from).trim() === "";
    return adjoins ? { from: element.from, to: next.to } : undefined;
  }
  return hasAnswers(html, element) ? undefined : { from: element.from, to: element.to };
}

const isForward = (html: string, element: Element) =>
  element.fold !== undefined &&
  forwarded.test(
    textIn(html, element.insideFrom, Math.min(element.insideTo, element.insideFrom + 2000)).slice(0, 300),
  );

/** The author wrote below or between the quotes of this wrapper. */
function hasAnswers(html: string, element: Element): boolean {
  const quotes = element.children.filter((child) => child.name === "blockquote");
  const [first] = quotes;
  if (element.name === "blockquote" || first === undefined) return false;
  let after = "";
  let at = first.to;
  for (const quote of quotes.slice(1)) {
    after += textIn(html, at, quote.from);
    at = quote.to;
  }
  return (after + textIn(html, at, element.insideTo)).trim() !== "";
}

function showsSomething(html: string, ranges: readonly Range[]): boolean {
  let visible = "";
  let at = 0;
  for (const { from, to } of ranges) {
    visible += html.slice(at, from);
    at = to;
  }
  visible += html.slice(at);
  return visible.includes("<img ") || textIn(visible, 0, visible.length).trim() !== "";
}

const textIn = (html: string, from: number, to: number) =>
  html
    .slice(from, to)
    .replace(/<[^>]*>?/g, " ")
    .replace(/&nbsp;|\u00a0/g, " ");
