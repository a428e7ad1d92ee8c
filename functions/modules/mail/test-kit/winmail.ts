/** Packs a `winmail.dat` as Outlook does (MS-OXTNEF), for tests and the demonstration. */

export interface Winmail {
  text?: string;
  html?: string;
  /** RTF, kept uncompressed inside. */
  rtf?: string;
  files?: readonly { name: string; type?: string; bytes: Buffer }[];
  /** A message attached whole, with its own body and files. */
  message?: Winmail;
}

const u16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

const attribute = (level: 1 | 2, id: number, data: Buffer) =>
  Buffer.concat([
    Buffer.from([level]),
    u32(id),
    u32(data.length),
    data,
    u16(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0)),
  ]);

const unicode = (id: number, text: string): Buffer => property(0x1f, id, Buffer.from(`${text}\0`, "utf16le"));
const property = (type: number, id: number, value: Buffer) =>
  Buffer.concat([u16(type), u16(id), u32(1), u32(value.length), padded(value)]);
const properties = (all: readonly Buffer[]) => Buffer.concat([u32(all.length), ...all]);

/** Any RTF as an uncompressed `PR_RTF_COMPRESSED` value. */
const plainRtf = (text: string) => {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.concat([u32(bytes.length + 12), u32(bytes.length), u32(0x414c454d), u32(0), bytes]);
};

export const aWinmail = (given: Winmail): Buffer => {
  // A named property and a date come first in real ones: readers must pass over both.
  const named = Buffer.concat([u16(0x03), u16(0x8000), Buffer.alloc(16), u32(0), u32(0x8554), u32(1)]);
  const date = Buffer.concat([u16(0x40), u16(0x0e06), Buffer.alloc(8)]);
  const message = [
    named,
    date,
    ...(given.text === undefined ? [] : [unicode(0x1000, given.text)]),
    ...(given.html === undefined ? [] : [property(0x102, 0x1013, Buffer.from(given.html, "utf8"))]),
    ...(given.rtf === undefined ? [] : [property(0x102, 0x1009, plainRtf(given.rtf))]),
  ];
  const files = (given.files ?? []).flatMap(({ name, type, bytes }) => [
    attribute(2, 0x00069002, Buffer.alloc(14)),
    attribute(2, 0x00018010, Buffer.from(`${name.slice(0, 8).toUpperCase()}\0`, "latin1")),
    attribute(2, 0x0006800f, bytes),
    attribute(
      2,
      0x00069005,
      properties([unicode(0x3707, name), ...(type === undefined ? [] : [unicode(0x370e, type)])]),
    ),
  ]);
  const inner =
    given.message === undefined
      ? []
      : [
          attribute(2, 0x00069002, Buffer.alloc(14)),
          attribute(
            2,
            0x00069005,
            properties([
              property(0x0d, 0x3701, Buffer.concat([Buffer.alloc(16, 7), aWinmail(given.message)])),
            ]),
          ),
        ];
  return Buffer.concat([
    u32(0x223e9f78),
    u16(1),
    attribute(1, 0x00089006, u32(0x00010000)),
    attribute(1, 0x00069007, Buffer.concat([u32(1252), u32(0)])),
    attribute(1, 0x00069003, properties(message)),
    ...files,
    ...inner,
  ]);
};
