import type { Part } from "./mime-parts.ts";

/** From the bytes of a part to its content: transfer encodings and charsets (mail.md §5.2). Never throws. */

/** The bytes of a part after its transfer encoding; `limit` is on the bytes before it. A view when there is nothing to decode. */
export function partBytes(part: Part, limit = Number.POSITIVE_INFINITY): Buffer {
  return decodeBody(part.source, part.from, Math.min(part.to, part.from + limit), part.encoding);
}

function decodeBody(raw: Buffer, from: number, to: number, encoding: string): Buffer {
  if (encoding === "base64") return decodeBase64(raw, from, to);
  if (encoding === "quoted-printable") return decodeQuotedPrintable(raw, from, to);
  return raw.subarray(from, to);
}

const base64Values = new Int8Array(256).fill(-1);
for (const [value, char] of [
  ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
].entries()) {
  base64Values[char.charCodeAt(0)] = value;
}
const padding = "=".charCodeAt(0);

/** Any other character is skipped; padding ends a group, so that padded lines may follow each other. */
function decodeBase64(raw: Buffer, from: number, to: number): Buffer {
  const out = Buffer.allocUnsafeSlow(Math.ceil(((to - from) * 3) / 4) + 3);
  let length = 0;
  let bits = 0;
  let count = 0;
  for (let i = from; i < to; i++) {
    const byte = raw[i] ?? 0;
    const value = base64Values[byte] ?? -1;
    if (value < 0) {
      if (byte === padding) {
        bits = 0;
        count = 0;
      }
      continue;
    }
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out[length++] = (bits >> count) & 0xff;
    }
  }
  return out.subarray(0, length);
}

const equals = 0x3d;

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function decodeQuotedPrintable(raw: Buffer, from: number, to: number): Buffer {
  const out = Buffer.allocUnsafeSlow(Math.max(1, to - from));
  let length = 0;
  for (let i = from; i < to; i++) {
    const byte = raw[i] ?? 0;
    if (byte !== equals) {
      out[length++] = byte;
      continue;
    }
    const high = hexValue(raw[i + 1]);
    const low = hexValue(raw[i + 2]);
    if (i + 2 < to && high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      i += 2;
      continue;
    }
    const end = softBreakEnd(raw, i + 1, to);
    // A lone `=` is kept as the sender wrote it.
    if (end < 0) out[length++] = byte;
    else i = end - 1;
  }
  return out.subarray(0, length);
}

/** End of a soft line break that begins at `at` (blanks, then a line end), or -1. */
function softBreakEnd(raw: Buffer, at: number, to: number): number {
  let i = at;
  while (i < to && i - at < 80 && (raw[i] === 0x20 || raw[i] === 0x09)) i++;
  if (i >= to) return to;
  if (raw[i] === 0x0d && raw[i + 1] === 0x0a) return i + 2;
  return raw[i] === 0x0a || raw[i] === 0x0d ? i + 1 : -1;
}

/** Names mail uses that the Encoding Standard lacks; the standard's own aliases need no entry. */
const charsetNames: Readonly<Record<string, string>> = {
  cp949: "euc-kr",
  uhc: "euc-kr",
  cp932: "shift_jis",
  cp936: "gbk",
  cp950: "big5",
  "iso-2022-jp-1": "iso-2022-jp",
  "iso-2022-jp-2": "iso-2022-jp",
  latin9: "iso-8859-15",
  "iso8859-1": "windows-1252",
  "iso-8859-8-e": "iso-8859-8",
  utf8mb4: "utf-8",
  ansi: "windows-1252",
};

/**
 * Text of some bytes: the declared charset if it is known and fits; else UTF-8 when valid; else windows-1252, which
 * never fails. A mail that says UTF-8 or ASCII and is neither is read as windows-1252, never as `U+FFFD`.
 */
export function decodeText(bytes: Uint8Array, declared: string | undefined): string {
  const label = (declared ?? "").trim().toLowerCase().replace(/^x-/, "").slice(0, 40);
  if (label === "utf-7" || label === "unicode-1-1-utf-7")
    return decodeUtf7(Buffer.from(bytes).toString("latin1"));
  const name = charsetNames[label] ?? label;
  if (name !== "" && name !== "utf-8" && name !== "utf8" && name !== "us-ascii" && name !== "ascii") {
    const text = decodeAs(bytes, name, false);
    if (text !== undefined) return text;
  }
  return decodeAs(bytes, "utf-8", true) ?? decodeAs(bytes, "windows-1252", false) ?? "";
}

function decodeAs(bytes: Uint8Array, label: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(label, { fatal }).decode(bytes);
  } catch {
    // Unknown label, or bytes that are not of this charset: the caller has the next candidate.
    return undefined;
  }
}

/** RFC 2152, for reading only. */
function decodeUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (_, coded: string) => {
    if (coded === "") return "+";
    const bytes = Buffer.from(coded, "base64");
    return new TextDecoder("utf-16be").decode(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  });
}

/** What every stored text has in common: no NUL, no lone surrogate, NFC, `\n` line ends. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\ufffd").replace(/\r\n?/g, "\n").normalize("NFC");
}
