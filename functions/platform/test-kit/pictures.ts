import { crc32, deflateSync } from "node:zlib";

const chunk = (kind: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const out = Buffer.alloc(8 + body.length);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), 4 + body.length);
  return out;
};

/** A grey PNG; `said` is the width its head tells instead of its own. Source: PNG (W3C) §5, §11.2. */
export const aPng = (width: number, height: number, { said = width }: { said?: number } = {}): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(said, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits of grey.
  head[8] = 8;
  const rows = Buffer.alloc((width + 1) * height, 0x80);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};

/** The same picture with a text beside its pixels, as programs leave some. */
export const withText = (png: Buffer, text: string): Buffer =>
  Buffer.concat([png.subarray(0, 33), chunk("tEXt", Buffer.from(`Comment\0${text}`)), png.subarray(33)]);
