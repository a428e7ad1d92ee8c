/** Operations on one object: PutObject, GetObject, HeadObject, DeleteObject, CopyObject and its tags. */
import type { FileHandle } from "node:fs/promises";
import { readSmallBody } from "./body.ts";
import {
  checkKey,
  checksumHeaders,
  checkTags,
  describe,
  MAX_XML_BYTES,
  parseTags,
  S3_NAMESPACE,
  type S3Request,
  type S3Response,
  unquoted,
  writeConditions,
  xml,
} from "./http.ts";
import { s3Error } from "./s3-error.ts";
import type { ObjectRecord } from "./store.ts";
import { childrenOf, readXml, textOf, writeXml } from "./xml.ts";

const MAX_PUT_BYTES = 5 * 1024 ** 3;

export const putObject = async (request: S3Request): Promise<S3Response> => {
  const { bucket, headers } = request;
  const key = checkKey(request.key);
  const description = describe(headers);
  const conditions = writeConditions(headers);
  if (headers["content-length"] === undefined && headers["x-amz-decoded-content-length"] === undefined) {
    throw s3Error("MissingContentLength");
  }
  const draft = await bucket.receive(request.body(), { maxBytes: MAX_PUT_BYTES });
  const record = await bucket.commit(key, draft, description, conditions);
  await request.created("Put", record);
  return { status: 200, headers: { etag: `"${record.etag}"`, ...checksumHeaders(record) } };
};

/** What a read answers instead of the bytes, by its conditions (RFC 9110 §13.2.2). */
const conditionalStatus = (record: ObjectRecord, headers: S3Request["headers"]): 304 | 412 | undefined => {
  const matches = (list: string) =>
    list.trim() === "*" ||
    list.split(",").some((one) => unquoted(one.trim().replace(/^W\//, "")) === record.etag);
  const modified = Math.floor(Date.parse(record.lastModified) / 1000) * 1000;
  const ifMatch = headers["if-match"];
  const ifNoneMatch = headers["if-none-match"];
  const unmodifiedSince = Date.parse(headers["if-unmodified-since"] ?? "");
  const modifiedSince = Date.parse(headers["if-modified-since"] ?? "");
  if (ifMatch !== undefined ? !matches(ifMatch) : modified > unmodifiedSince) return 412;
  if (ifNoneMatch !== undefined ? matches(ifNoneMatch) : modified <= modifiedSince) return 304;
  return undefined;
};

/** `bytes=a-b` against a size: undefined = whole object (absent, unreadable or several ranges). */
const parseRange = (
  text: string | undefined,
  size: number,
): { start: number; end: number } | "unsatisfiable" | undefined => {
  const found = /^bytes=(\d*)-(\d*)$/.exec(text?.trim() ?? "");
  if (!found || (found[1] === "" && found[2] === "")) return undefined;
  if (found[1] === "") {
    const length = Math.min(Number(found[2]), size);
    return length === 0 ? "unsatisfiable" : { start: size - length, end: size - 1 };
  }
  const start = Number(found[1]);
  const end = found[2] === "" ? size - 1 : Math.min(Number(found[2]), size - 1);
  if (start >= size) return "unsatisfiable";
  return end < start ? undefined : { start, end };
};

const OVERRIDES = [
  ...["cache-control", "content-disposition", "content-encoding", "content-language"],
  "content-type",
  "expires",
];

const objectHeaders = (record: ObjectRecord, request: S3Request): Record<string, string> => {
  const answer: Record<string, string> = {
    ...record.headers,
    etag: `"${record.etag}"`,
    "last-modified": new Date(record.lastModified).toUTCString(),
    "accept-ranges": "bytes",
    "x-amz-server-side-encryption": "AES256",
  };
  for (const [name, value] of Object.entries(record.metadata)) answer[`x-amz-meta-${name}`] = value;
  if (record.tags.length > 0) answer["x-amz-tagging-count"] = String(record.tags.length);
  for (const name of OVERRIDES) {
    const value = request.query.get(`response-${name}`);
    if (value !== undefined) answer[name] = value;
  }
  return answer;
};

async function* bytesOf(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  yield* handle.createReadStream({ start, end, highWaterMark: 256 * 1024, autoClose: false });
}

async function* closing(handle: FileHandle, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* bytes;
  } finally {
    await handle.close();
  }
}

/** GetObject and HeadObject: conditions, then one range, then `response-*` overrides. */
export const readObject = async (request: S3Request): Promise<S3Response> => {
  if (request.query.has("partNumber")) throw s3Error("NotImplemented");
  const { record, handle } = await request.bucket.openBytes(request.key);
  let streaming = false;
  try {
    const conditional = conditionalStatus(record, request.headers);
    if (conditional === 412) throw s3Error("PreconditionFailed");
    const headers = objectHeaders(record, request);
    if (conditional === 304) return { status: 304, headers };
    const range = parseRange(request.headers.range, record.size);
    if (range === "unsatisfiable") {
      throw s3Error("InvalidRange", undefined, { ActualObjectSize: String(record.size) });
    }
    if (!range && request.headers["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED") {
      Object.assign(headers, checksumHeaders(record));
    }
    const { start, end } = range ?? { start: 0, end: record.size - 1 };
    headers["content-length"] = String(end - start + 1);
    if (range) headers["content-range"] = `bytes ${start}-${end}/${record.size}`;
    const status = range ? 206 : 200;
    if (request.method === "HEAD" || end < start) return { status, headers };
    streaming = true;
    return { status, headers, body: { bytes: closing(handle, bytesOf(handle, start, end)) } };
  } finally {
    if (!streaming) await handle.close();
  }
};

export const deleteObject = async (request: S3Request): Promise<S3Response> => {
  await request.bucket.delete(request.key);
  return { status: 204 };
};

/** CopyObject, also onto itself with `x-amz-metadata-directive: REPLACE`. */
export const copyObject = async (request: S3Request): Promise<S3Response> => {
  const source = decodeURIComponent((request.headers["x-amz-copy-source"] ?? "").replace(/^\//, ""));
  const slash = source.indexOf("/");
  const from = request.bucketNamed(source.slice(0, slash));
  if (!from) throw s3Error("NoSuchBucket");
  const { record: original, handle } = await from.openBytes(source.slice(slash + 1));
  const replace = request.headers["x-amz-metadata-directive"] === "REPLACE";
  const replaceTags = request.headers["x-amz-tagging-directive"] === "REPLACE";
  const asked = describe(request.headers);
  const description = {
    headers: replace ? asked.headers : original.headers,
    metadata: replace ? asked.metadata : original.metadata,
    tags: replaceTags ? asked.tags : original.tags,
  };
  const bytes = closing(handle, bytesOf(handle, 0, original.size - 1));
  const empty = (async function* () {})();
  const draft = await request.bucket.receive({
    bytes: original.size > 0 ? bytes : empty,
    announced: [],
    claims: () => ({ checksums: {} }),
  });
  if (original.size === 0) await handle.close();
  const record = await request.bucket.commit(
    checkKey(request.key),
    draft,
    description,
    writeConditions(request.headers),
  );
  await request.created("Copy", record);
  const result = { LastModified: record.lastModified, ETag: `"${record.etag}"` };
  return xml(200, writeXml("CopyObjectResult", result, S3_NAMESPACE));
};

const found = (request: S3Request): ObjectRecord => {
  const record = request.bucket.find(request.key);
  if (!record) throw s3Error("NoSuchKey");
  return record;
};

export const getTags = async (request: S3Request): Promise<S3Response> => {
  const tags = found(request).tags.map(([Key, Value]) => ({ Key, Value }));
  return xml(200, writeXml("Tagging", { TagSet: { Tag: tags } }, S3_NAMESPACE));
};

export const putTags = async (request: S3Request): Promise<S3Response> => {
  found(request);
  const root = readXml(await readSmallBody(request.body(), MAX_XML_BYTES));
  const set = root?.name === "Tagging" ? childrenOf(root, "TagSet")[0] : undefined;
  if (!set) throw s3Error("MalformedXML");
  const tags = childrenOf(set, "Tag").map((tag): [string, string] => [
    textOf(tag, "Key") ?? "",
    textOf(tag, "Value") ?? "",
  ]);
  await request.bucket.amend(request.key, { tags: checkTags(tags) });
  return { status: 200 };
};

export const deleteTags = async (request: S3Request): Promise<S3Response> => {
  await request.bucket.amend(request.key, { tags: parseTags("") });
  return { status: 204 };
};
