/**
 * The `aws-chunked` body the SDK sends when it streams: chunks with or without signatures, then trailers.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html (and its "trailers" page).
 */
import { createHash } from "node:crypto";
import { EMPTY_SHA256, sameSignature, signString, type VerifiedSignature } from "../aws-signature.ts";
import { s3Error } from "./s3-error.ts";

/** What `x-amz-content-sha256` says of a chunked body; undefined = the body is not chunked. */
export const chunkedKind = (payloadHash: string): { signed: boolean; trailer: boolean } | undefined => {
  if (payloadHash === "STREAMING-UNSIGNED-PAYLOAD-TRAILER") return { signed: false, trailer: true };
  if (payloadHash === "STREAMING-AWS4-HMAC-SHA256-PAYLOAD") return { signed: true, trailer: false };
  if (payloadHash === "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER") return { signed: true, trailer: true };
  return undefined;
};

const MAX_LINE_BYTES = 16 * 1024;

/** Pulls lines and counted bytes out of a stream of buffers. */
const byteReader = (source: AsyncIterable<Buffer>) => {
  const iterator = source[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await iterator.next();
    if (next.done) return false;
    pending = pending.length === 0 ? next.value : Buffer.concat([pending, next.value]);
    return true;
  };
  return {
    /** The next line without its CRLF; undefined at the end of the stream. */
    async line(): Promise<string | undefined> {
      for (;;) {
        const end = pending.indexOf("\r\n");
        if (end >= 0) {
          const line = pending.toString("latin1", 0, end);
          pending = pending.subarray(end + 2);
          return line;
        }
        if (pending.length > MAX_LINE_BYTES) throw s3Error("InvalidRequest", "A chunk header is too long.");
        if (!(await more())) return pending.length === 0 ? undefined : pending.toString("latin1");
      }
    },
    /** The next `size` bytes, in the pieces they arrive in. */
    async *take(size: number): AsyncGenerator<Buffer> {
      let left = size;
      while (left > 0) {
        if (pending.length === 0 && !(await more())) throw s3Error("IncompleteBody");
        const piece = pending.subarray(0, left);
        pending = pending.subarray(piece.length);
        left -= piece.length;
        yield piece;
      }
    },
  };
};

/**
 * Yields the bytes inside an aws-chunked body and fills `trailers` (lower-case names) at its end.
 * Refuses a broken frame (IncompleteBody, InvalidRequest) and, when `chain` is given, any chunk or trailer
 * whose signature does not continue the chain (SignatureDoesNotMatch).
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
  chain?: VerifiedSignature,
): AsyncGenerator<Buffer> {
  const reader = byteReader(source);
  let previous = chain?.signature ?? "";
  const check = (kind: "PAYLOAD" | "TRAILER", hash: string, claimed: string | undefined) => {
    if (!chain) return;
    const lines = [`AWS4-HMAC-SHA256-${kind}`, chain.timestamp, chain.scope, previous];
    const toSign = [...lines, ...(kind === "PAYLOAD" ? [EMPTY_SHA256] : []), hash].join("\n");
    const expected = signString(chain.signingKey, toSign);
    if (claimed === undefined || !sameSignature(expected, claimed)) throw s3Error("SignatureDoesNotMatch");
    previous = expected;
  };
  for (;;) {
    const header = /^([0-9a-f]+)(?:;chunk-signature=([0-9a-f]{64}))?\s*$/i.exec((await reader.line()) ?? "");
    if (!header?.[1]) throw s3Error("IncompleteBody");
    const size = Number.parseInt(header[1], 16);
    const hash = createHash("sha256");
    for await (const piece of reader.take(size)) {
      if (chain) hash.update(piece);
      yield piece;
    }
    check("PAYLOAD", hash.digest("hex"), header[2]);
    if (size === 0) break;
    if ((await reader.line()) !== "") throw s3Error("InvalidRequest", "A chunk does not end with CRLF.");
  }
  let signed = "";
  let trailerSignature: string | undefined;
  for (let line = await reader.line(); line !== undefined; line = await reader.line()) {
    if (line === "") continue;
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "x-amz-trailer-signature") trailerSignature = value;
    else {
      trailers.set(name, value);
      signed += `${name}:${value}\n`;
    }
  }
  if (trailers.size > 0)
    check("TRAILER", createHash("sha256").update(signed).digest("hex"), trailerSignature);
}
