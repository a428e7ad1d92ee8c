import { decodeText } from "./mime-decode.ts";

/**
 * The body of a TNEF message as Outlook writes it: RTF, compressed (MS-OXRTFCP), often with the HTML it came from
 * inside (MS-OXRTFEX). Linear, bounded, and never an error: what is not understood is left out.
 */

export interface RtfBody {
  is: "html" | "text";
  text: string;
}

const maxBytes = 20 * 1024 * 1024;
/** What the dictionary holds before the first byte (MS-OXRTFCP §2.1.2.1). */
const dictionaryStart = Buffer.from(
  "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx",
  "latin1",
);
const dictionarySize = 4096;
const headerBytes = 16;
const compressed = 0x75465a4c;

/** The RTF of a `PR_RTF_COMPRESSED` value; what was cut short gives what came before. */
export function inflateRtf(bytes: Buffer): Buffer {
  if (bytes.length < headerBytes) return Buffer.alloc(0);
  const size = Math.min(bytes.readUInt32LE(4), maxBytes);
  if (bytes.readUInt32LE(8) !== compressed) return bytes.subarray(headerBytes, headerBytes + size);
  const out = Buffer.allocUnsafe(size);
  const dictionary = Buffer.alloc(dictionarySize);
  dictionaryStart.copy(dictionary);
  let write = dictionaryStart.length;
  let length = 0;
  let at = headerBytes;
  const put = (byte: number) => {
    if (length < size) out[length++] = byte;
    dictionary[write] = byte;
    write = (write + 1) % dictionarySize;
  };
  while (at < bytes.length && length < size) {
    const flags = bytes[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < bytes.length && length < size; bit++) {
      if (((flags >> bit) & 1) === 0) {
        put(bytes[at++] ?? 0);
        continue;
      }
      const reference = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const offset = reference >> 4;
      // A reference to where the next byte goes is the end mark.
      if (offset === write) return out.subarray(0, length);
      const run = (reference & 0xf) + 2;
      for (let i = 0; i < run; i++) put(dictionary[(offset + i) % dictionarySize] ?? 0);
    }
  }
  return out.subarray(0, length);
}

/** Groups whose text is about the document, not of it. */
const silent = new Set(
  "fonttbl colortbl stylesheet info pict object header footer listtable listoverridetable rsidtbl generator xmlnstbl themedata".split(
    " ",
  ),
);
const plainWords: Readonly<Record<string, string>> = {
  par: "\n",
  line: "\n",
  sect: "\n",
  page: "\n",
  row: "\n",
  tab: "\t",
  cell: "\t",
  emdash: "—",
  endash: "–",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  bullet: "•",
  emspace: " ",
  enspace: " ",
};

interface Group {
  skipped: boolean;
  /** Characters to pass over after each `\u`. */
  fallback: number;
  /** Inside `\htmlrtf`: shown by RTF readers only. */
  rtfOnly: boolean;
  /** A `\*\htmltag` group: a piece of the HTML itself. */
  isTag: boolean;
}

/** Words of an RTF document, or the HTML it carries. */
export function readRtf(bytes: Buffer): RtfBody {
  return new RtfScan(bytes.subarray(0, maxBytes).toString("latin1")).run();
}

class RtfScan {
  readonly #source: string;
  readonly #out: string[] = [];
  readonly #stack: Group[] = [];
  #group: Group = { skipped: false, fallback: 1, rtfOnly: false, isTag: false };
  /** Bytes written as `\'hh`, decoded together: a letter may take two. */
  #pending: number[] = [];
  #charset = "windows-1252";
  #isHtml = false;
  #toSkip = 0;
  #starred = false;

  constructor(source: string) {
    this.#source = source;
  }

  run(): RtfBody {
    const source = this.#source;
    let at = 0;
    while (at < source.length) {
      const char = source.charAt(at);
      if (char === "{") {
        this.#flush();
        // Deeper than any document; the groups beyond share one state.
        if (this.#stack.length < 500) this.#stack.push(this.#group);
        this.#group = { ...this.#group };
        at++;
      } else if (char === "}") {
        this.#flush();
        this.#group = this.#stack.pop() ?? this.#group;
        this.#starred = false;
        at++;
      } else if (char === "\\") {
        at = this.#control(at + 1);
      } else if (char === "\r" || char === "\n") {
        at++;
      } else {
        let end = at + 1;
        while (end < source.length && !"\\{}\r\n".includes(source.charAt(end))) end++;
        this.#text(source.slice(at, end));
        at = end;
      }
    }
    this.#flush();
    return { is: this.#isHtml ? "html" : "text", text: this.#out.join("") };
  }

  /** Reads what follows a backslash; returns where to go on. */
  #control(at: number): number {
    const source = this.#source;
    const char = source.charAt(at);
    if (char === "'") {
      const byte = Number.parseInt(source.slice(at + 1, at + 3), 16);
      if (this.#toSkip > 0) this.#toSkip--;
      else if (!Number.isNaN(byte) && this.#isShown()) this.#pending.push(byte);
      return at + 3;
    }
    if (!/[a-z]/i.test(char)) {
      if (char === "*") this.#starred = true;
      else if (char === "~") this.#text("\u00a0");
      else if (char === "\\" || char === "{" || char === "}") this.#text(char);
      else if (char === "\n" || char === "\r") this.#text("\n");
      return at + 1;
    }
    let end = at + 1;
    while (end - at < 32 && /[a-z]/i.test(source.charAt(end))) end++;
    const word = source.slice(at, end);
    const number = /^-?\d{1,10}/.exec(source.slice(end, end + 11))?.[0] ?? "";
    end += number.length;
    if (source.charAt(end) === " ") end++;
    this.#word(word, number === "" ? undefined : Number(number));
    return end;
  }

  #word(word: string, value: number | undefined) {
    this.#flush();
    const group = this.#group;
    const starred = this.#starred;
    this.#starred = false;
    if (word === "fromhtml") this.#isHtml = true;
    else if (word === "htmltag") {
      group.isTag = true;
      group.skipped = false;
    } else if (word === "htmlrtf") group.rtfOnly = value !== 0;
    else if (word === "ansicpg") this.#charset = charsetOfCodepage(value);
    else if (word === "uc") group.fallback = Math.min(Math.max(value ?? 1, 0), 10);
    else if (word === "u" && value !== undefined) {
      this.#text(String.fromCharCode(value < 0 ? value + 65_536 : value));
      this.#toSkip = group.fallback;
    } else if (silent.has(word) || starred) group.skipped = true;
    else this.#text(plainWords[word] ?? "");
  }

  /** In HTML, what is not a tag and not for RTF alone is the text between tags. */
  #isShown() {
    return !this.#group.skipped && !(this.#isHtml && this.#group.rtfOnly && !this.#group.isTag);
  }

  #text(text: string) {
    const skipped = Math.min(this.#toSkip, text.length);
    this.#toSkip -= skipped;
    this.#flush();
    if (skipped < text.length && this.#isShown()) this.#out.push(text.slice(skipped));
  }

  #flush() {
    if (this.#pending.length === 0) return;
    this.#out.push(decodeText(Uint8Array.from(this.#pending), this.#charset));
    this.#pending = [];
  }
}

/** Name of a Windows code page as charsets are called; `utf-8` for 65001. */
export function charsetOfCodepage(page: number | undefined): string {
  if (page === 65_001) return "utf-8";
  if (page !== undefined && page >= 28_591 && page <= 28_605) return `iso-8859-${page - 28_590}`;
  const others: Record<number, string> = { 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5" };
  return (
    others[page ?? 0] ??
    (page !== undefined && page >= 1250 && page <= 1258 ? `windows-${page}` : "windows-1252")
  );
}
