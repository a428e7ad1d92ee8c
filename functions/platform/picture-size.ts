/** Width and height, in pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

/**
 * How large a PNG, JPEG or WebP is, from its head alone; undefined when the head does not say. Sources: PNG (W3C) §11.2.2
 * IHDR, JPEG (ITU T.81) B.2.2 frame headers, WebP container specification (VP8, VP8L, VP8X).
 */
export const pictureSize = (content: Uint8Array): PictureSize | undefined => {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const magic = bytes.toString("latin1", 0, 16);
  if (magic.startsWith("\x89PNG") && bytes.length >= 24)
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (magic.startsWith("RIFF") && magic.slice(8, 12) === "WEBP" && bytes.length >= 30) return webpSize(bytes);
  return magic.startsWith("\xff\xd8") ? jpegSize(bytes) : undefined;
};

const webpSize = (bytes: Buffer): PictureSize | undefined => {
  const kind = bytes.toString("latin1", 12, 16);
  if (kind === "VP8X") return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (kind === "VP8 ") {
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  }
  if (kind !== "VP8L") return undefined;
  const packed = bytes.readUInt32LE(21);
  return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
};

/** Walks the segments to the frame header; C4, C8 and CC look like one and are not. */
const jpegSize = (bytes: Buffer): PictureSize | undefined => {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
};
