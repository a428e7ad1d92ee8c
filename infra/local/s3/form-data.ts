/** multipart/form-data read as a browser sends it to S3: text fields first, then one file that is never held in memory. */
import { s3Error } from "./s3-error.ts";

export interface UploadForm {
  /** Fields before the file, lower-case names, last one wins. */
  fields: Map<string, string>;
  file: { name: string; bytes: AsyncIterable<Buffer> };
}

const MAX_FIELDS_BYTES = 64 * 1024;

const parameterOf = (header: string, name: string): string | undefined =>
  new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, "i").exec(header)?.[1]?.replace(/\\(.)/g, "$1");

/** The boundary of a `multipart/form-data` Content-Type, or undefined. */
export const boundaryOf = (contentType: string): string | undefined => {
  const found = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType);
  return found?.[1] ?? found?.[2];
};

/**
 * Reads the fields, then hands the file's bytes as they come; what follows the file is ignored, as S3 does.
 * Refuses a form without a file, unclosed, or with more than 64 KB of fields.
 */
export const readUploadForm = async (
  source: AsyncIterable<Buffer>,
  boundary: string,
): Promise<UploadForm> => {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const iterator = source[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.from("\r\n");
  let fieldBytes = 0;

  const more = async (): Promise<void> => {
    const next = await iterator.next();
    if (next.done) throw s3Error("MalformedPOSTRequest");
    pending = Buffer.concat([pending, next.value]);
  };
  const upTo = async (mark: Buffer | string): Promise<Buffer> => {
    for (;;) {
      const at = pending.indexOf(mark);
      if (at >= 0) {
        const found = pending.subarray(0, at);
        pending = pending.subarray(at + mark.length);
        fieldBytes += at;
        return found;
      }
      if (fieldBytes + pending.length > MAX_FIELDS_BYTES) {
        throw s3Error(
          "MalformedPOSTRequest",
          "Your POST request fields preceding the upload file were too large.",
        );
      }
      await more();
    }
  };
  async function* fileBytes(): AsyncGenerator<Buffer> {
    for (;;) {
      const at = pending.indexOf(delimiter);
      if (at >= 0) {
        if (at > 0) yield pending.subarray(0, at);
        break;
      }
      const safe = pending.length - delimiter.length;
      if (safe > 0) {
        yield pending.subarray(0, safe);
        pending = pending.subarray(safe);
      }
      await more();
    }
    while (!(await iterator.next()).done);
  }

  const fields = new Map<string, string>();
  await upTo(delimiter);
  for (;;) {
    while (pending.length < 2) await more();
    if (pending.toString("latin1", 0, 2) !== "\r\n") {
      throw s3Error("InvalidArgument", "POST requires exactly one file upload per request.");
    }
    const head = (await upTo("\r\n\r\n")).toString("utf8");
    const disposition = head.split("\r\n").find((line) => /^content-disposition:/i.test(line)) ?? "";
    const name = parameterOf(disposition, "name")?.toLowerCase();
    if (name === undefined) throw s3Error("MalformedPOSTRequest");
    if (name === "file") {
      const path = parameterOf(disposition, "filename") ?? "";
      return { fields, file: { name: path.split(/[\\/]/).at(-1) ?? "", bytes: fileBytes() } };
    }
    fields.set(name, (await upTo(delimiter)).toString("utf8"));
  }
};
