import { addressParser, decodeWords } from "postal-mime";
import { canonicalAddress } from "../../../shared/mail/address.ts";

/** Headers of a mail, read without trust: nothing here throws, whatever the bytes were. */

/** `name` in lower case, `value` unfolded and otherwise as received. */
export interface Header {
  name: string;
  value: string;
}

/** A structured value: `multipart/mixed; boundary=x` gives `multipart/mixed` and its parameters, RFC 2231 decoded. */
export interface StructuredValue {
  value: string;
  params: Readonly<Record<string, string>>;
}

/** Who a mail says it is from, after the strict check of mail.md §5.2. */
export type Sender = { is: "address"; address: string; name: string } | { is: "malformed"; shown: string };

export interface ShownAddress {
  name: string;
  address: string;
}

const maxAddresses = 200;

export const first = (headers: readonly Header[], name: string) =>
  headers.find((header) => header.name === name)?.value;
export const all = (headers: readonly Header[], name: string) =>
  headers.filter((header) => header.name === name).map((header) => header.value);

const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must go
const controls = /[\u0000-\u001f\u007f-\u009f]+/g;

/** One line for a person: encoded-words decoded, controls and bidi marks gone, NFC, at most `limit` characters. */
export function shownLine(value: string, limit = 1000): string {
  // Encoded-words nest no deeper than themselves; what is longer than the limit is cut before decoding.
  const decoded = decodeWords(value.slice(0, limit * 8));
  return cleanLine(decoded, limit);
}

/** As `shownLine`, for text that is already decoded. */
export function cleanLine(text: string, limit = 1000): string {
  const line = text.toWellFormed().replace(bidiControls, "").replace(controls, " ").normalize("NFC").trim();
  return line.length > limit ? `${line.slice(0, limit - 1).toWellFormed()}…` : line;
}

/** Removes RFC 5322 comments outside quoted strings; an unclosed one is kept as text. */
function withoutComments(value: string): string {
  let out = "";
  let quoted = false;
  for (let i = 0; i < value.length; i++) {
    const char = value.charAt(i);
    if (char === "\\" && quoted) {
      out += char + value.charAt(++i);
    } else if (char === '"') {
      quoted = !quoted;
      out += char;
    } else if (char === "(" && !quoted) {
      const end = commentEnd(value, i);
      if (end < 0) return out + value.slice(i);
      out += " ";
      i = end;
    } else {
      out += char;
    }
  }
  return out;
}

function commentEnd(value: string, start: number): number {
  let depth = 0;
  for (let i = start; i < value.length; i++) {
    const char = value.charAt(i);
    if (char === "\\") i++;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return i;
  }
  return -1;
}

/**
 * The one sender of a mail. Malformed: several From headers or addresses, none, group syntax, an encoded-word or
 * control characters in the address, or text that is not an RFC 5322 mailbox (mail.md §5.2).
 */
export function readSender(fromHeaders: readonly string[]): Sender {
  const value = fromHeaders[0] ?? "";
  const malformed: Sender = { is: "malformed", shown: shownLine(value, 300) };
  if (fromHeaders.length !== 1 || value.length > 10_000) return malformed;
  const text = withoutComments(value).trim();
  const open = lastUnquoted(text, "<");
  if (open < 0) {
    const address = canonicalAddress(text);
    return address === undefined ? malformed : { is: "address", address, name: commentName(value) };
  }
  if (!text.endsWith(">")) return malformed;
  const phrase = text.slice(0, open).trim();
  if (/[,;:<>@]/.test(withoutQuoted(phrase))) return malformed;
  const address = canonicalAddress(text.slice(open + 1, -1));
  if (address === undefined) return malformed;
  return { is: "address", address, name: shownLine(unquote(phrase), 200) };
}

function commentName(value: string): string {
  const open = value.indexOf("(");
  const end = open < 0 ? -1 : commentEnd(value, open);
  return end < 0 ? "" : shownLine(value.slice(open + 1, end), 200);
}

function lastUnquoted(text: string, wanted: string): number {
  let found = -1;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === "\\" && quoted) i++;
    else if (char === '"') quoted = !quoted;
    else if (char === wanted && !quoted) found = i;
  }
  return found;
}

function withoutQuoted(text: string): string {
  let out = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === "\\" && quoted) i++;
    else if (char === '"') quoted = !quoted;
    else if (!quoted) out += char;
  }
  return out;
}

const unquote = (text: string) =>
  text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replace(/\\(.)/g, "$1")
    : text;

/** Addresses of To, Cc or Reply-To, to be shown: nothing in them can fail a mail. At most 200, `more` counts the rest. */
export function readAddresses(values: readonly string[]): { shown: ShownAddress[]; more: number } {
  const shown: ShownAddress[] = [];
  let more = 0;
  for (const value of values) {
    for (const entry of addressParser(value.slice(0, 64_000), { flatten: true })) {
      const address = cleanLine(entry.address ?? "", 320);
      if (address === "") continue;
      if (shown.length >= maxAddresses) more++;
      else shown.push({ address: canonicalAddress(address) ?? address, name: cleanLine(entry.name, 200) });
    }
  }
  return { shown, more };
}

/** Message ids `<…>` in order of appearance, each at most 500 characters, at most 100. */
export function readMessageIds(values: readonly string[]): string[] {
  const ids: string[] = [];
  for (const value of values) {
    let at = 0;
    while (ids.length < 100) {
      const open = value.indexOf("<", at);
      const close = open < 0 ? -1 : value.indexOf(">", open);
      if (close < 0) break;
      const id = value.slice(open + 1, close).replace(/\s+/g, "");
      if (id !== "" && id.length <= 500 && !id.includes("<")) ids.push(`<${id}>`);
      at = close + 1;
    }
  }
  return ids;
}

/** The date a mail claims, or undefined when absent or unreadable. */
export function readDate(value: string | undefined): Date | undefined {
  if (value === undefined || value.length > 200) return undefined;
  const at = Date.parse(withoutComments(value).trim());
  return Number.isNaN(at) ? undefined : new Date(at);
}

/** Reads `value; a=b; c*0="d"; c*1*=utf-8''e`. The first of two parameters with one name wins. */
export function readStructured(header: string | undefined): StructuredValue {
  const pieces = splitParameters(withoutComments((header ?? "").slice(0, 64_000)));
  const raw = new Map<string, string>();
  for (const piece of pieces.slice(1)) {
    const equals = piece.indexOf("=");
    if (equals < 1) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    if (!raw.has(name)) raw.set(name, unquote(piece.slice(equals + 1).trim()));
  }
  return { value: (pieces[0] ?? "").trim().toLowerCase(), params: joinContinuations(raw) };
}

function splitParameters(value: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < value.length; i++) {
    const char = value.charAt(i);
    if (char === "\\" && quoted) i++;
    else if (char === '"') quoted = !quoted;
    else if (char === ";" && !quoted) {
      pieces.push(value.slice(start, i));
      start = i + 1;
    }
  }
  pieces.push(value.slice(start));
  return pieces;
}

function joinContinuations(raw: ReadonlyMap<string, string>): Record<string, string> {
  const params: Record<string, string> = Object.create(null);
  const sections = new Map<string, Array<{ index: number; encoded: boolean; value: string }>>();
  for (const [name, value] of raw) {
    const star = /^([^*]+)(?:\*(\d{1,4}))?(\*)?$/.exec(name);
    const base = star?.[1];
    if (star === null || base === undefined) continue;
    if (star[2] === undefined && star[3] === undefined) {
      params[base] ??= value;
    } else {
      const list = sections.get(base) ?? [];
      list.push({ index: Number(star[2] ?? 0), encoded: star[3] !== undefined, value });
      sections.set(base, list);
    }
  }
  // The extended form says more than the plain one that stands beside it for old readers.
  for (const [base, list] of sections) params[base] = decodeSections(list);
  return params;
}

function decodeSections(list: Array<{ index: number; encoded: boolean; value: string }>): string {
  list.sort((a, b) => a.index - b.index);
  let charset = "utf-8";
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [position, section] of list.entries()) {
    let value = section.value;
    if (section.encoded && position === 0) {
      const parts = /^([^']*)'[^']*'(.*)$/s.exec(value);
      if (parts !== null) {
        charset = parts[1] || charset;
        value = parts[2] ?? "";
      }
    }
    for (let i = 0; i < value.length; i++) {
      const hex = section.encoded && value.charAt(i) === "%" ? value.slice(i + 1, i + 3) : "";
      if (/^[0-9a-f]{2}$/i.test(hex)) {
        bytes.push(Number.parseInt(hex, 16));
        i += 2;
      } else {
        bytes.push(...encoder.encode(value.charAt(i)));
      }
    }
  }
  try {
    return new TextDecoder(charset).decode(Uint8Array.from(bytes));
  } catch {
    // An unknown charset name: UTF-8 is the likeliest, and a name is never a reason to fail.
    return new TextDecoder().decode(Uint8Array.from(bytes));
  }
}
