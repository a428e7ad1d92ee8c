import { expect, test } from "vitest";
import { pictureSize } from "./picture-size.ts";

const bytes = (text: string) => Buffer.from(text.replaceAll(/\s/g, ""), "hex");

test.each([
  ["a PNG", "89504e470d0a1a0a 0000000d 49484452 00000140 000000c8 0802000000", { width: 320, height: 200 }],
  [
    "a JPEG behind an APP0 and a table",
    "ffd8 ffe00010 4a46494600010100000100010000 ffc40004 0000 ffc00011 08 00c8 0140 03012200021101031101",
    { width: 320, height: 200 },
  ],
  [
    "a lossy WebP",
    "52494646 24000000 57454250 56503820 18000000 300100 9d012a 4001 c800 0000",
    { width: 320, height: 200 },
  ],
  [
    "a lossless WebP",
    "52494646 24000000 57454250 5650384c 18000000 2f 3fc13100 0000000000",
    { width: 320, height: 200 },
  ],
  [
    "an extended WebP",
    "52494646 24000000 57454250 56503858 0a000000 00000000 3f0100 c70000 0000",
    { width: 320, height: 200 },
  ],
  ["nothing known", "3c737667207769647468", undefined],
  ["a JPEG that ends before its frame", "ffd8 ffe00010 4a46", undefined],
])("%s says its size", (_kind, hex, size) => {
  expect(pictureSize(bytes(hex))).toEqual(size);
});
