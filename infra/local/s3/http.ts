/** What every S3 operation receives and gives back. */
import type { IncomingBody } from "./body.ts";
import { s3Error } from "./s3-error.ts";
import type { Bucket, Description, ObjectRecord } from "./store.ts";

export type Headers = Readonly<Record<string, string | undefined>>;

export interface S3Request {
  method: string;
  bucket: Bucket;
  /** Decoded; empty for the bucket itself. */
  key: string;
  query: ReadonlyMap<string, string>;
  headers: Headers;
  /** Opens the verified body. */
  body(): IncomingBody;
  /** Another bucket of the server (copies). */
  bucketNamed(name: string): Bucket | undefined;
  /** Tells the world that an object was made. */
  created(how: "Put" | "Post" | "Copy" | "CompleteMultipartUpload", record: ObjectRecord): Promise<void>;
  now(): Date;
}

export interface S3Response {
  status: number;
  headers?: Record<string, string>;
  /** A text, or some of an object's bytes (`end` included). */
  body?: string | { bytes: AsyncIterable<Buffer> };
}

export const S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
export const MAX_XML_BYTES = 2 * 1024 * 1024;

const KEPT_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];

/** `a=1&b=2` as pairs. Refuses more than 10 tags, doubles, and names or values that are too long. */
export const parseTags = (text: string): [string, string][] => checkTags([...new URLSearchParams(text)]);

export const checkTags = (tags: [string, string][]): [string, string][] => {
  if (tags.length > 10) throw s3Error("InvalidTag", "Object tags cannot be greater than 10");
  if (new Set(tags.map(([name]) => name)).size !== tags.length) throw s3Error("InvalidTag");
  if (tags.some(([name, value]) => name === "" || name.length > 128 || value.length > 256))
    throw s3Error("InvalidTag");
  return tags;
};

/** What the headers (or form fields) of an upload say to keep beside the bytes. */
export const describe = (headers: Headers): Description => {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  const encodings = (kept["content-encoding"] ?? "").split(",").map((one) => one.trim());
  const encoding = encodings.filter((one) => one !== "" && one !== "aws-chunked").join(",");
  delete kept["content-encoding"];
  if (encoding !== "") kept["content-encoding"] = encoding;
  kept["content-type"] ??= "binary/octet-stream";
  const metadata = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith("x-amz-meta-") && value !== undefined ? [[name.slice("x-amz-meta-".length), value]] : [],
  );
  return {
    headers: kept,
    metadata: Object.fromEntries(metadata),
    tags: parseTags(headers["x-amz-tagging"] ?? ""),
  };
};

/** `"abc"` and `abc` are the same ETag. */
export const unquoted = (etag: string): string => etag.trim().replace(/^"(.*)"$/, "$1");

/** If-None-Match and If-Match of a write. Refuses an If-None-Match other than `*`. */
export const writeConditions = (headers: Headers) => {
  const ifNoneMatch = headers["if-none-match"];
  const ifMatch = headers["if-match"];
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") throw s3Error("NotImplemented");
  return { ifNoneMatch: ifNoneMatch === "*", ...(ifMatch !== undefined && { ifMatch: unquoted(ifMatch) }) };
};

/** `x-amz-checksum-*` headers of an object. */
export const checksumHeaders = (record: ObjectRecord): Record<string, string> => {
  const values = Object.entries(record.checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]);
  return values.length === 0
    ? {}
    : { ...Object.fromEntries(values), "x-amz-checksum-type": record.checksumType };
};

export const xml = (status: number, body: string, headers: Record<string, string> = {}): S3Response => ({
  status,
  headers: { "content-type": "application/xml", ...headers },
  body,
});

/** Checks a key's length: at most 1024 bytes of UTF-8. */
export const checkKey = (key: string): string => {
  if (Buffer.byteLength(key) > 1024) throw s3Error("KeyTooLongError");
  return key;
};
