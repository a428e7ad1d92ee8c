import { cleanText, decodeText } from "./mime-decode.ts";
import { type Part, unpackedPart } from "./mime-parts.ts";
import { charsetOfCodepage, inflateRtf, readRtf } from "./rtf.ts";

/**
 * What Outlook hides in `winmail.dat` (MS-OXTNEF): the body, and the files under their real names. Checked as it is
 * read: a length beyond the end or a wrong checksum refuses the whole, which then stays one plain attachment.
 */

const limits = {
  bytes: 40 * 1024 * 1024,
  files: 100,
  depth: 3,
  milliseconds: 5000,
  properties: 5000,
} as const;

const signature = 0x223e9f78;
const attributes = {
  body: 0x0002800c,
  title: 0x00018010,
  data: 0x0006800f,
  newFile: 0x00069002,
  messageProperties: 0x00069003,
  fileProperties: 0x00069005,
  codepage: 0x00069007,
} as const;
const properties = {
  subject: 0x0037,
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  fileData: 0x3701,
  shortName: 0x3704,
  longName: 0x3707,
  fileType: 0x370e,
  contentId: 0x3712,
  htmlCodepage: 0x3fde,
} as const;
const types = { unicode: 0x1f, string: 0x1e, binary: 0x102, object: 0x0d, long: 0x03 } as const;

interface Properties {
  text: Map<number, string>;
  binary: Map<number, Buffer>;
  number: Map<number, number>;
  /** Binary values that begin with the identifier of an embedded message. */
  messages: Set<number>;
}

interface FoundFile {
  title: string;
  data: Buffer | undefined;
  properties: Properties;
}

/** Body and files of a `winmail.dat`, as parts below `parent`. */
export interface Unpacked {
  /** At most one of each form; empty when it carries none. */
  body: { plain: Part[]; html: Part[] };
  files: Part[];
}

class Corrupt extends Error {}

/** Unpacks the bytes of a part; undefined when they are corrupt, too many, or take too long. */
export function unpackTnef(parent: Part, bytes: Buffer): Unpacked | undefined {
  if (bytes.length > limits.bytes) return undefined;
  try {
    const unpacked: Unpacked = { body: { plain: [], html: [] }, files: [] };
    unpack(parent, bytes, unpacked, 0, performance.now() + limits.milliseconds);
    return unpacked;
  } catch (error) {
    if (error instanceof Corrupt || error instanceof RangeError) return undefined;
    throw error;
  }
}

function unpack(parent: Part, bytes: Buffer, into: Unpacked, depth: number, deadline: number) {
  if (bytes.readUInt32LE(0) !== signature) throw new Corrupt("not TNEF");
  let charset = "windows-1252";
  let body: string | undefined;
  let message = noProperties();
  const files: FoundFile[] = [];
  for (const { id, data } of readAttributes(bytes, deadline)) {
    const file = files.at(-1);
    if (id === attributes.codepage && data.length >= 4) charset = charsetOfCodepage(data.readUInt32LE(0));
    else if (id === attributes.body) body = textOf(data, charset);
    else if (id === attributes.messageProperties) message = readProperties(data, charset);
    else if (id === attributes.newFile) {
      if (files.length >= limits.files) throw new Corrupt("too many files");
      files.push({ title: "", data: undefined, properties: noProperties() });
    } else if (file === undefined) continue;
    else if (id === attributes.title) file.title = textOf(data, charset);
    else if (id === attributes.data) file.data = data;
    else if (id === attributes.fileProperties) file.properties = readProperties(data, charset);
  }
  for (const file of files) keepFile(parent, file, into, depth, deadline);
  if (into.files.length > limits.files) throw new Corrupt("too many files");
  addBody(parent, message, body, into, depth);
}

/** The body of the message itself; that of one inside it becomes a text file beside its files. */
function addBody(parent: Part, message: Properties, body: string | undefined, into: Unpacked, depth: number) {
  const found = bodyOf(message, body);
  if (found === undefined) return;
  const source = Buffer.from(found.text, "utf8");
  if (depth === 0) {
    const type = found.is === "html" ? "text/html" : "text/plain";
    into.body[found.is === "html" ? "html" : "plain"].push(
      unpackedPart(parent, source, { type, charset: "utf-8" }),
    );
    return;
  }
  const extension = found.is === "html" ? "html" : "txt";
  const name = `${message.text.get(properties.subject) ?? "message"}.${extension}`;
  into.files.push(
    unpackedPart(parent, source, {
      type: found.is === "html" ? "text/html" : "text/plain",
      name,
      charset: "utf-8",
    }),
  );
}

function bodyOf(message: Properties, body: string | undefined) {
  const rtf = message.binary.get(properties.rtf);
  const html = message.binary.get(properties.html);
  const page = message.number.get(properties.htmlCodepage);
  const htmlText =
    html === undefined
      ? message.text.get(properties.html)
      : decodeText(html, page === undefined ? undefined : charsetOfCodepage(page));
  if (htmlText !== undefined && htmlText.trim() !== "") return { is: "html" as const, text: htmlText };
  const read = rtf === undefined ? undefined : readRtf(inflateRtf(rtf));
  if (read?.is === "html" && read.text.trim() !== "") return read;
  const plain = message.text.get(properties.body) ?? body ?? read?.text;
  return plain === undefined || plain.trim() === ""
    ? undefined
    : { is: "text" as const, text: cleanText(plain) };
}

function keepFile(parent: Part, file: FoundFile, into: Unpacked, depth: number, deadline: number) {
  const { text, binary, messages } = file.properties;
  const data = file.data ?? binary.get(properties.fileData);
  if (data === undefined) return;
  const name = text.get(properties.longName) ?? (file.title || text.get(properties.shortName)) ?? "";
  const isMessage = file.data === undefined && messages.has(properties.fileData);
  if (isMessage && depth < limits.depth) {
    unpack(parent, data, into, depth + 1, deadline);
    return;
  }
  const type = text.get(properties.fileType)?.toLowerCase() ?? "application/octet-stream";
  const contentId = text.get(properties.contentId)?.trim().replace(/^<|>$/g, "");
  into.files.push(unpackedPart(parent, data, { type, name, contentId: contentId || undefined }));
}

interface Attribute {
  id: number;
  data: Buffer;
}

/** Every attribute in order, its checksum proved. */
function* readAttributes(bytes: Buffer, deadline: number): Generator<Attribute> {
  let at = 6;
  while (at < bytes.length) {
    if (performance.now() > deadline) throw new Corrupt("takes too long");
    const level = bytes.readUInt8(at);
    if (level !== 1 && level !== 2) throw new Corrupt("unknown level");
    const id = bytes.readUInt32LE(at + 1);
    const from = at + 9;
    const to = from + bytes.readUInt32LE(at + 5);
    const data = bytes.subarray(from, to);
    if (bytes.readUInt16LE(to) !== checksum(data)) throw new Corrupt("wrong checksum");
    yield { id, data };
    at = to + 2;
  }
}

function checksum(data: Buffer): number {
  let sum = 0;
  for (const byte of data) sum = (sum + byte) & 0xffff;
  return sum;
}

const noProperties = (): Properties => ({
  text: new Map(),
  binary: new Map(),
  number: new Map(),
  messages: new Set(),
});
/** Bytes of one value of the types whose length is fixed, padded to four. */
const fixedSizes: Readonly<Record<number, number>> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
};
const multiple = 0x1000;
const identifierBytes = 16;

/** The MAPI properties of a message or a file; those nobody asks for are passed over. */
function readProperties(data: Buffer, charset: string): Properties {
  const found = noProperties();
  const count = data.readUInt32LE(0);
  if (count > limits.properties) throw new Corrupt("too many properties");
  let at = 4;
  for (let i = 0; i < count; i++) {
    const type = data.readUInt16LE(at);
    const id = data.readUInt16LE(at + 2);
    at = id >= 0x8000 ? pastName(data, at + 4) : at + 4;
    at = readValues(data, at, id, type, charset, found);
  }
  return found;
}

/** Named properties carry a set identifier and a number or a name. */
function pastName(data: Buffer, at: number): number {
  const kind = data.readUInt32LE(at + identifierBytes);
  const next = at + identifierBytes + 8;
  return kind === 0 ? next : next + padded(data.readUInt32LE(next - 4));
}

const padded = (length: number) => length + ((4 - (length % 4)) % 4);

function readValues(
  data: Buffer,
  start: number,
  id: number,
  type: number,
  charset: string,
  found: Properties,
) {
  const base = type & ~multiple;
  const fixed = fixedSizes[base];
  if (fixed !== undefined) {
    if ((type & multiple) !== 0) return start + 4 + data.readUInt32LE(start) * fixed;
    if (base === types.long) found.number.set(id, data.readUInt32LE(start));
    return start + fixed;
  }
  const isText = base === types.string || base === types.unicode;
  if (!isText && base !== types.binary && base !== types.object) throw new Corrupt("unknown property type");
  const count = data.readUInt32LE(start);
  if (count > limits.properties) throw new Corrupt("too many values");
  let at = start + 4;
  for (let i = 0; i < count; i++) {
    const length = data.readUInt32LE(at);
    const value = data.subarray(at + 4, at + 4 + length);
    if (value.length !== length) throw new Corrupt("cut short");
    if (isText) found.text.set(id, textOf(value, base === types.unicode ? "utf-16le" : charset));
    else if (base === types.object) {
      // An object begins with the identifier of what it is; only messages are looked into.
      found.binary.set(id, value.subarray(identifierBytes));
      if (value.length > 20 && value.readUInt32LE(identifierBytes) === signature) found.messages.add(id);
    } else found.binary.set(id, value);
    at += 4 + padded(length);
  }
  return at;
}

/** Text up to its NUL. */
function textOf(bytes: Buffer, charset: string): string {
  const text = decodeText(bytes, charset);
  const end = text.indexOf("\u0000");
  return cleanText(end < 0 ? text : text.slice(0, end));
}
