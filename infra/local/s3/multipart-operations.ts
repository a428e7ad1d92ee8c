/** Multipart uploads: create, upload a part, list, complete, abort. An upload is a folder, so it survives a restart. */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readSmallBody } from "./body.ts";
import { type ChecksumName, type Checksums, checksumName, checksumOf } from "./checksums.ts";
import {
  checkKey,
  checksumHeaders,
  describe,
  MAX_XML_BYTES,
  S3_NAMESPACE,
  type S3Request,
  type S3Response,
  unquoted,
  writeConditions,
  xml,
} from "./http.ts";
import { s3Error } from "./s3-error.ts";
import type { Bucket, Description } from "./store.ts";
import { childrenOf, readXml, textOf, writeXml } from "./xml.ts";

interface Upload {
  id: string;
  key: string;
  startedAt: string;
  description: Description;
  algorithm?: ChecksumName;
}

interface Part {
  number: number;
  size: number;
  etag: string;
  checksums: Checksums;
  lastModified: string;
}

const MIN_PART_BYTES = 5 * 1024 * 1024;
const uploadsFolder = (bucket: Bucket) => join(bucket.folder, "uploads");
const bytesPath = (folder: string, number: number) => join(folder, `${number}.bytes`);

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

const openUpload = async (request: S3Request): Promise<{ upload: Upload; folder: string }> => {
  const id = request.query.get("uploadId") ?? "";
  if (!/^[0-9a-f-]{36}$/.test(id)) throw s3Error("NoSuchUpload");
  const folder = join(uploadsFolder(request.bucket), id);
  const text = await readFile(join(folder, "upload.json"), "utf8").catch((error: unknown) => {
    throw isMissing(error) ? s3Error("NoSuchUpload") : error;
  });
  const upload = JSON.parse(text) as Upload;
  if (upload.key !== request.key) throw s3Error("NoSuchUpload");
  return { upload, folder };
};

const readParts = async (folder: string): Promise<Map<number, Part>> => {
  const records = (await readdir(folder)).filter((name) => /^\d+\.json$/.test(name));
  const parts = await Promise.all(
    records.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8")) as Part),
  );
  return new Map(parts.sort((a, b) => a.number - b.number).map((part) => [part.number, part]));
};

export const createUpload = async (request: S3Request): Promise<S3Response> => {
  const asked = request.headers["x-amz-checksum-algorithm"];
  const algorithm = asked === undefined ? undefined : checksumName(asked);
  if (asked !== undefined && algorithm === undefined) throw s3Error("NotImplemented");
  const upload: Upload = {
    id: randomUUID(),
    key: checkKey(request.key),
    startedAt: request.now().toISOString(),
    description: describe(request.headers),
    ...(algorithm && { algorithm }),
  };
  const folder = join(uploadsFolder(request.bucket), upload.id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "upload.json"), JSON.stringify(upload));
  const answer = { Bucket: request.bucket.name, Key: upload.key, UploadId: upload.id };
  return xml(200, writeXml("InitiateMultipartUploadResult", answer, S3_NAMESPACE), {
    ...(algorithm && { "x-amz-checksum-algorithm": algorithm.toUpperCase() }),
  });
};

export const uploadPart = async (request: S3Request): Promise<S3Response> => {
  if (request.headers["x-amz-copy-source"] !== undefined) throw s3Error("NotImplemented");
  const { upload, folder } = await openUpload(request);
  const number = Number(request.query.get("partNumber"));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw s3Error("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
  }
  const draft = await request.bucket.receive(request.body(), {
    checksums: upload.algorithm ? [upload.algorithm] : [],
  });
  const part: Part = {
    number,
    size: draft.size,
    etag: draft.md5,
    checksums: draft.checksums,
    lastModified: request.now().toISOString(),
  };
  await rename(request.bucket.blobPath(draft.blob), bytesPath(folder, number));
  await writeFile(join(folder, `${number}.json`), JSON.stringify(part));
  const sums = Object.entries(draft.checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]);
  return { status: 200, headers: { etag: `"${part.etag}"`, ...Object.fromEntries(sums) } };
};

export const listParts = async (request: S3Request): Promise<S3Response> => {
  const { upload, folder } = await openUpload(request);
  const parts = [...(await readParts(folder)).values()].map((part) => ({
    PartNumber: part.number,
    LastModified: part.lastModified,
    ETag: `"${part.etag}"`,
    Size: part.size,
  }));
  const answer = {
    Bucket: request.bucket.name,
    Key: upload.key,
    UploadId: upload.id,
    IsTruncated: false,
    Part: parts,
  };
  return xml(200, writeXml("ListPartsResult", answer, S3_NAMESPACE));
};

export const listUploads = async ({ bucket, query }: S3Request): Promise<S3Response> => {
  const prefix = query.get("prefix") ?? "";
  const ids = await readdir(uploadsFolder(bucket)).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const uploads = await Promise.all(
    ids.map(
      async (id) =>
        JSON.parse(await readFile(join(uploadsFolder(bucket), id, "upload.json"), "utf8")) as Upload,
    ),
  );
  const shown = uploads
    .filter((upload) => upload.key.startsWith(prefix))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.startedAt < b.startedAt ? -1 : 1))
    .map((upload) => ({ Key: upload.key, UploadId: upload.id, Initiated: upload.startedAt }));
  const answer = { Bucket: bucket.name, Prefix: prefix, IsTruncated: false, Upload: shown };
  return xml(200, writeXml("ListMultipartUploadsResult", answer, S3_NAMESPACE));
};

export const abortUpload = async (request: S3Request): Promise<S3Response> => {
  const { folder } = await openUpload(request);
  await rm(folder, { recursive: true, force: true });
  return { status: 204 };
};

/** The parts asked for, in order, each as it was uploaded. Refuses disorder, a wrong ETag, a small part before the last. */
const chosenParts = async (request: S3Request, folder: string): Promise<Part[]> => {
  const root = readXml(await readSmallBody(request.body(), MAX_XML_BYTES));
  const asked = root?.name === "CompleteMultipartUpload" ? childrenOf(root, "Part") : [];
  if (asked.length === 0) throw s3Error("MalformedXML");
  const uploaded = await readParts(folder);
  const numbers = asked.map((one) => Number(textOf(one, "PartNumber")));
  if (!numbers.every((number, index) => number > (numbers[index - 1] ?? 0)))
    throw s3Error("InvalidPartOrder");
  return asked.map((one, index) => {
    const part = uploaded.get(numbers[index] ?? 0);
    if (!part || unquoted(textOf(one, "ETag") ?? "") !== part.etag) throw s3Error("InvalidPart");
    if (index < asked.length - 1 && part.size < MIN_PART_BYTES) {
      throw s3Error(
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed object size.",
      );
    }
    return part;
  });
};

async function* joined(folder: string, parts: readonly Part[]): AsyncGenerator<Buffer> {
  for (const part of parts)
    yield* createReadStream(bytesPath(folder, part.number), { highWaterMark: 256 * 1024 });
}

/** ETag of a multipart object: md5 of its parts' md5s, and their number. */
const multipartEtag = (etags: readonly string[]): string => {
  const digests = Buffer.concat(etags.map((etag) => Buffer.from(etag, "hex")));
  return `${createHash("md5").update(digests).digest("hex")}-${etags.length}`;
};

const compositeChecksum = (parts: readonly Part[], algorithm: ChecksumName | undefined): Checksums => {
  if (!algorithm) return {};
  const digests = Buffer.concat(parts.map((part) => Buffer.from(part.checksums[algorithm] ?? "", "base64")));
  return { [algorithm]: `${checksumOf(algorithm, digests)}-${parts.length}` };
};

export const completeUpload = async (request: S3Request): Promise<S3Response> => {
  const { upload, folder } = await openUpload(request);
  const parts = await chosenParts(request, folder);
  const bytes = joined(folder, parts);
  const draft = await request.bucket.receive({ bytes, announced: [], claims: () => ({ checksums: {} }) });
  const record = await request.bucket.commit(
    upload.key,
    { ...draft, checksums: compositeChecksum(parts, upload.algorithm) },
    upload.description,
    {
      etag: multipartEtag(parts.map((part) => part.etag)),
      checksumType: "COMPOSITE",
      ...writeConditions(request.headers),
    },
  );
  await rm(folder, { recursive: true, force: true });
  await request.created("CompleteMultipartUpload", record);
  const answer = { Bucket: request.bucket.name, Key: upload.key, ETag: `"${record.etag}"` };
  return xml(200, writeXml("CompleteMultipartUploadResult", answer, S3_NAMESPACE), checksumHeaders(record));
};
