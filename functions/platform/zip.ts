import { PassThrough, type Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import type { BucketName } from "../../infra/catalogue.ts";
import type { Env } from "./env.ts";
import { writeStream } from "./files.ts";

/** One file of an archive: its path inside, and its bytes. */
export interface ZipEntry {
  path: string;
  at: Date;
  body: Readable | Buffer;
}

/** Longest name of a file inside an archive, extension included. */
const longestName = 120;

/**
 * A name that any system can write, never out of its folder, at most 120 characters; used ones get a number. `used`
 * remembers the names of one folder.
 */
export const safeName = (name: string, used: Set<string>): string => {
  const plain = name
    .normalize("NFC")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go.
    .replaceAll(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, "_")
    .replaceAll(/\.{2,}/g, ".")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  const base = plain || "fichier";
  const dot = base.lastIndexOf(".");
  const extension = dot > 0 && base.length - dot <= 12 ? base.slice(dot) : "";
  const stem = base.slice(0, base.length - extension.length);
  for (let count = 1; ; count += 1) {
    const mark = count === 1 ? "" : ` (${count})`;
    const made = `${stem.slice(0, longestName - extension.length - mark.length)}${mark}${extension}`;
    if (used.has(made.toLowerCase())) continue;
    used.add(made.toLowerCase());
    return made;
  }
};

/**
 * Writes an archive to a bucket as it is made, one file after the other: whatever its size, little of it is in memory
 * at once. Gives its size in bytes.
 */
export const zipToBucket = async (
  env: Env,
  to: { bucket: BucketName; key: string },
  entries: AsyncIterable<ZipEntry>,
): Promise<number> => {
  // As its default: the names of a CommonJS package are not there once it is bundled.
  const { default: yazl } = await import("yazl");
  const zip = new yazl.ZipFile();
  const output = new PassThrough();
  zip.outputStream.pipe(output);
  const written = writeStream(env, to.bucket, to.key, output, "application/zip");
  const fill = async () => {
    for await (const { path, at, body } of entries) {
      if (Buffer.isBuffer(body)) {
        zip.addBuffer(body, path, { mtime: at });
        continue;
      }
      zip.addReadStream(body, path, { mtime: at });
      await finished(body, { writable: false });
    }
    zip.end();
  };
  try {
    const [size] = await Promise.all([written, fill()]);
    return size;
  } catch (error) {
    output.destroy();
    throw error;
  }
};

/** An archive that is small enough to be an answer, whole. */
export const zipBytes = async (
  entries: readonly { path: string; at: Date; body: Buffer }[],
): Promise<Uint8Array<ArrayBuffer>> => {
  const { default: yazl } = await import("yazl");
  const zip = new yazl.ZipFile();
  for (const { path, at, body } of entries) zip.addBuffer(body, path, { mtime: at });
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
};
