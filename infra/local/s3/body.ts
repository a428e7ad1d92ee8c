/** A request's body as verified bytes, with what its sender claims about them. */
import { createHash } from "node:crypto";
import type { VerifiedSignature } from "../aws-signature.ts";
import { chunkedKind, decodeAwsChunked } from "./aws-chunked.ts";
import { type ChecksumName, type Checksums, checksumName, checksumNames } from "./checksums.ts";
import { s3Error } from "./s3-error.ts";

export interface IncomingBody {
  /** The bytes, once. Throws when they are not the signed ones. */
  bytes: AsyncIterable<Buffer>;
  /** Checksums the sender announces, in a header or a trailer: to compute while reading. */
  announced: ChecksumName[];
  /** What the sender claims the checksums are: complete only when `bytes` has been read to its end. */
  claims(): { contentMd5?: string; checksums: Checksums };
}

type Headers = Readonly<Record<string, string | undefined>>;

const announcedChecksums = (headers: Headers): ChecksumName[] => {
  const trailers = (headers["x-amz-trailer"] ?? "").split(",").map((name) => name.trim().toLowerCase());
  const sent = [...Object.keys(headers), ...trailers]
    .filter((name) => name.startsWith("x-amz-checksum-"))
    .map((name) => name.slice("x-amz-checksum-".length))
    .filter((name) => !["algorithm", "mode", "type"].includes(name));
  const unknown = sent.find((name) => !checksumName(name));
  if (unknown) throw s3Error("NotImplemented", `The checksum algorithm ${unknown} is not offered here.`);
  return checksumNames.filter((name) => sent.includes(name));
};

async function* hashed(source: AsyncIterable<Buffer>, expected: string): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for await (const piece of source) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest("hex") !== expected) throw s3Error("XAmzContentSHA256Mismatch");
}

async function* counted(source: AsyncIterable<Buffer>, expected: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    yield piece;
  }
  if (size !== expected) throw s3Error("IncompleteBody");
}

/**
 * Opens the body of a request whose signature is verified: frames of aws-chunked taken off, chunk signatures,
 * payload sha256 and decoded length checked as the bytes go by.
 */
export const openBody = (
  source: AsyncIterable<Buffer>,
  headers: Headers,
  verified: VerifiedSignature,
): IncomingBody => {
  const trailers = new Map<string, string>();
  const kind = chunkedKind(verified.payloadHash);
  let bytes = kind ? decodeAwsChunked(source, trailers, kind.signed ? verified : undefined) : source;
  if (/^[0-9a-f]{64}$/.test(verified.payloadHash)) bytes = hashed(bytes, verified.payloadHash);
  const decoded = headers["x-amz-decoded-content-length"];
  if (kind && decoded === undefined) throw s3Error("MissingContentLength");
  if (kind) bytes = counted(bytes, Number(decoded));
  const announced = announcedChecksums(headers);
  const claimed = (name: ChecksumName) =>
    headers[`x-amz-checksum-${name}`] ?? trailers.get(`x-amz-checksum-${name}`);
  return {
    bytes,
    announced,
    claims: () => ({
      ...(headers["content-md5"] && { contentMd5: headers["content-md5"] }),
      checksums: Object.fromEntries(announced.map((name) => [name, claimed(name) ?? ""])),
    }),
  };
};

/** Reads a small body (XML) whole. Refuses more than `limit` bytes, and bytes other than those announced. */
export const readSmallBody = async (body: IncomingBody, limit: number): Promise<string> => {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body.bytes) {
    size += piece.length;
    if (size > limit) throw s3Error("MalformedXML", "The body is too large.");
    pieces.push(piece);
  }
  const whole = Buffer.concat(pieces);
  const { contentMd5 } = body.claims();
  if (contentMd5 && createHash("md5").update(whole).digest("base64") !== contentMd5)
    throw s3Error("BadDigest");
  return whole.toString("utf8");
};
