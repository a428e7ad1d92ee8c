import { type Header, readStructured, type StructuredValue } from "./mime-headers.ts";

/**
 * Structure of a raw mail: which bytes are which part. One pass over the lines, nothing copied, every limit of
 * mail.md §5.2 held while scanning, so that 100,000 parts or a 30 MB header cost no more than their length.
 * postal-mime reads words and addresses for us; it is not given the whole mail, since it accepts any number of
 * parts, holds several copies of the raw, and rewrites line ends of nested messages that must stay byte-exact.
 */

const limits = {
  parts: 500,
  depth: 30,
  headerBlockBytes: 256 * 1024,
  headerBytes: 64 * 1024,
  headers: 1000,
} as const;

export interface Part {
  headers: Header[];
  contentType: StructuredValue;
  disposition: StructuredValue;
  encoding: string;
  /** Lower case, without `<>`. */
  contentId: string | undefined;
  depth: number;
  /** The bytes it lies in: the raw mail, or what was unpacked from one of its parts. */
  source: Buffer;
  /** Its body in `source`, [from, to). */
  from: number;
  to: number;
  /** Parts of a multipart; empty for a leaf and for a multipart whose boundary never came. */
  children: Part[];
  parent: Part | undefined;
}

export type StructureProblem =
  | "headers_cut"
  | "too_many_parts"
  | "too_deep"
  | "no_headers"
  | "boundary_missing";

export interface Structure {
  root: Part;
  problems: Set<StructureProblem>;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const dash = 0x2d;

/** Finds the parts of a raw mail, or of one found at `depth` inside another. Total: any bytes give a structure. */
export function readStructure(raw: Buffer, depth = 0): Structure {
  return new StructureScan(raw, depth).run();
}

/** A part for bytes that came packed otherwise than as MIME. */
export function unpackedPart(
  parent: Part,
  source: Buffer,
  described: { type: string; name?: string | undefined; charset?: string; contentId?: string | undefined },
): Part {
  const { type, name, charset, contentId } = described;
  return {
    ...emptyPart(parent, parent.depth + 1, source),
    contentType: { value: type, params: charset === undefined ? {} : { charset } },
    disposition: name === undefined ? noDisposition : { value: "attachment", params: { filename: name } },
    contentId: contentId?.toLowerCase(),
    to: source.length,
  };
}

const noDisposition: StructuredValue = { value: "", params: {} };

class StructureScan {
  readonly #raw: Buffer;
  readonly #problems = new Set<StructureProblem>();
  readonly #open: Array<{ marker: Buffer; part: Part }> = [];
  readonly #root: Part;
  #count = 1;
  /** The part whose lines are being read; undefined between a closing boundary and the next one. */
  #current: Part | undefined;
  #inHeaders = true;
  #block: HeaderBlock = new HeaderBlock();

  constructor(raw: Buffer, depth: number) {
    this.#raw = raw;
    this.#root = emptyPart(undefined, depth, raw);
    this.#current = this.#root;
  }

  run(): Structure {
    const raw = this.#raw;
    let start = 0;
    while (start < raw.length) {
      const feed = raw.indexOf(lineFeed, start);
      const next = feed < 0 ? raw.length : feed + 1;
      if (!this.#atBoundary(start, next)) this.#line(start, next);
      start = next;
    }
    this.#endPart(raw.length);
    for (const { part } of this.#open) {
      part.to = raw.length;
      if (part.children.length === 0) this.#problems.add("boundary_missing");
    }
    return { root: this.#root, problems: this.#problems };
  }

  #line(start: number, next: number) {
    if (!this.#inHeaders || this.#current === undefined) return;
    const end = withoutLineEnd(this.#raw, start, next);
    if (end === start) {
      this.#endHeaders(next);
    } else if (!this.#block.add(this.#raw, start, end)) {
      // Not a header: the body began without its blank line (or there never was a header).
      if (this.#block.headers.length === 0 && this.#current === this.#root) {
        if (start === 0 && this.#raw.subarray(0, 5).equals(mboxFrom)) return;
        this.#problems.add("no_headers");
      }
      this.#endHeaders(start);
    }
  }

  #endHeaders(bodyStart: number) {
    const part = this.#current;
    if (part === undefined) return;
    this.#inHeaders = false;
    if (this.#block.cut) this.#problems.add("headers_cut");
    part.headers = this.#block.headers;
    part.from = bodyStart;
    describe(part);
    const boundary = part.contentType.params.boundary;
    if (!part.contentType.value.startsWith("multipart/")) return;
    if (boundary === undefined || boundary === "" || boundary.length > 200) {
      this.#problems.add("boundary_missing");
    } else if (part.depth >= limits.depth) {
      this.#problems.add("too_deep");
    } else {
      this.#open.push({ marker: Buffer.from(`--${boundary}`, "utf8"), part });
    }
  }

  /** Handles the line if it is a boundary of an open multipart, innermost first. */
  #atBoundary(start: number, next: number): boolean {
    const raw = this.#raw;
    if (raw[start] !== dash || raw[start + 1] !== dash) return false;
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const open = this.#open[i];
      if (open === undefined) continue;
      const kind = boundaryKind(raw, start, next, open.marker);
      if (kind === undefined) continue;
      this.#endPart(beforeLineEnd(raw, start));
      for (const inner of this.#open.splice(kind === "close" ? i : i + 1)) inner.part.to = start;
      if (kind === "close") {
        this.#current = undefined;
        this.#inHeaders = false;
      } else {
        this.#beginPart(open.part);
      }
      return true;
    }
    return false;
  }

  #beginPart(parent: Part) {
    if (this.#count >= limits.parts) {
      this.#problems.add("too_many_parts");
      this.#current = undefined;
      this.#inHeaders = false;
      return;
    }
    this.#count++;
    this.#current = emptyPart(parent, parent.depth + 1, this.#raw);
    parent.children.push(this.#current);
    this.#inHeaders = true;
    this.#block = new HeaderBlock();
  }

  #endPart(at: number) {
    const part = this.#current;
    if (part === undefined) return;
    if (this.#inHeaders) this.#endHeaders(at);
    part.to = Math.max(part.from, at);
    this.#current = undefined;
    this.#inHeaders = false;
  }
}

const mboxFrom = Buffer.from("From ");

/** Headers of one part, unfolded, within the limits. */
class HeaderBlock {
  readonly headers: Header[] = [];
  cut = false;
  #bytes = 0;

  /** Adds one line; false when it is no header and no continuation of one. */
  add(raw: Buffer, start: number, end: number): boolean {
    const folded = raw[start] === 0x20 || raw[start] === 0x09;
    if (folded && this.headers.length === 0 && !this.cut) return false;
    const colon = folded ? -1 : fieldNameEnd(raw, start, end);
    if (!folded && colon < 0) return false;
    this.#bytes += end - start;
    if (this.#bytes > limits.headerBlockBytes || (!folded && this.headers.length >= limits.headers)) {
      this.cut = true;
      return true;
    }
    const last = this.headers.at(-1);
    if (folded && last !== undefined) {
      const room = limits.headerBytes - last.value.length;
      if (room < end - start) this.cut = true;
      last.value += headerText(raw, start, Math.min(end, start + Math.max(0, room)));
    } else {
      const stop = Math.min(end, colon + 1 + limits.headerBytes);
      if (stop < end) this.cut = true;
      const name = raw.toString("latin1", start, colon).trimEnd().toLowerCase();
      this.headers.push({ name, value: headerText(raw, colon + 1, stop).trim() });
    }
    return true;
  }
}

/** Raw 8-bit headers exist: UTF-8 when they are valid, else the likeliest single-byte set. */
function headerText(raw: Buffer, from: number, to: number): string {
  const slice = raw.subarray(from, to);
  const text = raw.toString("latin1", from, to);
  if (!/[\u0080-\u00ff]/.test(text)) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(slice);
  } catch {
    return new TextDecoder("windows-1252").decode(slice);
  }
}

/** Index of the colon after a field name (RFC 5322 ftext, blanks allowed before the colon), or -1. */
function fieldNameEnd(raw: Buffer, start: number, end: number): number {
  for (let i = start; i < end && i - start < 200; i++) {
    const byte = raw[i] ?? 0;
    if (byte === 0x3a) return i > start ? i : -1;
    if (byte === 0x20 || byte === 0x09) {
      let after = i;
      while (raw[after] === 0x20 || raw[after] === 0x09) after++;
      return raw[after] === 0x3a && i > start ? after : -1;
    }
    if (byte < 0x21 || byte > 0x7e) return -1;
  }
  return -1;
}

function emptyPart(parent: Part | undefined, depth: number, source: Buffer): Part {
  return {
    headers: [],
    contentType: { value: "text/plain", params: {} },
    disposition: noDisposition,
    encoding: "",
    contentId: undefined,
    depth,
    source,
    from: 0,
    to: 0,
    children: [],
    parent,
  };
}

function describe(part: Part) {
  const value = (name: string) => part.headers.find((header) => header.name === name)?.value;
  const type = value("content-type");
  if (type !== undefined) part.contentType = readStructured(type);
  else if (part.parent?.contentType.value === "multipart/digest") {
    part.contentType = { value: "message/rfc822", params: {} };
  }
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(part.contentType.value)) {
    const bare = part.contentType.value === "text" || part.contentType.value === "";
    part.contentType = { ...part.contentType, value: bare ? "text/plain" : "application/octet-stream" };
  }
  part.disposition = readStructured(value("content-disposition"));
  part.encoding = /[\w-]+/.exec(value("content-transfer-encoding") ?? "")?.[0]?.toLowerCase() ?? "";
  const contentId = value("content-id")?.trim().replace(/^<|>$/g, "").toLowerCase();
  part.contentId = contentId === "" ? undefined : contentId;
}

function boundaryKind(
  raw: Buffer,
  start: number,
  next: number,
  marker: Buffer,
): "open" | "close" | undefined {
  const after = start + marker.length;
  if (after > next || raw.compare(marker, 0, marker.length, start, after) !== 0) return undefined;
  const close = raw[after] === dash && raw[after + 1] === dash;
  for (let i = close ? after + 2 : after; i < next; i++) {
    const byte = raw[i];
    if (byte !== 0x20 && byte !== 0x09 && byte !== carriageReturn && byte !== lineFeed) return undefined;
  }
  return close ? "close" : "open";
}

function withoutLineEnd(raw: Buffer, start: number, next: number): number {
  let end = next;
  if (end > start && raw[end - 1] === lineFeed) end--;
  if (end > start && raw[end - 1] === carriageReturn) end--;
  return end;
}

/** The line end before a boundary belongs to the boundary. */
const beforeLineEnd = (raw: Buffer, start: number) => withoutLineEnd(raw, 0, start);
